import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Check } from "../../../shared/ports/vitals.ts";
import { type ApiKit, openApiKit } from "./open-api-kit.ts";

let kit: ApiKit;
let checks: readonly Check[];
beforeEach(async () => {
  checks = [
    { name: "database", ok: true, detail: "0.2 ms" },
    { name: "inbox", ok: true },
  ];
  kit = await openApiKit({
    ports: () => ({
      vitals: {
        checks: async () => checks,
        measures: async () => [
          {
            name: "kcs_step_events_total",
            help: "Events handled",
            type: "counter",
            values: [
              { labels: { step: "format", outcome: "done" }, value: 12 },
              { labels: { step: 'de"li\\ver', outcome: "failed" }, value: 1 },
            ],
          },
          { name: "kcs_queue_events", help: "Events waiting", type: "gauge", values: [{ value: 3 }] },
        ],
      },
    }),
  });
});
afterEach(() => kit.close());

describe("whether it serves", () => {
  it("is told to anybody, in a word", async () => {
    expect(await kit.json("/health")).toEqual({ status: "ok" });
    expect(await kit.json("/ready")).toEqual({ status: "ready" });
  });

  it("depends on every part", async () => {
    checks = [
      { name: "database", ok: true },
      { name: "inbox", ok: false, detail: "EACCES /secret" },
    ];
    const ready = await kit.askAs({}, "/ready");
    expect([ready.status, await ready.json()]).toEqual([503, { status: "not-ready" }]);
    expect((await kit.askAs({}, "/health")).status).toBe(200);
  });

  it("ends when it is told to stop", async () => {
    kit.stop();
    expect((await kit.ask("/ready")).status).toBe(503);
  });

  it("is told to the owner in detail", async () => {
    expect(await kit.json("/health/detailed")).toEqual({
      status: "ready",
      checks,
      measures: {
        'kcs_step_events_total{step="format",outcome="done"}': 12,
        'kcs_step_events_total{step="de\\"li\\\\ver",outcome="failed"}': 1,
        kcs_queue_events: 3,
      },
    });
  });
});

const metrics = async () => {
  const response = await kit.ask("/metrics");
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  return await response.text();
};

describe("the numbers for Prometheus", () => {
  it("are those that the rest of the system measures, however often they are read", async () => {
    for (let reading = 0; reading < 2; reading += 1) {
      const text = await metrics();
      expect(text).toContain('kcs_step_events_total{step="format",outcome="done"} 12');
      expect(text).toContain('kcs_step_events_total{step="de\\"li\\\\ver",outcome="failed"} 1');
      expect(text).toContain("# TYPE kcs_queue_events gauge\nkcs_queue_events 3");
      expect(text).toContain("process_resident_memory_bytes");
    }
  });

  it("count answers by endpoint, and make no series of ids or addresses", async () => {
    for (const path of ["/api/books/one", "/api/books/two", "/nowhere/1", "/nowhere/2"]) await kit.ask(path);
    const counts = (await metrics())
      .split("\n")
      .filter((line) => line.startsWith("kcs_http_request_duration_seconds_count"));
    expect(counts.toSorted()).toEqual([
      'kcs_http_request_duration_seconds_count{method="GET",route="(none)",status="404"} 2',
      'kcs_http_request_duration_seconds_count{method="GET",route="/api/books/{id}",status="404"} 2',
    ]);
  });

  it("are lines that Prometheus can read", async () => {
    for (const line of (await metrics()).split("\n")) {
      expect(line).toMatch(/^$|^# (HELP|TYPE) [a-zA-Z_:][\w:]* .+$|^[a-zA-Z_:][\w:]*(\{.*\})? [-+\d.eNaInf]+( \d+)?$/);
    }
  });
});
