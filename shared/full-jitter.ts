/** How long to wait between attempts: doubling from `firstMs`, never more than `maxMs`. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Milliseconds to wait after the given attempt (counted from 1) has failed: anything from nothing to the doubled
 * limit, so that many which failed together do not come back together.
 * @param fraction at least 0, less than 1.
 */
export function fullJitterMs(attempt: number, { firstMs, maxMs }: Backoff, fraction: number): number {
  return Math.floor(fraction * Math.min(maxMs, firstMs * 2 ** Math.max(0, attempt - 1)));
}
