import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "@jest/globals";
import { itWhere } from "../it-where.ts";
import { inProofs, isWholeProof, sayShortened } from "../proof-sizes.ts";
import { perDelivery } from "../terraform/monthly-cost.ts";
import { findEmulators } from "./emulators.ts";

const jars = findEmulators(process.env["PATH"] ?? "", { wanted: process.env["EMULATORS"] });
const outputCharactersMax = 200_000;
/** A machine with much else to do has an event delivered once more, and its documents looked at again. */
const ofRepeatsMax = 3;

const minutes = 60_000;
const it = itWhere(typeof jars !== "string", "the suites of Google Cloud", typeof jars === "string" ? jars : "");
const itWhole = inProofs(it, "the functions as processes on the emulators");

it(
  "the adapters of Google Cloud keep their ports' promises on the emulators",
  async () => {
    if (!isWholeProof) sayShortened("events, ledger and journal alone on the emulators");
    await pass(...(isWholeProof ? ["--testPathIgnorePatterns", "pipeline"] : ["contract/(events|ledger|journal)"]));
  },
  20 * minutes,
);

// By itself: it counts what a delivery costs, and waits for what processes do.
itWhole(
  "the functions as processes pass on the emulators",
  async () => {
    const output = await pass("pipeline");
    // What the README's table of costs is worked out from.
    const line = /(\d+) writes and (\d+) reads of documents .* (\d+) messages .* of (\d+) bytes/.exec(output);
    const [writes = 0, reads = 0, messages = 0, bytes = 0] = (line ?? []).slice(1).map(Number);
    const { firestoreWrites, firestoreReads, messages: messagesPriced, messageBytes } = perDelivery;
    for (const [counted, priced] of [
      [writes, firestoreWrites],
      [reads, firestoreReads],
      [messages, messagesPriced],
    ] as const) {
      expect(Math.abs(counted - priced)).toBeLessThanOrEqual(ofRepeatsMax);
    }
    expect(bytes / messages).toBeLessThanOrEqual(messageBytes);
  },
  30 * minutes,
);

/** Runs the suites that the parameters choose, which have to pass, and answers what they said. */
async function pass(...chosen: readonly string[]): Promise<string> {
  const suites = spawn(process.execPath, ["test/google/run.ts", ...chosen], {
    stdio: ["ignore", "pipe", "pipe"],
    // Whatever an operator has set: `npm test` touches nobody's project.
    env: { ...process.env, GOOGLE_TEST_PROJECT: undefined, GOOGLE_TEST_DATABASE: undefined },
  });
  let output = "";
  for (const stream of [suites.stdout, suites.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-outputCharactersMax);
    });
  }
  const [code] = (await once(suites, "close")) as [number | null];
  const told = output.split("\n").filter((each) => /^(one delivery|one trace|Tests:|\d+ deliveries| *✕)/.test(each));
  for (const line of told) process.stderr.write(`${line}\n`);
  expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
  return output;
}
