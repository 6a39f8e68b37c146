import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "@jest/globals";
import { itWhere } from "../it-where.ts";
import { perDelivery } from "../terraform/monthly-cost.ts";
import { findEmulators } from "./emulators.ts";

const jars = findEmulators(process.env["PATH"] ?? "", { wanted: process.env["EMULATORS"] });
const outputCharactersMax = 20_000;

itWhere(typeof jars !== "string", "the suites of Google Cloud", typeof jars === "string" ? jars : "")(
  "every suite of Google Cloud passes on the emulators",
  async () => {
    const suites = spawn(process.execPath, ["test/google/run.ts"], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [suites.stdout, suites.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-outputCharactersMax);
      });
    }
    const [code] = (await once(suites, "close")) as [number | null];
    for (const line of output
      .split("\n")
      .filter((each) => /^(one delivery|one trace|Tests:|\d+ deliveries)/.test(each))) {
      process.stderr.write(`${line}\n`);
    }
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    // What the README's table of costs is worked out from: no less than what was counted, and not much more.
    const counted = /(\d+) writes and (\d+) reads of documents .* (\d+) messages .* of (\d+) bytes/.exec(output);
    const [writes = 0, reads = 0, messages = 0, bytes = 0] = (counted ?? []).slice(1).map(Number);
    const { firestoreWrites, firestoreReads, messages: messagesPriced, messageBytes } = perDelivery;
    expect([writes, reads, messages]).toEqual([firestoreWrites, firestoreReads, messagesPriced]);
    expect(bytes / messages).toBeLessThanOrEqual(messageBytes);
  },
  1_800_000,
);
