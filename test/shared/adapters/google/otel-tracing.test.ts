import { expect, it } from "@jest/globals";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace";
import { otelTracing } from "../../../../shared/adapters/google/otel-tracing.ts";
import { currentRequest, withinRequest } from "../../../../shared/current-request.ts";
import { readTraceparent, traceparentOf } from "../../../../shared/trace-context.ts";
import { traced } from "../../../../shared/traced.ts";

it("makes one trace of what goes on in several functions, from one to the next", async () => {
  const exporter = new InMemorySpanExporter();
  const tracing = otelTracing({ service: "kcs-test", exporter: async () => exporter, atOnce: true });
  const announced: string[] = [];
  const events = traced(
    {
      publish: async () => {
        const trace = currentRequest()?.trace;
        if (trace !== undefined) announced.push(traceparentOf(trace));
      },
    },
    "events",
    ["publish"],
    tracing,
  );
  await tracing.span("ingest upload", {}, () => events.publish());
  // Another function, which is told no more than what the message carries.
  const trace = readTraceparent(announced[0]);
  const failure = new Error("the disk is full");
  const failing = withinRequest({ trace, counts: {} }, () =>
    tracing.span("deliver delivery.requested", { attempt: 1 }, () => Promise.reject(failure)),
  );
  await expect(failing).rejects.toBe(failure);
  const spans = exporter.getFinishedSpans();
  expect(spans.map(({ name }) => name)).toEqual(["events.publish", "ingest upload", "deliver delivery.requested"]);
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  const [publish, ingest, deliver] = spans;
  expect(publish?.parentSpanContext?.spanId).toBe(ingest?.spanContext().spanId);
  expect(deliver?.parentSpanContext?.spanId).toBe(publish?.spanContext().spanId);
  expect(deliver?.status.message).toBe("Error");
  expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain("disk");
});

it.each([
  "",
  "00-00000000000000000000000000000000-b7ad6b7169203331-01",
  "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
])("takes %j for no trace", (text) => {
  expect(readTraceparent(text)).toBeUndefined();
});
