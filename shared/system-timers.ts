import type { Timers } from "./ports/timers.ts";

/** `setTimeout` counts in a signed 32-bit number, and fires at once beyond it: a longer wait ends early instead. */
const delayMsMax = 2 ** 31 - 1;

export const systemTimers: Timers = {
  after: (delayMs, run) => {
    const timeout = setTimeout(run, Math.min(Math.max(delayMs, 0), delayMsMax));
    return () => clearTimeout(timeout);
  },
};
