import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Vitals } from "../../../shared/ports/vitals.ts";

/** Numbers for Prometheus: of HTTP, counted here; of the process; and of the rest, as `vitals` measures it. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** Counts an answer. `route` is an endpoint's path with its braces, so that ids make no series of their own. */
  answered(answer: { method: string; route: string; status: number; durationMs: number }): void;
}

const bucketsS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

export function createMetrics(vitals: Vitals): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const answers = new Histogram({
    name: "kcs_http_request_duration_seconds",
    help: "How long requests took to be answered",
    labelNames: ["method", "route", "status"],
    buckets: bucketsS,
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    text: async () => `${await registry.metrics()}\n${await textOf(vitals)}`,
    answered: ({ method, route, status, durationMs }) =>
      answers.observe({ method, route, status: String(status) }, durationMs / 1000),
  };
}

/** A registry of the moment: what is measured elsewhere is not counted a second time here. */
async function textOf(vitals: Vitals): Promise<string> {
  const registry = new Registry();
  for (const { name, help, type, values } of await vitals.measures()) {
    const labelNames = [...new Set(values.flatMap(({ labels = {} }) => Object.keys(labels)))];
    const metric =
      type === "counter"
        ? new Counter({ name, help, labelNames, registers: [registry] })
        : new Gauge({ name, help, labelNames, registers: [registry] });
    for (const { labels = {}, value } of values) metric.inc({ ...labels }, value);
  }
  return await registry.metrics();
}
