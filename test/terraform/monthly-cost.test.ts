import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { projectDir } from "../architecture/source-files.ts";
import { costTable, monthlyCost, perDelivery } from "./monthly-cost.ts";

const total = (deliveries: number, each = perDelivery) =>
  monthlyCost(deliveries, each).reduce((sum, { dollars }) => sum + dollars, 0);

describe("what it costs", () => {
  it("stands in the README as it is worked out", () => {
    expect(readFileSync(join(projectDir, "README.md"), "utf8")).toContain(costTable([10, 1000, 100_000]));
  });

  it("is what the free amounts leave, added up", () => {
    const firestore = monthlyCost(100_000).find(({ what }) => what.startsWith("Firestore"))?.dollars;
    // 1.4 million writes, of which 600,000 are free; 1.7 million reads and those of the clock, of which 1.5 million are.
    expect(firestore).toBeCloseTo(8 * 0.09 + (17 + 1.296 - 15) * 0.03, 5);
    const dearer = { ...perDelivery, firestoreReads: 25 };
    const reads = monthlyCost(100_000, dearer)[0]?.dollars ?? 0;
    expect(reads - (firestore ?? 0)).toBeCloseTo((25 - 17) * 0.03, 5);
    expect(total(0)).toBeCloseTo(0.2, 5);
  });

  it("never falls with the number of deliveries, nor with what one takes", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (few, more) => {
        expect(total(few + more)).toBeGreaterThanOrEqual(total(few));
        const dearer = { ...perDelivery, firestoreWrites: perDelivery.firestoreWrites + 1 };
        expect(total(few, dearer)).toBeGreaterThanOrEqual(total(few));
      }),
    );
  });
});
