import { PassThrough } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { winstonLog } from "../../../../shared/adapters/local/winston-log.ts";

const clock = { now: () => new Date("2026-03-01T08:00:00.123Z") };

function said(format: "text" | "json", isTTY: boolean, say: (log: ReturnType<typeof winstonLog>) => void): string {
  const stream = Object.assign(new PassThrough(), { isTTY });
  say(winstonLog({ format, clock, stream }));
  return String(stream.read());
}

const sayReceived = (log: ReturnType<typeof winstonLog>) => log.info("book.received", { step: "ingest", bytes: 12 });

describe("the log", () => {
  it("says everything in one line of JSON, with the names that operators look for", () => {
    const line = said("json", true, (log) =>
      log.warn("book.ingested", {
        step: "ingest",
        eventId: "e1",
        correlationId: "c1",
        durationMs: 12.5,
        missing: undefined,
      }),
    );
    expect(line.endsWith("}\n")).toBe(true);
    expect(JSON.parse(line)).toEqual({
      time: "2026-03-01T08:00:00.123Z",
      severity: "WARNING",
      event: "book.ingested",
      step: "ingest",
      eventId: "e1",
      correlationId: "c1",
      durationMs: 12.5,
    });
  });

  it("is readable as text, and uses colour on a terminal only", () => {
    expect(said("text", false, sayReceived)).toBe(
      "2026-03-01T08:00:00.123Z INFO    book.received step=ingest bytes=12\n",
    );
    expect(said("text", true, sayReceived)).toContain("\u001b[32mINFO");
  });

  it.each(["text", "json"] as const)("keeps what it is told in one line, whatever it is (%s)", (format) => {
    const line = said(format, false, (log) => log.error("step.threw", { reason: "a\nb\u001b[31m severity=INFO" }));
    expect(line.split("\n")).toHaveLength(2);
    expect(line).not.toContain("\u001b");
    expect(line).toContain('"a\\nb\\u001b[31m severity=INFO"');
  });
});
