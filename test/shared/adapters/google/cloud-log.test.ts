import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";

type Line = Readonly<Record<string, unknown>>;

let lines: readonly Line[];
let complaints: string;
beforeAll(async () => {
  const script = join(import.meta.dirname, "say-lines.ts");
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], {
    env: { PATH: process.env["PATH"], METADATA_SERVER_DETECTION: "none" },
  });
  lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line)
    // The library says once of itself what it is (https://cloud.google.com/logging/docs/reference/libraries).
    .filter((line) => !("logging.googleapis.com/diagnostic" in line) && line["message"] !== undefined);
  complaints = stderr;
}, 120_000);

/** What the library adds for itself, and its own reckoning of fractions of a second. */
function withoutLibrarys({ timestamp, logName: _name, ...line }: Line): Line {
  delete (line as Record<string, unknown>)["logging.googleapis.com/insertId"];
  const { seconds, nanos } = timestamp as { seconds: number; nanos: number };
  return { ...line, timestamp: [seconds, Math.round(nanos / 1e6)] };
}

describe("a line of a function's log", () => {
  it("says what happened, how grave it is, and which trace it belongs to, with the names that Cloud Logging takes out", () => {
    const [within] = lines;
    expect(within).toEqual({
      severity: "INFO",
      timestamp: { seconds: 1_772_352_000, nanos: 250_000_000 },
      "logging.googleapis.com/trace": "projects/reading/traces/4bf92f3577b34da6a3ce929d0e0e4736",
      "logging.googleapis.com/spanId": "00f067aa0ba902b7",
      "logging.googleapis.com/trace_sampled": true,
      message: "book.ingested",
      metadata: { event: "book.ingested", step: "ingest", eventId: "e1", durationMs: 12 },
    });
  });

  it("names no trace outside of a request", () => {
    const outside = lines.filter(({ message }) => message !== "book.ingested");
    expect(outside.map(({ severity }) => severity)).toEqual(["WARNING", "ERROR", "WARNING", "ERROR"]);
    for (const line of outside) expect(line).not.toHaveProperty(["logging.googleapis.com/trace"]);
  });

  it("is the same before logging-winston has been loaded and after it, so that one query finds both", () => {
    expect(lines).toHaveLength(6);
    expect(lines.slice(3).map(withoutLibrarys)).toEqual(lines.slice(0, 3).map(withoutLibrarys));
    for (const late of lines.slice(3)) expect(late["logName"]).toBe("projects/reading/logs/winston_log");
    for (const early of lines.slice(0, 3)) expect(early).not.toHaveProperty("logName");
  });

  it("is all that is said", () => {
    expect(complaints).toBe("");
  });
});
