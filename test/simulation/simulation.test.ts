import { describe, expect, it } from "@jest/globals";
import { proofSizes, sayProofSize } from "../proof-sizes.ts";
import { simulate } from "./simulate.ts";
import { asDesigned, type BrokenVariant, brokenVariants } from "./variants.ts";

/** `SIMULATION_SEED=17 npm test -- test/simulation` repeats one run; `SIMULATION_RUNS` makes it more of them. */
const runs = Number(process.env["SIMULATION_RUNS"] ?? proofSizes.simulations);
const firstSeed = Number(process.env["SIMULATION_SEED"] ?? 1);
const onlyOne = process.env["SIMULATION_SEED"] !== undefined;
/** A broken design that gets through this many runs is one that the checker does not see. */
const brokenRunsMax = 1000;

async function firstCaught(variant: BrokenVariant): Promise<string | undefined> {
  for (let seed = 1; seed <= brokenRunsMax; seed += 1) {
    const { violations } = await simulate(seed, variant);
    const found = violations.find((violation) => variant.finding.test(violation));
    if (found !== undefined) return `seed ${seed}: ${found}`;
  }
  return undefined;
}

describe("delivery, simulated with everything going wrong", () => {
  it("loses nothing, sends nothing twice and says nothing untrue", async () => {
    const total = { steps: 0, crashes: 0, mails: 0, deliveries: 0 };
    const ends: Record<string, number> = {};
    const bad: string[] = [];
    if (!onlyOne) sayProofSize("simulations", "runs of the simulation");
    for (let seed = firstSeed; seed < firstSeed + (onlyOne ? 1 : runs); seed += 1) {
      const run = await simulate(seed, asDesigned);
      for (const name of ["steps", "crashes", "mails", "deliveries"] as const) total[name] += run[name];
      for (const [state, count] of Object.entries(run.ends)) ends[state] = (ends[state] ?? 0) + count;
      bad.push(...run.violations.map((violation) => `SIMULATION_SEED=${seed}: ${violation}`));
    }
    process.stderr.write(
      `simulation: ${onlyOne ? 1 : runs} runs from seed ${firstSeed}, ${total.steps} steps, ${total.crashes} crashes, ` +
        `${total.deliveries} deliveries (${JSON.stringify(ends)}), ${total.mails} mails accepted\n`,
    );
    expect(bad).toEqual([]);
    if (!onlyOne) expect(Object.keys(ends).toSorted()).toEqual(["bounced", "delivered", "failed", "parked", "sent"]);
  }, 600_000);

  it("is the same run again for the same seed", async () => {
    expect(await simulate(7, asDesigned)).toEqual(await simulate(7, asDesigned));
  });

  it.each(brokenVariants)(
    "would notice if: $name",
    async (variant) => {
      const caught = await firstCaught(variant);
      process.stderr.write(`simulation: "${variant.name}" caught at ${caught}\n`);
      expect(caught).toBeDefined();
    },
    300_000,
  );
});
