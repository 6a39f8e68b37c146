import type { ParsedItem } from "./feed/parsed-feed.ts";

const itemsMax = 20;

export interface ObservedPace {
  /** Milliseconds between two of its newest items, on average; `undefined` for a feed with fewer than two dates. */
  readonly gapMs: number | undefined;
  /** When the newest one is from. */
  readonly newestAt: Date | undefined;
}

/** How often a feed brings something, from the dates of its newest items. */
export function observedPace(items: readonly Pick<ParsedItem, "published" | "updated">[]): ObservedPace {
  const times = items
    .map(({ published, updated }) => (published ?? updated)?.getTime())
    .filter((time) => time !== undefined)
    .toSorted((a, b) => b - a)
    .slice(0, itemsMax);
  const newest = times[0];
  const oldest = times.at(-1);
  if (newest === undefined || oldest === undefined) return { gapMs: undefined, newestAt: undefined };
  const gapMs = times.length < 2 ? undefined : (newest - oldest) / (times.length - 1);
  return { gapMs, newestAt: new Date(newest) };
}
