import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { apiEndpoints, createApi } from "../../../functions/api/app.ts";
import type { Endpoint } from "../../../functions/api/define-endpoint.ts";
import { describedPage } from "../../../functions/api/described-besides.ts";
import { createMetrics } from "../../../functions/api/operations/metrics.ts";
import { webhookCounts } from "../../../functions/mail-events/webhook-counts.ts";
import { createWebhooks } from "../../../functions/mail-events/webhooks.ts";
import { addArticle, addEdition, knowFeed, subscribe } from "./news-kit.ts";
import { type ApiKit, openApiKit, post, token } from "./open-api-kit.ts";

let kit: ApiKit;
let endpoints: readonly Endpoint[];
beforeEach(async () => {
  kit = await openApiKit();
  endpoints = apiEndpoints(kit, createMetrics(kit.ports.vitals));
});
afterEach(() => kit.close());

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];
interface Media {
  schema?: JsonSchema;
  example?: unknown;
}
interface Operation {
  operationId: string;
  summary: string;
  security?: unknown;
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, Media> };
  responses: Record<string, { description?: string; content?: Record<string, Media>; $ref?: string }>;
}
interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; responses: Record<string, object> };
}

const described = () => kit.json<Description>("/openapi.json");

/** Everything that INTERFACE.md promises of what there is. */
const promised = [
  "POST /api/books",
  "POST /api/uploads",
  "GET /api/books",
  "GET /api/books/{id}",
  "DELETE /api/books/{id}",
  "GET /api/books/{id}/epub",
  "GET /api/books/{id}/original",
  "GET /api/books/{id}/cover",
  "GET /api/books/{id}/history",
  "POST /api/books/{id}/deliveries",
  "POST /api/devices",
  "GET /api/devices",
  "PATCH /api/devices/{id}",
  "DELETE /api/devices/{id}",
  "GET /api/deliveries",
  "GET /api/deliveries/{id}",
  "POST /api/deliveries/{id}/resolve",
  "POST /api/feeds",
  "GET /api/feeds",
  "GET /api/feeds/{id}",
  "DELETE /api/feeds/{id}",
  "POST /api/feeds/{id}/fetch",
  "POST /api/feeds/opml",
  "GET /api/feeds/opml",
  "GET /api/articles",
  "GET /api/articles/{id}",
  "POST /api/digests",
  "GET /api/digests",
  "GET /api/digests/{id}",
  "PATCH /api/digests/{id}",
  "DELETE /api/digests/{id}",
  "POST /api/digests/{id}/run",
  "GET /api/digests/{id}/preview",
  "GET /api/editions",
  "GET /api/editions/{id}",
  "GET /api/editions/{id}/epub",
  "GET /api/editions/{id}/history",
  "GET /api/dead-letters",
  "POST /api/dead-letters/{id}/replay",
  "DELETE /api/dead-letters/{id}",
  "GET /api/export",
  "DELETE /api/account",
  "GET /api/tokens",
  "POST /api/tokens",
  "DELETE /api/tokens/{id}",
  "GET /api/events",
  "GET /opds",
  "GET /health",
  "GET /ready",
  "GET /health/detailed",
  "GET /metrics",
  "GET /openapi.json",
  "GET /",
];

describe("the description of the API", () => {
  it("has every endpoint that there is, and those that are promised are there", async () => {
    const { openapi, paths } = await described();
    expect(openapi).toBe("3.1.0");
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(operations.toSorted()).toEqual(
      [...endpoints, describedPage].map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
    for (const endpoint of promised) expect(operations).toContain(endpoint);
    expect(operations.length).toBeGreaterThanOrEqual(promised.length);
  });

  it("has the webhooks where they are served, each with the answers that it gives", async () => {
    const webhooks = createWebhooks(
      { ...kit.ports, ledger: kit.ledger },
      { account: async () => kit.settings.account, eventKeys: [], inboundPassword: "a-password-of-the-inbound-door" },
      webhookCounts(),
    );
    const app = createApi(kit.ports, kit.settings, { webhooks });
    const ask = (path: string, init: RequestInit = {}) => app.fetch(new Request(`http://localhost${path}`, init));
    const headers = { authorization: `Bearer ${token}` };
    const { paths } = (await (await ask("/openapi.json", { headers })).json()) as Description;
    for (const [path, status] of [
      ["/webhooks/sendgrid/events", 404],
      ["/webhooks/sendgrid/inbound", 401],
    ] as const) {
      expect(paths[path]?.["post"]?.security).toEqual([]);
      const answer = await ask(path, { method: "POST", body: "x" });
      expect(answer.status).toBe(status);
      const { code } = (await answer.json()) as { code: string };
      expect(paths[path]?.["post"]?.responses[String(status)]?.description).toContain(code);
    }
  });

  it("gives every operation a name of its own, a summary, its parameters and its answers", async () => {
    const { paths } = await described();
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      const inPath = operation.parameters?.filter((parameter) => parameter.in === "path").map(({ name }) => name) ?? [];
      expect([path, inPath]).toEqual([path, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)]);
      expect(operation.summary.length).toBeGreaterThan(5);
      expect(Object.keys(operation.responses)).toContain("default");
      expect(Object.keys(operation.responses).some((status) => status.startsWith("2"))).toBe(true);
    }
  });

  it("has examples of every JSON answer, and they fit its schemas", async () => {
    const { paths } = await described();
    let examples = 0;
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { responses }] of Object.entries(methods)) {
        for (const [status, { content = {} }] of Object.entries(responses)) {
          const json = content["application/json"];
          if (json?.schema === undefined) continue;
          examples += 1;
          const checked = z.fromJSONSchema(json.schema).safeParse(json.example);
          expect([method, path, status, checked.success]).toEqual([method, path, status, true]);
        }
      }
    }
    expect(examples).toBeGreaterThan(20);
  });

  it("refers to nothing that it lacks", async () => {
    const description = await described();
    const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path);
    expect(references.length).toBeGreaterThan(10);
    for (const reference of new Set(references)) {
      const found = reference
        .split("/")
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], description);
      expect([reference, typeof found]).toEqual([reference, "object"]);
    }
  });

  it("says of which endpoints no token is needed, and that the others need one", async () => {
    const { paths } = await described();
    for (const { method, path, access } of endpoints) {
      const operation = paths[path]?.[method.toLowerCase()];
      expect([path, operation?.security]).toEqual([
        path,
        access === "open" ? [] : access === "reader" ? [{ token: [] }, { password: [] }] : undefined,
      ]);
      const answer = await kit.askAs({}, path.replaceAll(/\{\w+\}/g, "x"), { method });
      expect([path, answer.status === 401]).toEqual([path, access !== "open"]);
    }
  });

  it("is true of the answers that are really given", async () => {
    const { paths, components } = await described();
    const device = await kit.addDevice("a@kindle.com");
    const book = await kit.addBook({ title: "Emma" });
    const feed = await subscribe(kit, "https://example.org/feed");
    await knowFeed(kit, feed, { lastStatus: 304, lastFetchedAt: "2026-03-01T08:00:00.000Z" });
    const article = await addArticle(kit, feed, { title: "Tide" });
    const edition = await addEdition(kit, { epub: "x" });
    const { id: digest } = await kit.json<{ id: string }>("/api/digests", post({ name: "Morning paper" }));
    const asked: [method: string, template: string, path: string, init?: RequestInit][] = [
      ["get", "/api/devices", "/api/devices"],
      ["get", "/api/devices/{id}", `/api/devices/${device}`],
      ["get", "/api/books", "/api/books?limit=1"],
      ["get", "/api/books/{id}", `/api/books/${book}`],
      ["get", "/api/books/{id}", "/api/books/none"],
      ["get", "/api/books/{id}/history", `/api/books/${book}/history?limit=1`],
      ["get", "/api/books/{id}/deliveries", `/api/books/${book}/deliveries`],
      ["post", "/api/books/{id}/deliveries", `/api/books/${book}/deliveries`, post({ devices: [device] })],
      ["post", "/api/devices", "/api/devices", post({ email: "nobody@example.com" })],
      ["post", "/api/books", "/api/books", { method: "POST", body: "x" }],
      ["get", "/api/deliveries", "/api/deliveries"],
      ["get", "/api/dead-letters", "/api/dead-letters"],
      ["post", "/api/feeds", "/api/feeds", post({ url: "ftp://example.org/" })],
      ["get", "/api/feeds", "/api/feeds"],
      ["get", "/api/feeds/{id}", `/api/feeds/${feed}`],
      ["patch", "/api/feeds/{id}", `/api/feeds/${feed}`, { ...post({ weight: 1 }), method: "PATCH" }],
      ["get", "/api/feeds/{id}/history", `/api/feeds/${feed}/history`],
      ["get", "/api/digests", "/api/digests"],
      ["get", "/api/digests/{id}", `/api/digests/${digest}`],
      ["post", "/api/digests", "/api/digests", post({ cron: "x" })],
      ["post", "/api/digests/{id}/run", `/api/digests/${digest}/run`, { method: "POST" }],
      ["get", "/api/digests/{id}/preview", `/api/digests/${digest}/preview`],
      ["get", "/api/digests/{id}/history", `/api/digests/${digest}/history`],
      ["get", "/api/digests/schedule", "/api/digests/schedule?cron=0%206%20*%20*%20*"],
      ["get", "/api/editions", "/api/editions"],
      ["get", "/api/editions/{id}", `/api/editions/${edition}`],
      ["get", "/api/editions/{id}/history", `/api/editions/${edition}/history`],
      ["get", "/api/editions/{id}/deliveries", `/api/editions/${edition}/deliveries`],
      ["post", "/api/editions/{id}/deliveries", `/api/editions/${edition}/deliveries`, { method: "POST" }],
      ["get", "/api/articles", "/api/articles?limit=1"],
      ["get", "/api/articles/{id}", `/api/articles/${article}`],
      ["post", "/api/feeds/opml", "/api/feeds/opml", { method: "POST", body: "<opml/>" }],
      ["get", "/health", "/health"],
      ["get", "/ready", "/ready"],
      ["get", "/health/detailed", "/health/detailed"],
    ];
    for (const [method, template, path, init] of asked) {
      const response = await kit.ask(path, init);
      const { content } = paths[template]?.[method]?.responses[String(response.status)] ?? {};
      const schema = response.status < 400 ? content?.["application/json"]?.schema : components.schemas["Problem"];
      if (schema === undefined) throw new Error(`${method} ${template} does not describe ${response.status}`);
      const answer: unknown = await response.json();
      expect([path, z.fromJSONSchema(schema).safeParse(answer).error?.issues]).toEqual([path, undefined]);
    }
  });
});
