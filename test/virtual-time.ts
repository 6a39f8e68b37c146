import type { Clock } from "../shared/ports/clock.ts";
import type { Timers } from "../shared/ports/timers.ts";

/** Time that passes only when a test says so. */
export interface VirtualTime extends Clock, Timers {
  /** Moves to the next time at which somebody wants to be woken, and wakes them; answers whether there was one. */
  toNextTimer(): boolean;
  /** Lets this many milliseconds pass, waking everybody who wanted to be woken in them, in order. */
  advance(byMs: number): void;
}

export function virtualTime(start = "2026-03-01T08:00:00.000Z"): VirtualTime {
  let nowMs = Date.parse(start);
  let sequence = 0;
  const waiting = new Map<number, { at: number; run: () => void }>();
  const next = () => [...waiting].toSorted(([a, x], [b, y]) => x.at - y.at || a - b)[0];
  const wake = ([id, { at, run }]: [number, { at: number; run: () => void }]) => {
    waiting.delete(id);
    nowMs = Math.max(nowMs, at);
    run();
  };
  return {
    now: () => new Date(nowMs),
    after: (delayMs, run) => {
      sequence += 1;
      const id = sequence;
      waiting.set(id, { at: nowMs + Math.max(0, delayMs), run });
      return () => waiting.delete(id);
    },
    toNextTimer: () => {
      const first = next();
      if (first === undefined) return false;
      wake(first);
      return true;
    },
    advance: (byMs) => {
      const until = nowMs + byMs;
      for (let first = next(); first !== undefined && first[1].at <= until; first = next()) wake(first);
      nowMs = until;
    },
  };
}
