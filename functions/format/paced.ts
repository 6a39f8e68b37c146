import type { WorkDone } from "../../shared/ports/progress.ts";

/** Nobody sees more than this many changes a second, and a book may have thousands of chapters. */
const betweenMs = 100;

/** Passes on what begins and ends a phase, and of the rest no more than can be seen. @param now in milliseconds */
export function paced(tell: (done: WorkDone) => void, now: () => number): (done: WorkDone) => void {
  let phase: WorkDone["phase"] | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  return (work) => {
    const at = now();
    const ends = work.of !== undefined && work.done === work.of;
    if (work.phase === phase && !ends && at - toldAt < betweenMs) return;
    phase = work.phase;
    toldAt = at;
    tell(work);
  };
}
