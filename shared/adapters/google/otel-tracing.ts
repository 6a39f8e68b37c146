import type { Span, SpanContext, Tracer } from "@opentelemetry/api";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import { currentRequest, withinRequest } from "../../current-request.ts";
import type { SpanAttributes, Tracing } from "../../ports/tracing.ts";
import type { TraceContext } from "../../trace-context.ts";
import { lazily } from "./lazily.ts";

export interface OtelTracingSettings {
  /** The function's name. */
  readonly service: string;
  /** Where spans go; loaded at the first one. */
  readonly exporter: () => Promise<SpanExporter>;
  /** For a test: each span is handed over when it ends, and not some time later together with others. */
  readonly atOnce?: boolean;
}

const flushTimeoutMs = 3000;
const sampledFlag = 1;

/**
 * Spans by OpenTelemetry. Its own notion of what is under way is not used: ours is there without it, so that log lines and
 * events carry the trace whether anybody keeps it or not.
 */
export function otelTracing({ service, exporter, atOnce = false }: OtelTracingSettings): Tracing {
  const open = lazily(async () => {
    const [api, sdk, opened] = await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/sdk-trace"),
      exporter(),
    ]);
    const processor = atOnce
      ? new sdk.SimpleSpanProcessor({ exporter: opened })
      : new sdk.BatchSpanProcessor({ exporter: opened });
    const provider = new sdk.TracerProvider({ spanProcessors: [processor] });
    const begin = (
      tracer: Tracer,
      name: string,
      attributes: SpanAttributes,
      parent: TraceContext | undefined,
    ): Span => {
      const root = api.ROOT_CONTEXT;
      const context = parent === undefined ? root : api.trace.setSpanContext(root, spanContextOf(parent));
      return tracer.startSpan(name, { attributes: { "faas.name": service, ...attributes } }, context);
    };
    return { provider, tracer: provider.getTracer("kindle-content-server"), begin, failed: api.SpanStatusCode.ERROR };
  });

  return {
    span: async (name, attributes, run) => {
      const { tracer, begin, failed } = await open();
      const request = currentRequest();
      const span = begin(tracer, name, attributes, request?.trace);
      const trace = traceContextOf(span.spanContext());
      try {
        return await withinRequest({ counts: request?.counts ?? {}, trace }, run);
      } catch (error) {
        span.setStatus({ code: failed, message: error instanceof Error ? error.name : "" });
        throw error;
      } finally {
        span.end();
      }
    },
    flush: async () => {
      try {
        await (await open()).provider.forceFlush({ timeoutMillis: flushTimeoutMs });
      } catch {
        // A trace that is lost says less, and breaks nothing.
      }
    },
  };
}

/** Of the account as which a function works: https://cloud.google.com/compute/docs/metadata/overview */
const tokenUrl = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token";
const tokenTimeoutMs = 3000;

/**
 * Over HTTP, to the collector at OTEL_EXPORTER_OTLP_ENDPOINT. Google's own (`https://telemetry.googleapis.com`) wants to
 * know who sends.
 */
export async function otlpExporter(endpoint: string): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-http");
  if (!new URL(endpoint).hostname.endsWith(".googleapis.com")) return new OTLPTraceExporter();
  return new OTLPTraceExporter({
    headers: async () => {
      const response = await globalThis.fetch(tokenUrl, {
        headers: { "metadata-flavor": "Google" },
        signal: AbortSignal.timeout(tokenTimeoutMs),
      });
      const { access_token: token } = (await response.json()) as { readonly access_token: string };
      return { authorization: `Bearer ${token}` };
    },
  });
}

function spanContextOf({ traceId, spanId, sampled }: TraceContext): SpanContext {
  return { traceId, spanId, traceFlags: sampled ? sampledFlag : 0, isRemote: true };
}

function traceContextOf({ traceId, spanId, traceFlags }: SpanContext): TraceContext {
  return { traceId, spanId, sampled: (traceFlags & sampledFlag) === sampledFlag };
}
