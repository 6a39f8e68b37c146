import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "@jest/globals";
import { itWhere } from "../it-where.ts";
import { findEmulators } from "./emulators.ts";

const jars = findEmulators(process.env["PATH"] ?? "");
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
  },
  1_800_000,
);
