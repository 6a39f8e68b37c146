import * as z from "zod";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import type { Api } from "../publish-command.ts";
import type { Metrics } from "./metrics.ts";

const Alive = z.object({ status: z.string() });
const Readiness = z.object({ status: z.enum(["ready", "not-ready"]) });
const Details = z.object({
  status: z.enum(["ready", "not-ready"]),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string().optional() })),
  measures: z.record(z.string(), z.number()),
});
const measuresExample = { kcs_queue_events: 0, 'kcs_step_events_total{step="format"}': 12 };

/** For whoever keeps it running: is it alive, does it serve, how is it. */
export function operationsEndpoints({ ports, settings }: Api, metrics: Metrics): readonly Endpoint[] {
  const { vitals } = ports;
  const readiness = async () => {
    const checks = await vitals.checks();
    const ready = !settings.stopping.aborted && checks.every(({ ok }) => ok);
    return { checks, status: ready ? ("ready" as const) : ("not-ready" as const) };
  };
  return [
    defineEndpoint({
      method: "GET",
      path: "/health",
      summary: "Whether the process lives",
      access: "open",
      responses: { 200: { description: "It does", body: Alive, example: { status: "ok" } } },
      handle: async () => ({ status: 200, body: { status: "ok" } }),
    }),
    defineEndpoint({
      method: "GET",
      path: "/ready",
      summary: "Whether it serves",
      access: "open",
      responses: {
        200: { description: "It does", body: Readiness, example: { status: "ready" } },
        503: { description: "Not yet, or not any more", body: Readiness, example: { status: "not-ready" } },
      },
      handle: async () => {
        const { status } = await readiness();
        return { status: status === "ready" ? 200 : 503, body: { status } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/health/detailed",
      summary: "How each part of it is",
      responses: {
        200: {
          description: "All of it, whether it is well or not",
          body: Details,
          example: {
            status: "ready",
            checks: [{ name: "database", ok: true, detail: "0.2 ms" }],
            measures: measuresExample,
          },
        },
      },
      handle: async () => {
        const { status, checks } = await readiness();
        const measures: Record<string, number> = {};
        for (const { name, values } of await vitals.measures()) {
          for (const { labels = {}, value } of values) measures[`${name}${labelsInWords(labels)}`] = value;
        }
        return { status: 200, body: { status, checks: checks.map((check) => ({ ...check })), measures } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/metrics",
      summary: "Numbers for Prometheus",
      responses: { 200: { description: "Text exposition format", mediaTypes: ["text/plain"] } },
      handle: async () => {
        const { contentType, text } = await metrics.text();
        return { status: 200, headers: { "content-type": contentType }, content: text };
      },
    }),
  ];
}

function labelsInWords(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
