import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type ApiKit, openApiKit, post, token } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`reader:${password}`).toString("base64")}`,
});

describe("who may ask", () => {
  it.each(["/api/books", "/metrics", "/health/detailed", "/openapi.json", "/opds", "/nowhere"])(
    "is only the owner for %s",
    async (path) => {
      const none = await kit.askAs({}, path);
      expect(none.status).toBe(401);
      expect(none.headers.get("content-type")).toBe("application/problem+json");
      expect(none.headers.get("www-authenticate")).toBe(
        path === "/opds" ? 'Basic realm="Kindle Content Server"' : "Bearer",
      );
      const wrong = await kit.ask(path, { headers: { authorization: `Bearer ${token}x` } });
      expect(wrong.status).toBe(401);
      expect(await wrong.json()).toMatchObject({ status: 401, code: "token/wrong" });
    },
  );

  it.each(["/", "/book/x", "/page/devices"])("is told in words what to do where a page should be: %s", async (path) => {
    const answer = await kit.askAs({ accept: "text/html" }, path, {
      method: path === "/page/devices" ? "POST" : "GET",
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect((await kit.askAs({ authorization: `Bearer ${token}` }, "/")).status).toBe(200);
  });

  it("may have what the page is drawn with, whoever it is", async () => {
    const page = await (await kit.ask("/")).text();
    const assets = [...page.matchAll(/"(\/page\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(assets.length).toBeGreaterThan(1);
    for (const path of assets) expect([path, (await kit.askAs({}, path)).status]).toEqual([path, 200]);
    expect((await kit.askAs({}, "/page/assets/x/../../../api/books")).status).toBe(401);
    expect((await kit.askAs({}, "/page/assets/none.css")).status).toBe(404);
  });

  it.each(["/health", "/ready"])("is anybody for %s", async (path) => {
    expect((await kit.askAs({}, path)).status).toBe(200);
  });

  it("is anybody for webhooks, of which there are none yet", async () => {
    expect((await kit.askAs({}, "/webhooks/sendgrid/events", { method: "POST" })).status).toBe(404);
  });

  it("takes the token as a password from e-readers, for the catalogue and downloads alone", async () => {
    const id = await kit.addBook({ title: "Emma" });
    expect((await kit.ask("/opds", { headers: basic(token) })).status).toBe(200);
    expect((await kit.ask(`/api/books/${id}/epub`, { headers: basic(token) })).status).toBe(200);
    expect((await kit.ask(`/api/books/${id}/cover`, { headers: basic(token) })).status).toBe(200);
    expect((await kit.ask("/opds", { headers: basic("guess") })).status).toBe(401);
    expect((await kit.ask("/api/books", { headers: basic(token) })).status).toBe(401);
  });

  it("never holds up the right token, however many wrong ones come from the same place", async () => {
    const wrong = { headers: { authorization: "Bearer guess" } };
    const statuses: number[] = [];
    for (let guess = 0; guess < 101; guess += 1) statuses.push((await kit.ask("/api/books", wrong)).status);
    expect(new Set(statuses.slice(0, 100))).toEqual(new Set([401]));
    const held = await kit.ask("/api/books", wrong);
    expect(held.status).toBe(429);
    expect(Number(held.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await held.json()).toMatchObject({ code: "request/too-many" });
    expect((await kit.ask("/api/books")).status).toBe(200);
  });

  it("is asked to wait after twenty thousand requests in a minute", async () => {
    let last = await kit.ask("/health");
    for (let request = 0; request <= 20_000 && last.status === 200; request += 1) {
      last = await kit.askAs({}, "/health");
    }
    expect(last.status).toBe(429);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

const openSession = async () => {
  const answer = await kit.askAs({}, `/?token=${token}`);
  const setCookie = answer.headers.get("set-cookie") ?? "";
  return { answer, setCookie, cookie: setCookie.split(";")[0] ?? "" };
};

describe("the page's session", () => {
  it("begins with the token in the address, which is left at once", async () => {
    const { answer, setCookie } = await openSession();
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/");
    expect(setCookie).toMatch(/^kcs_session=[0-9a-f]{32}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/);
    expect(setCookie).not.toContain(token);
    expect((await kit.askAs({}, "/?token=guess")).status).toBe(401);
  });

  it("is for secure transport only where it began over it", async () => {
    const answer = await kit.askAs({ "x-forwarded-proto": "https" }, `/?token=${token}`);
    expect(answer.headers.get("set-cookie")).toContain("; Secure");
  });

  it("reads with its cookie, and with no other", async () => {
    const { cookie } = await openSession();
    expect((await kit.askAs({ cookie: `other=1; ${cookie}` }, "/api/books")).status).toBe(200);
    expect((await kit.askAs({ cookie: `kcs_session=${"0".repeat(32)}` }, "/api/books")).status).toBe(401);
    expect((await kit.askAs({ cookie, authorization: "Bearer guess" }, "/api/books")).status).toBe(401);
  });

  it.each([
    ["its own page says so", { "sec-fetch-site": "same-origin" }, 202],
    ["its own page's address is the origin", { origin: "http://localhost" }, 202],
    ["another site says so", { "sec-fetch-site": "cross-site", origin: "http://localhost" }, 403],
    ["another port of this machine says so", { origin: "http://localhost:9999" }, 403],
    ["nobody says where it comes from", {}, 403],
  ])("changes things where %s: %j", async (_, headers, status) => {
    const { cookie } = await openSession();
    const sent = { cookie, "content-type": "application/json", ...headers };
    const answer = await kit.askAs(sent, "/api/devices", post({ email: "a@kindle.com" }));
    expect(answer.status).toBe(status);
    expect(kit.published).toHaveLength(status === 202 ? 1 : 0);
  });
});

describe("the host that a request names", () => {
  it.each(["localhost", "127.0.0.1:8080", "[::1]:8080", "kcs.localhost", "LOCALHOST."])("may be %s", async (host) => {
    expect((await kit.ask(`http://${host}/health`)).status).toBe(200);
  });

  it.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.0.7", "0.0.0.0"])(
    "may not be %s: a name that was rebound to this machine",
    async (host) => {
      const answer = await kit.ask(`http://${host}/health`);
      expect(answer.status).toBe(421);
      expect(await answer.json()).toMatchObject({ code: "request/host" });
    },
  );

  it("may be any where the server is not bound to loopback", async () => {
    const open = await openApiKit({ settings: { loopback: false } });
    expect((await open.ask("http://books.example/health")).status).toBe(200);
    await open.close();
  });
});
