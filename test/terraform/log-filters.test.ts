import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { projectDir } from "../architecture/source-files.ts";
import { type LogEntry, logFilterMatches } from "./log-filter.ts";

/** The filters as they stand in the file, with what Terraform puts into them. */
const text = readFileSync(join(projectDir, "terraform/observability.tf"), "utf8");
const logLines = unquoted(/log_lines = "((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? "").replace("${var.prefix}", "kcs");
const filters = [...text.matchAll(/filter\s+= "((?:[^"\\]|\\.)*jsonPayload(?:[^"\\]|\\.)*)"/g)].map(
  ([, filter = ""]) => {
    const inner = unquoted(filter).replace("${local.log_lines}", "").trim();
    return `${logLines} ${inner}`;
  },
);

/** What Cloud Logging makes of lines that a function really writes. */
function entries(): readonly LogEntry[] {
  const { stdout } = spawnSync(process.execPath, [join(import.meta.dirname, "print-log-lines.ts")], {
    encoding: "utf8",
  });
  return (
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly severity: string })
      // Google's library may introduce itself with a line of its own, on some machines.
      .filter((line) => !("logging.googleapis.com/diagnostic" in line))
      .map(({ severity, ...jsonPayload }) => ({
        severity,
        jsonPayload,
        resource: { type: "cloud_run_revision", labels: { service_name: "kcs-project" } },
      }))
  );
}

describe("what is watched in the log", () => {
  it("each find the lines that they are made for, and no others", () => {
    const lines = entries();
    expect(lines.length).toBe(5);
    const found = filters.map((filter) => [
      filter.slice(logLines.length + 1),
      ...lines.flatMap((entry, place) => (logFilterMatches(filter, entry) ? [place] : [])),
    ]);
    expect(found).toEqual([
      ['jsonPayload.metadata.event="step.threw"', 1],
      ['jsonPayload.metadata.event="event.rejected" jsonPayload.metadata.code:*', 2],
      ['jsonPayload.metadata.event="schedule.failed"', 3],
      ['jsonPayload.metadata.step="project" jsonPayload.metadata.durationMs:* severity=INFO', 0],
      ["jsonPayload.metadata.durationMs:*", 0, 1],
      ['jsonPayload.metadata.event="journal.seal-broken"', 4],
    ]);
  });

  it("find nothing in what another installation writes", () => {
    const [first] = entries();
    const other = {
      ...first,
      severity: "INFO",
      resource: { type: "cloud_run_revision", labels: { service_name: "other-project" } },
    };
    expect(filters.some((filter) => logFilterMatches(filter, other))).toBe(false);
  });
});

function unquoted(hcl: string): string {
  return hcl.replaceAll('\\"', '"');
}
