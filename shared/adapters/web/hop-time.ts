import type { Clock } from "../../ports/clock.ts";
import type { Timers } from "../../ports/timers.ts";
import { Aborted, TimeUp } from "./failure-of.ts";

/** The time that one hop may take: its signal ends the hop when a phase has lasted too long, or the caller wants it to. */
export interface HopTime {
  readonly signal: AbortSignal;
  /** Begins a phase of at most so many milliseconds, and ends the one before. */
  begin(phaseMsMax: number, reason: string): void;
  /** No phase any more. Answers how many milliseconds it took in all. */
  end(): number;
}

export function hopTime(
  { clock, timers }: { clock: Clock; timers: Timers },
  { leftMs, signal: outer }: { readonly leftMs: number; readonly signal: AbortSignal | undefined },
): HopTime {
  const controller = new AbortController();
  const startedAt = clock.now().getTime();
  const tookMs = () => Math.max(0, clock.now().getTime() - startedAt);
  const abort = () => controller.abort(new Aborted("It was given up"));
  if (outer?.aborted === true) abort();
  outer?.addEventListener("abort", abort, { once: true });
  let cancel: (() => void) | undefined;
  return {
    signal: controller.signal,
    begin: (phaseMsMax, reason) => {
      cancel?.();
      cancel = timers.after(Math.min(phaseMsMax, Math.max(0, leftMs - tookMs())), () =>
        controller.abort(new TimeUp(reason)),
      );
    },
    end: () => {
      cancel?.();
      outer?.removeEventListener("abort", abort);
      return tookMs();
    },
  };
}
