import { cloudLog } from "../../../../shared/adapters/google/cloud-log.ts";
import { withinRequest } from "../../../../shared/current-request.ts";

// Writes the same lines twice, as a function does: at once, and when logging-winston has been loaded.

const clock = { now: () => new Date("2026-03-01T08:00:00.250Z") };
const log = cloudLog({ projectId: "reading", service: "kcs-format" }, clock);
const trace = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", sampled: true };

function say(): void {
  withinRequest({ trace, counts: {} }, () =>
    log.info("book.ingested", { step: "ingest", eventId: "e1", durationMs: 12 }),
  );
  log.warn("caller.refused", { status: 401 });
  log.error("step.failed", { step: "format", reason: "Error: disk full" });
}

say();
// Loading begins with the first line. The same modules again are there once it has ended.
await Promise.all([import("winston"), import("@google-cloud/logging-winston")]);
await new Promise((resolve) => setImmediate(resolve));
say();
