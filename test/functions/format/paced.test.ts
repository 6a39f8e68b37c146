import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { paced } from "../../../functions/format/paced.ts";
import type { WorkDone } from "../../../shared/ports/progress.ts";

const phases = ["reading", "pictures", "shrinking", "writing", "checking"] as const;

it("tells each phase's beginning and end, and in between ten times a second at most, whatever happens when", () => {
  const step = fc.record({ phase: fc.constantFrom(...phases), done: fc.nat(5), waitMs: fc.nat(60) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let at = 0;
      const told: (WorkDone & { at: number })[] = [];
      const tell = paced(
        (work) => told.push({ ...work, at }),
        () => at,
      );
      let phase = "";
      for (const { waitMs, ...one } of steps) {
        at += waitMs;
        const work = { ...one, of: 5 };
        tell(work);
        if (work.phase !== phase || work.done === 5) expect(told.at(-1)).toEqual({ ...work, at });
        phase = work.phase;
      }
      for (const [index, one] of told.entries()) {
        const before = told[index - 1];
        if (before?.phase === one.phase && one.done !== 5) expect(one.at - before.at).toBeGreaterThanOrEqual(100);
      }
    }),
  );
});
