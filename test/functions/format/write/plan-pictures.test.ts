import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { chooseStep, pickSample, samplesMax, wouldFit } from "../../../../functions/format/write/plan-pictures.ts";

describe("the plan for pictures that are too much for a mail", () => {
  it("tries few of them, the largest for certain, whatever their sizes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e7), { minLength: 1 }), (sizes) => {
        const sample = pickSample(sizes);
        expect(sample.length).toBeLessThanOrEqual(samplesMax);
        expect(new Set(sample).size).toBe(sample.length);
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const large = sizes.findIndex((size) => size > total / 4);
        if (large >= 0) expect(sample).toContain(large);
        if (total > 0) expect(sample.length).toBeGreaterThan(0);
      }),
    );
  });

  it("takes the gentlest step that fits, and asks for no more than three of six", async () => {
    for (let first = 0; first <= 6; first += 1) {
      const asked: number[] = [];
      const step = await chooseStep(6, async (tried) => {
        asked.push(tried);
        return tried >= first;
      });
      expect(step).toBe(first < 6 ? first : undefined);
      expect(asked.length).toBeLessThanOrEqual(3);
    }
  });

  it("keeps a margin, since a sample is not the whole", () => {
    expect(wouldFit(1000, { before: 100, after: 50 }, 500)).toBe(false);
    expect(wouldFit(1000, { before: 100, after: 50 }, 540)).toBe(true);
    expect(wouldFit(0, { before: 0, after: 0 }, 0)).toBe(true);
  });
});
