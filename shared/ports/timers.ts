/** Wakes somebody later, so that a test can let a day pass without waiting for it. */
export interface Timers {
  /** Calls `run` once, no sooner than after `delayMs` milliseconds. The answer takes that back. */
  after(delayMs: number, run: () => void): () => void;
}
