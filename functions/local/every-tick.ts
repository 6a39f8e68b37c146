import type { Log } from "../../shared/ports/log.ts";
import type { Timers } from "../../shared/ports/timers.ts";

/**
 * Does the work now, or after `firstAfterMs`, and again whenever so many milliseconds have passed since it was done: never twice at once. Work
 * that fails is done again at the next tick.
 */
export function everyTick(
  tickMs: number,
  { timers, log }: { timers: Timers; log: Log },
  work: () => Promise<void>,
  { firstAfterMs = 0 } = {},
): { stop(): Promise<void> } {
  let stopped = false;
  let cancel: (() => void) | undefined;
  const tick = async () => {
    try {
      await work();
    } catch (error) {
      log.warn("tick.failed", { reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
    if (stopped) return;
    cancel = timers.after(tickMs, () => {
      current = tick();
    });
  };
  let current = Promise.resolve();
  const start = () => {
    current = tick();
  };
  if (firstAfterMs === 0) start();
  else cancel = timers.after(firstAfterMs, start);
  return {
    stop: async () => {
      stopped = true;
      cancel?.();
      await current;
    },
  };
}
