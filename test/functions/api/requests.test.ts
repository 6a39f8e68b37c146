import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type ApiKit, openApiKit, post } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

interface Answer {
  status: number;
  code: string;
  detail: string;
  errors?: { path: string; message: string }[];
}

async function problemOf(path: string, init?: RequestInit): Promise<Answer & { headers: Headers }> {
  const response = await kit.ask(path, init);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = (await response.json()) as Answer & { title: string; type: string };
  expect(body).toMatchObject({ type: "about:blank", status: response.status, title: expect.any(String) });
  expect(body.code).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/);
  return { ...body, headers: response.headers };
}

describe("a request with mistakes", () => {
  it("is told every one of them, with its place", async () => {
    const { status, code, errors } = await problemOf(
      "/api/devices?colour=red",
      post({ email: "somebody@example.com", name: 7, automatic: "yes", colour: "blue", size: 1 }),
    );
    expect({ status, code }).toEqual({ status: 400, code: "request/invalid" });
    expect(errors?.map(({ path }) => path).toSorted()).toEqual([
      "automatic",
      "colour",
      "colour",
      "email",
      "name",
      "size",
    ]);
    expect(errors?.find(({ path }) => path === "email")?.message).toContain("kindle.com or free.kindle.com");
    expect(kit.published).toEqual([]);
  });

  it.each([
    ["/api/books?limit=0", "limit"],
    ["/api/books?limit=201", "limit"],
    ["/api/books?limit=ten", "limit"],
    ["/api/books?limit=", "limit"],
    ["/api/books?limit=5&limit=6", "limit"],
    ["/api/books?page=nonsense", "page"],
    ["/api/books?status=lost", "status"],
    ["/api/books?__proto__=1", "__proto__"],
    ["/api/deliveries?status=lost", "status"],
    ["/api/dead-letters?state=lost", "state"],
  ])("is refused for %s", async (path, named) => {
    const { status, errors } = await problemOf(path);
    expect({ status, paths: errors?.map(({ path }) => path) }).toEqual({ status: 400, paths: [named] });
  });

  it("is told about a key that cannot be one", async () => {
    const { status, errors } = await problemOf(
      "/api/devices",
      post({ email: "a@kindle.com" }, { "idempotency-key": "a b" }),
    );
    expect({ status, paths: errors?.map(({ path }) => path) }).toEqual({ status: 400, paths: ["Idempotency-Key"] });
  });
});

const raw = (body: string | Uint8Array<ArrayBuffer>, type = "application/json") => ({
  method: "POST",
  headers: { "content-type": type },
  body,
});

describe("a body", () => {
  it.each([
    ["is not JSON", "{", "request/malformed"],
    ["is not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "request/malformed"],
    ["nests too deeply", `${"[".repeat(40)}${"]".repeat(40)}`, "request/malformed"],
    ["is no object", "[]", "request/invalid"],
    ["is nothing at all", "", "request/invalid"],
    ["is null", "null", "request/invalid"],
  ])("that %s is refused", async (_, body, code) => {
    expect(await problemOf("/api/devices", raw(body))).toMatchObject({ status: 400, code });
  });

  it("may have brackets in its texts, as many as it likes", async () => {
    const { errors } = await problemOf("/api/devices", raw(JSON.stringify({ email: `"${"[".repeat(100)}` })));
    expect(errors?.map(({ path }) => path)).toEqual(["email"]);
  });

  it("that never ends its text is refused in one pass over it", async () => {
    const body = `"${'\\"'.repeat(120_000)}`;
    expect(await problemOf("/api/devices", raw(body))).toMatchObject({ code: "request/malformed" });
  });

  it("larger than 256 KiB is refused, whether it says so or not", async () => {
    const large = JSON.stringify({ email: "a".repeat(300_000) });
    expect(await problemOf("/api/devices", raw(large))).toMatchObject({ status: 413, code: "request/too-large" });
    const chunks = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (let part = 0; part < 5; part += 1) controller.enqueue(new Uint8Array(100_000).fill(0x20));
        controller.close();
      },
    });
    const streamed = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: chunks,
      duplex: "half",
    } as RequestInit;
    expect(await problemOf("/api/devices", streamed)).toMatchObject({ status: 413 });
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "of a form or a text is refused, because a foreign page could send it: %s",
    async (type) => {
      const refused = await problemOf("/api/devices", raw('{"email":"a@kindle.com"}', type));
      expect(refused).toMatchObject({ status: 415, code: "request/media-type" });
      expect(refused.headers.get("accept")).toBe("application/json");
    },
  );
});

describe("an address", () => {
  it.each(["/nowhere", "/api/nothing", "/api/books/", "/api/books/x/y", "/api"])(
    "that is none answers 404: %s",
    async (path) => {
      expect(await problemOf(path)).toMatchObject({ status: 404, code: "request/not-found" });
    },
  );

  it("names the methods that it takes to who uses another one", async () => {
    const { status, code, headers } = await problemOf("/api/books", { method: "DELETE" });
    expect({ status, code, allow: headers.get("allow") }).toEqual({
      status: 405,
      code: "request/method",
      allow: "POST, GET, HEAD",
    });
    expect(await problemOf("/api/books", { method: "PUT", body: "x" })).toMatchObject({ status: 405 });
  });

  it.each(["/api/books/", "/api/deliveries/", "/api/devices/", "/api/dead-letters/"])(
    "with an odd id is one of nothing: %s",
    async (path) => {
      for (const id of ["..%2f..%2fetc", "%00", "a%20b", "%F0%9F%93%9A", "__proto__", "%E0%A4%A"]) {
        expect(await problemOf(path + id)).toMatchObject({ status: 404 });
      }
      expect(await problemOf(path + "x".repeat(3000))).toMatchObject({ status: 404 });
    },
  );
});

describe("an answer", () => {
  it.each([
    ["text/html", 406],
    ["application/xml, text/csv;q=0.5", 406],
    ["application/json;q=0", 406],
    ["application/json", 200],
    ["application/problem+json", 200],
    ["text/html, application/xhtml+xml, */*;q=0.8", 200],
    ["application/*", 200],
  ])("to somebody who takes %s has status %d", async (accept, status) => {
    expect((await kit.ask("/api/books", { headers: { accept } })).status).toBe(status);
  });

  it("that is a file is sent whatever is accepted", async () => {
    const id = await kit.addBook({ title: "Emma" });
    expect((await kit.ask(`/api/books/${id}/cover`, { headers: { accept: "image/*" } })).status).toBe(200);
  });

  it("can be neither guessed at, framed, kept nor acted on by a browser", async () => {
    for (const path of ["/api/books", "/nowhere", "/health"]) {
      const { headers } = await kit.ask(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      });
    }
  });

  it("to HEAD has the head of the answer to GET, and no body", async () => {
    const head = await kit.ask("/api/books", { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
  });

  it("after a failure of ours says nothing of what it was", async () => {
    const broken = await openApiKit({
      ports: () => ({ events: { publish: async () => await Promise.reject(new Error("disk /secret/path is full")) } }),
    });
    const response = await broken.ask("/api/devices", post({ email: "a@kindle.com" }));
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ code: "server/failed", status: 500 });
    expect(text).not.toContain("secret");
    expect(broken.log.lines.filter(({ severity }) => severity === "error")).toEqual([
      {
        severity: "error",
        event: "http.failed",
        fields: { step: "api", method: "POST", reason: "Error: disk /secret/path is full" },
      },
    ]);
    await broken.close();
  });

  it("is one even to a failure that is no error", async () => {
    const broken = await openApiKit({
      // oxlint-disable-next-line prefer-promise-reject-errors -- libraries do
      ports: () => ({ events: { publish: async () => await Promise.reject("secret") } }),
    });
    const response = await broken.ask("/api/devices", post({ email: "a@kindle.com" }));
    expect([response.status, await response.json()]).toEqual([500, expect.objectContaining({ code: "server/failed" })]);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    await broken.close();
  });

  it("to a command is logged with the event that it became", async () => {
    await kit.ask("/api/devices", post({ email: "a@kindle.com", name: "Oasis" }));
    const [event] = kit.published;
    expect(kit.log.lines.map(({ event, fields }) => [event, fields["eventId"]])).toEqual([
      ["device.added", event?.id],
      ["http.answered", undefined],
    ]);
    expect(JSON.stringify(kit.log.lines)).not.toMatch(/Oasis|kindle\.com/);
  });

  it("is not logged where a watcher asked and all is well", async () => {
    let isWell = true;
    const watched = await openApiKit({
      ports: ({ vitals }) => ({ vitals: { ...vitals, checks: async () => [{ name: "database", ok: isWell }] } }),
    });
    for (const path of ["/health", "/ready"]) expect((await watched.ask(path)).status).toBe(200);
    expect(watched.log.lines).toEqual([]);
    isWell = false;
    expect((await watched.ask("/ready")).status).toBe(503);
    expect(watched.log.lines.map(({ event, fields }) => [event, fields["route"]])).toEqual([
      ["http.answered", "/ready"],
    ]);
    await watched.close();
  });

  it("is logged with its route, and never with an id, a query or an address", async () => {
    await kit.ask("/api/books/abc123?q=secret");
    expect(kit.log.lines.at(-1)).toEqual({
      severity: "info",
      event: "http.answered",
      fields: { step: "api", method: "GET", route: "/api/books/{id}", status: 400, durationMs: expect.any(Number) },
    });
  });
});
