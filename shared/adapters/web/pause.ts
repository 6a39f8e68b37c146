import type { Timers } from "../../ports/timers.ts";

/** Waits, unless the signal ends it. */
export function pause(timers: Timers, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const cancel = timers.after(delayMs, end);
    signal?.addEventListener("abort", end, { once: true });
  });
}
