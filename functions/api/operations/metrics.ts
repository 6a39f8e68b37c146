import type * as PromClient from "prom-client";
import type { Vitals } from "../../../shared/ports/vitals.ts";

/** Numbers for Prometheus: of HTTP, counted here; of the process; and of the rest, as `vitals` measures it. */
export interface Metrics {
  text(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Counts an answer. `route` is an endpoint's path with its braces, so that ids make no series of their own. */
  answered(answer: Answer): void;
}

interface Answer {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** Answers that are kept until they can be counted. */
const earlyMax = 1000;
const bucketsS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/**
 * The library is loaded once the first request has been answered: nobody waits for it then, and a function that has just
 * been started answers a good deal sooner.
 */
export function createMetrics(vitals: Vitals): Metrics {
  const early: Answer[] = [];
  let counted: Counted | undefined;
  let loading: Promise<Counted> | undefined;
  const load = (): Promise<Counted> => {
    loading ??= import("prom-client").then((library) => {
      counted = openCounted(library);
      for (const answer of early.splice(0)) counted.count(answer);
      return counted;
    });
    return loading;
  };
  return {
    text: async () => {
      const { library, registry } = await load();
      const text = `${await registry.metrics()}\n${await textOf(vitals, library)}`;
      return { contentType: registry.contentType, text };
    },
    answered: (answer) => {
      if (counted !== undefined) return counted.count(answer);
      if (early.length < earlyMax) early.push(answer);
      // It is part of this program: where it cannot be loaded, whoever asks for the numbers is told.
      load().catch(() => undefined);
    },
  };
}

interface Counted {
  readonly library: typeof PromClient;
  readonly registry: PromClient.Registry;
  count(answer: Answer): void;
}

function openCounted(library: typeof PromClient): Counted {
  const registry = new library.Registry();
  library.collectDefaultMetrics({ register: registry });
  const answers = new library.Histogram({
    name: "kcs_http_request_duration_seconds",
    help: "How long requests took to be answered",
    labelNames: ["method", "route", "status"],
    buckets: bucketsS,
    registers: [registry],
  });
  const count = ({ method, route, status, durationMs }: Answer) =>
    answers.observe({ method, route, status: String(status) }, durationMs / 1000);
  return { library, registry, count };
}

/** A registry of the moment: what is measured elsewhere is not counted a second time here. */
async function textOf(vitals: Vitals, { Counter, Gauge, Registry }: typeof PromClient): Promise<string> {
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
