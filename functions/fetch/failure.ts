/** Why a feed could not be had. */
export interface Failure {
  /** Stable. */
  readonly code: string;
  /** For its reader: a sentence or two. */
  readonly message: string;
  readonly status?: number | undefined;
  readonly trouble: Trouble;
  /** How long its server wants to be left alone. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * `limited`: too much is asked of the host, whichever feed it is. `unavailable`: this feed now, perhaps the whole host.
 * `missing`: there is nothing at the address. `gone`: and there will not be. `unreadable`: there is, but no feed. Everything else
 * comes right by itself, or does not.
 */
export type Trouble = "limited" | "unavailable" | "missing" | "gone" | "unreadable" | "other";
