import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { firestoreRamp, momentOf, paced } from "../../shared/ramp.ts";
import { virtualTime } from "../virtual-time.ts";

const minuteMs = 60_000;

/** How many turns there are before a moment. */
const turnsBefore = (ms: number) => {
  let [few, many] = [0, 1_000_000_000];
  while (few < many) {
    const middle = Math.floor((few + many) / 2);
    if (momentOf(middle, firestoreRamp) < ms) few = middle + 1;
    else many = middle;
  }
  return few;
};

const inMinutes = (from: number, to: number) => turnsBefore(to * minuteMs) - turnsBefore(from * minuteMs);

describe("a ramp", () => {
  it("is 500 a second for five minutes, 750 for the next five, and so on", () => {
    expect(inMinutes(0, 5)).toBe(500 * 300);
    expect(inMinutes(5, 10)).toBe(750 * 300);
    expect(inMinutes(10, 15)).toBe(1125 * 300);
  });

  it("never gives two turns closer than the fastest pace until then allows", () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), (turn) => {
        const gapMs = momentOf(turn + 1, firestoreRamp) - momentOf(turn, firestoreRamp);
        const steps = Math.floor(momentOf(turn + 1, firestoreRamp) / firestoreRamp.stepMs);
        expect(gapMs).toBeGreaterThanOrEqual(1000 / (500 * 1.5 ** steps) - 1e-6);
      }),
    );
  });

  it("makes whoever comes at once wait in turn, and nobody who comes later", async () => {
    const time = virtualTime();
    const turn = paced({ perSecond: 10, growth: 1.5, stepMs: 1000 }, { clock: time, timers: time });
    const done: number[] = [];
    const all = Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        await turn();
        done.push(at);
      }),
    );
    const startedMs = time.now().getTime();
    while (time.toNextTimer()) await Promise.resolve();
    await all;
    expect(done).toEqual(Array.from({ length: 12 }, (_, at) => at));
    // Ten in the first second, then fifteen a second.
    expect(time.now().getTime() - startedMs).toBeCloseTo(1000 + 1000 / 15, -1);
    time.advance(10_000);
    await turn();
    expect(time.toNextTimer()).toBe(false);
  });
});
