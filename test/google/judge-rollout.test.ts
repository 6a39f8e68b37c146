import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { judgeRollout, type Observed, rolloutLimits } from "./judge-rollout.ts";

const calm: Observed = {
  smoke: "passed",
  candidate: { requests: 100, errors: 0 },
  stable: { requests: 900, errors: 0 },
  watchedMs: rolloutLimits.watchMs,
};
const tally = fc
  .nat(10_000)
  .chain((requests) => fc.record({ requests: fc.constant(requests), errors: fc.nat(requests) }));
const observed: fc.Arbitrary<Observed> = fc.record({
  smoke: fc.constantFrom("passed" as const, "failed" as const),
  candidate: tally,
  stable: tally,
  watchedMs: fc.nat(2 * rolloutLimits.watchMs),
});

describe("a canary", () => {
  it.each<[string, Partial<Observed>, string]>([
    ["goes on once it has been watched", {}, "promote"],
    ["is watched for a while first", { watchedMs: 60_000 }, "wait"],
    ["goes back at once where the smoke test failed", { smoke: "failed", watchedMs: 0 }, "roll back"],
    [
      "goes back at once where it is plainly worse",
      { candidate: { requests: 20, errors: 5 }, watchedMs: 60_000 },
      "roll back",
    ],
    ["is not sent back for one error", { candidate: { requests: 3, errors: 1 } }, "promote"],
    [
      "may fail as often as what it replaces",
      { candidate: { requests: 100, errors: 15 }, stable: { requests: 100, errors: 10 } },
      "promote",
    ],
    [
      "may not fail three times as often",
      { candidate: { requests: 100, errors: 31 }, stable: { requests: 100, errors: 10 } },
      "roll back",
    ],
    ["goes on where nobody has asked it anything", { candidate: { requests: 0, errors: 0 } }, "promote"],
  ])("%s", (_, seen, verdict) => {
    expect(judgeRollout({ ...calm, ...seen }).verdict).toBe(verdict);
  });

  it("never goes on where the smoke test failed, and never waits for longer than it is watched, whatever is seen", () => {
    fc.assert(
      fc.property(observed, (seen) => {
        const { verdict } = judgeRollout(seen);
        if (seen.smoke === "failed") expect(verdict).toBe("roll back");
        if (seen.watchedMs >= rolloutLimits.watchMs) expect(verdict).not.toBe("wait");
      }),
    );
  });

  it("is never better off for failing more often", () => {
    const rank = { "roll back": 0, wait: 1, promote: 1 };
    fc.assert(
      fc.property(observed, fc.nat(100), (seen, more) => {
        const { requests, errors } = seen.candidate;
        const worse = { ...seen, candidate: { requests, errors: Math.min(requests, errors + more) } };
        expect(rank[judgeRollout(worse).verdict]).toBeLessThanOrEqual(rank[judgeRollout(seen).verdict]);
      }),
    );
  });
});
