import type { Randomness } from "../../ports/clock.ts";
import type { Timers } from "../../ports/timers.ts";

/** Lets one request at a time through to each host, with a pause between two. */
export interface HostQueue {
  /**
   * Waits for the turn; the answer ends it. `busy` where too many wait already, `aborted` where the signal came first.
   * @param pauseMs at least so long after this turn the next one begins; up to twice as long, by chance
   */
  enter(host: string, pauseMs: number, signal?: AbortSignal): Promise<(() => void) | "busy" | "aborted">;
}

/** Further requests for the same host come back later. */
export const hostQueueLengthMax = 500;

export function hostQueue({ timers, randomness }: { timers: Timers; randomness: Randomness }): HostQueue {
  /** Hosts whose turn is taken or whose pause lasts, with those who wait for it. */
  const taken = new Map<string, (() => void)[]>();

  const end = (host: string) => {
    const next = taken.get(host)?.shift();
    if (next === undefined) taken.delete(host);
    else next();
  };
  const leave = (host: string, pauseMs: number) => {
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      if (pauseMs <= 0) end(host);
      else timers.after(pauseMs * (1 + randomness.fraction()), () => end(host));
    };
  };

  return {
    enter: (host, pauseMs, signal) => {
      if (signal?.aborted === true) return Promise.resolve("aborted");
      const waiting = taken.get(host);
      if (waiting === undefined) {
        taken.set(host, []);
        return Promise.resolve(leave(host, pauseMs));
      }
      if (waiting.length >= hostQueueLengthMax) return Promise.resolve("busy");
      return new Promise((resolve) => {
        const abort = () => {
          waiting.splice(waiting.indexOf(turn), 1);
          resolve("aborted");
        };
        const turn = () => {
          signal?.removeEventListener("abort", abort);
          resolve(leave(host, pauseMs));
        };
        signal?.addEventListener("abort", abort, { once: true });
        waiting.push(turn);
      });
    },
  };
}
