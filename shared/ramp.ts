import type { Clock } from "./ports/clock.ts";
import type { Timers } from "./ports/timers.ts";

/** How fast something may be done: slowly at first, and faster the longer it goes on. */
export interface Ramp {
  readonly perSecond: number;
  /** By how much the pace grows with each step: 1.5 is half as much again. */
  readonly growth: number;
  readonly stepMs: number;
}

/**
 * Writes to documents that hardly anybody wrote to before: 500 a second, half as many more every five minutes
 * (https://cloud.google.com/firestore/docs/best-practices#ramping_up_traffic).
 */
export const firestoreRamp: Ramp = { perSecond: 500, growth: 1.5, stepMs: 5 * 60_000 };

/** Milliseconds after the beginning at which the turn of that number is: the first, which is number 0, is at once. */
export function momentOf(turn: number, { perSecond, growth, stepMs }: Ramp): number {
  let left = turn;
  let pace = perSecond / 1000;
  for (let startsAt = 0; ; startsAt += stepMs) {
    if (left < pace * stepMs) return startsAt + left / pace;
    left -= pace * stepMs;
    pace *= growth;
  }
}

/** Gives turns, one after the other. Each call resolves once it is its turn; whoever comes late waits for nobody. */
export function paced(ramp: Ramp, { clock, timers }: { clock: Clock; timers: Timers }): () => Promise<void> {
  let turns = 0;
  let startedAt: number | undefined;
  return async () => {
    const now = clock.now().getTime();
    startedAt ??= now;
    const waitMs = startedAt + momentOf(turns, ramp) - now;
    turns += 1;
    if (waitMs > 0) await new Promise<void>((resolve) => timers.after(waitMs, resolve));
  };
}
