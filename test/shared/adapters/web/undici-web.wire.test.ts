import { randomBytes } from "node:crypto";
import * as tls from "node:tls";
import * as zlib from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { WebPurpose } from "../../../../shared/ports/web.ts";
import { webLimits } from "../../../../shared/web/web-limits.ts";
import { conditional, redirect, type ScriptedServer, scriptedServer } from "../../../local-web/scripted-server.ts";
import { selfSigned } from "../../../local-web/self-signed.ts";
import { answered, codeOf, textOf, webTo } from "./web-in-test.ts";

let server: ScriptedServer;
let world: ReturnType<typeof webTo>;
/** What is closed behind a test, however it ends. */
const open: { close(): Promise<void> }[] = [];

async function another(options: Parameters<typeof scriptedServer>[0]): Promise<ScriptedServer> {
  const scripted = await scriptedServer(options);
  open.push(scripted);
  return scripted;
}
function doorTo(...parameters: Parameters<typeof webTo>) {
  const { web } = webTo(...parameters);
  open.push(web);
  return web;
}

beforeEach(async () => {
  server = await another({});
  world = webTo([server]);
  open.push(world.web);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const get = (path: string, more: Partial<Parameters<typeof world.web.get>[0]> = {}) =>
  world.web.get({ url: server.origin + path, purpose: "feed", ...more });
const onlyRequest = (path: string) => {
  const [request, ...others] = server.requestsOf(path);
  if (request === undefined || others.length > 0) throw new Error(`${path} was asked ${others.length + 1} times`);
  return request;
};

describe("a request", () => {
  it("says who asks, the same every time, and nothing that gives a reader away", async () => {
    server.route("/feed", { body: "x", headers: { "set-cookie": ["a=b; Path=/", "c=d"] } });
    for (let time = 0; time < 2; time += 1) {
      const { headers } = answered(await get("/feed", { subscribers: 3, feedId: "f1" }));
      expect(Object.keys(headers)).not.toContain("set-cookie");
    }
    const sent = server.requests.map(({ method, path, rawHeaders }) => [method, path, rawHeaders]);
    expect(sent[1]).toEqual(sent[0]);
    expect(server.requests[0]?.headers).toEqual({
      host: server.hostAndPort,
      connection: "keep-alive",
      "user-agent": "KindleContentServer/1.2.3 (+https://reader.example/about; 3 subscribers; feed-id=f1)",
      accept: expect.stringMatching(/^application\/atom\+xml, application\/rss\+xml, .*text\/html;q=0\.5/),
      "accept-encoding": "gzip, br, zstd, deflate",
    });
  });

  it.each<[WebPurpose, string, string]>([
    ["page", "article page", "text/html"],
    ["picture", "article picture", "image/jpeg"],
    ["robots", "robots.txt", "text/plain"],
  ])("for a %s says so, and what it wants first", async (purpose, suffix, first) => {
    server.route("/x", { body: "x" });
    await get("/x", { purpose, subscribers: 3, feedId: "f1" });
    const { headers } = onlyRequest("/x");
    expect(headers["user-agent"]).toBe(`KindleContentServer/1.2.3 (+https://reader.example/about; ${suffix})`);
    expect(headers["accept"]?.split(/[,;]/)[0]).toBe(first);
  });

  it("sends validators back as they came, both of them, and never Pragma or Cache-Control", async () => {
    const etag = 'W/"a é\u00ff,"';
    const lastModified = "yesterday, or so (Tuesday)";
    server.route("/feed", conditional("x", { etag, lastModified }));
    const first = answered(await get("/feed"));
    expect([first.headers["etag"], first.headers["last-modified"]]).toEqual([etag, lastModified]);
    const second = answered(await get("/feed", { validators: { url: first.url, etag, lastModified } }));
    expect([second.status, second.body.byteLength]).toEqual([304, 0]);
    const headers = server.requests[1]?.headers ?? {};
    expect([headers["if-none-match"], headers["if-modified-since"]]).toEqual([etag, lastModified]);
    for (const name of ["pragma", "cache-control", "cookie", "referer"]) expect(headers).not.toHaveProperty(name);
  });

  it("sends validators to the address that gave them, and to no other", async () => {
    server.route("/old", redirect(301, "/new"));
    server.route("/new", conditional("x", { etag: '"1"' }));
    const { url } = answered(await get("/old"));
    expect(answered(await get("/old", { validators: { url, etag: '"1"' } })).status).toBe(304);
    await get("/new", { validators: { url: `${server.origin}/old`, etag: '"1"' } });
    expect(server.requests.map(({ path, headers }) => [path, headers["if-none-match"]])).toEqual([
      ["/old", undefined],
      ["/new", undefined],
      ["/old", undefined],
      ["/new", '"1"'],
      ["/new", undefined],
    ]);
  });

  it("leaves out a validator that no header can hold", async () => {
    server.route("/feed", { body: "x" });
    await get("/feed", { validators: { url: `${server.origin}/feed`, etag: '"1"\r\nX: y', lastModified: "☃" } });
    expect(onlyRequest("/feed").headers).not.toHaveProperty("if-none-match");
    expect(onlyRequest("/feed").headers).not.toHaveProperty("if-modified-since");
  });

  it("keeps the fragment to itself, and a name and password to the origin that they are for", async () => {
    const other = await another({ host: "127.0.0.2" });
    const web = doorTo([server, other]);
    server.route("/feed?q", redirect(302, "/here"));
    server.route("/here", redirect(302, `http://a:b@${other.hostAndPort}/there`));
    other.route("/there", redirect(302, `${server.origin}/back`));
    server.route("/back", { body: "x" });
    const url = `http://us%C3%A9r:p%3Aw@${server.hostAndPort}/feed?q#top`;
    const { hops, url: last } = answered(await web.get({ url, purpose: "feed" }));
    expect(last).toBe(`${server.origin}/back`);
    expect(JSON.stringify(hops)).not.toMatch(/us%C3|a:b|#top/);
    const basic = `Basic ${Buffer.from("usér:p:w").toString("base64")}`;
    expect(
      [...server.requests, ...other.requests].map(({ path, headers }) => [path, headers["authorization"]]),
    ).toEqual([
      ["/feed?q", basic],
      ["/here", basic],
      ["/back", undefined],
      ["/there", undefined],
    ]);
  });

  it("can carry a form, which only 307 and 308 pass on", async () => {
    server.route("/hub", redirect(307, "/hub2"));
    server.route("/hub2", { status: 202 });
    server.route("/other", redirect(302, "/hub2"));
    const form = { "hub.mode": "subscribe", "hub.topic": "https://a.example/?b=c&d" };
    const answer = answered(await world.web.post({ url: `${server.origin}/hub`, purpose: "hub", form }));
    expect(answer.status).toBe(202);
    const { method, body, headers } = onlyRequest("/hub2");
    expect([method, headers["content-type"], Object.fromEntries(new URLSearchParams(body))]).toEqual([
      "POST",
      "application/x-www-form-urlencoded",
      form,
    ]);
    expect(answered(await world.web.post({ url: `${server.origin}/other`, purpose: "hub", form })).status).toBe(302);
    expect(server.requestsOf("/hub2")).toHaveLength(1);
  });
});

describe("an answer", () => {
  it.each([200, 204, 403, 404, 410, 429, 500, 503])("is one whatever its status is: %i", async (status) => {
    server.route("/feed", { status, body: status === 204 ? "" : "words", headers: { "retry-after": "120", X: "1" } });
    const answer = answered(await get("/feed"));
    expect([answer.status, textOf(answer), answer.headers["retry-after"], answer.headers["x"]]).toEqual([
      status,
      status === 204 ? "" : "words",
      "120",
      "1",
    ]);
  });

  it("has the words of an error cut, since nobody relies on them, whatever they are compressed with", async () => {
    const words = "no ".repeat(1_000_000);
    server.route("/plain", { status: 404, body: words });
    server.route("/gzip", { status: 503, body: zlib.gzipSync(words), headers: { "content-encoding": "gzip" } });
    server.route("/broken", { status: 500, body: "no", headers: { "content-encoding": "br" } });
    server.route("/endless", { status: 502, body: words, fault: "endless" });
    expect(answered(await get("/plain"))).toMatchObject({ status: 404, body: { byteLength: 65_536 } });
    expect(answered(await get("/gzip"))).toMatchObject({ status: 503, body: { byteLength: 65_536 } });
    expect(textOf(answered(await get("/broken")))).toBe("no");
    expect(answered(await get("/endless")).status).toBe(502);
  });

  it("joins what came several times, and may call a header anything", async () => {
    server.route("/feed", { body: "x", headers: { link: ["<a>; rel=hub", "<b>; rel=self"], constructor: "c" } });
    const { headers } = answered(await get("/feed"));
    expect([headers["link"], headers["constructor"]]).toEqual(["<a>; rel=hub, <b>; rel=self", "c"]);
  });
});

const text = `<rss><channel>${"<item><title>é</title></item>".repeat(2000)}</channel></rss>`;
const noise = randomBytes(30_000).toString("hex");
const long = randomBytes(500_000).toString("hex");

describe("compression", () => {
  it.each<[string, Uint8Array]>([
    ["gzip", zlib.gzipSync(text)],
    ["x-gzip", zlib.gzipSync(text)],
    ["br", zlib.brotliCompressSync(text)],
    ["zstd", zlib.zstdCompressSync(Buffer.from(text))],
    ["deflate", zlib.deflateSync(text)],
    ["deflate, though raw", zlib.deflateRawSync(text)],
    ["identity", Buffer.from(text)],
    ["gzip, identity", zlib.gzipSync(text)],
    ["deflate, gzip", zlib.gzipSync(zlib.deflateSync(text))],
    [
      "gzip, br, zstd, deflate, gzip",
      zlib.gzipSync(zlib.deflateSync(zlib.zstdCompressSync(zlib.brotliCompressSync(zlib.gzipSync(text))))),
    ],
    ["GZIP", Buffer.concat([zlib.gzipSync(text.slice(0, 1000)), zlib.gzipSync(text.slice(1000))])],
    ["gzip, with junk behind it", Buffer.concat([zlib.gzipSync(text), Buffer.from("\n<!-- cached -->")])],
    ["gzip, without its trailer", zlib.gzipSync(text).subarray(0, -8)],
    ["gzip, with half of its trailer", zlib.gzipSync(text).subarray(0, -3)],
    // Wrong labels.
    ["br, though gzip", zlib.gzipSync(text)],
    ["gzip, though not", Buffer.from(text)],
    ["br, though not", Buffer.from(text)],
    ["deflate, though not", Buffer.from(text)],
    ["gzip, though zstd", zlib.zstdCompressSync(Buffer.from(text))],
    ["utf-8", Buffer.from(text)],
    ["none", Buffer.from(text)],
    [", though gzip", zlib.gzipSync(text)],
    [", though zstd", zlib.zstdCompressSync(Buffer.from(text))],
    ["gzip, though twice", zlib.gzipSync(zlib.gzipSync(text))],
  ])("comes off: %s", async (what, body) => {
    const label = what.replace(/, (?:though|with).*/, "");
    server.route("/feed", { body, headers: label === "" ? {} : { "content-encoding": label } });
    const answer = answered(await get("/feed"));
    expect(textOf(answer)).toBe(text);
    expect(answer.wireBytes).toBe(body.byteLength);
  });

  it.each([
    ["gzip", zlib.gzipSync(noise)],
    ["br", zlib.brotliCompressSync(noise)],
    ["deflate", zlib.deflateSync(noise)],
    ["zstd", zlib.zstdCompressSync(Buffer.from(long))],
  ])("that ends too early is noticed, and what was there is given: %s", async (label, whole) => {
    server.route("/feed", { body: whole.subarray(0, whole.length * 0.7), headers: { "content-encoding": label } });
    const answer = await get("/feed");
    expect(codeOf(answer)).toBe("failed web/truncated");
    const partial = answer.outcome === "failed" && answer.partial !== undefined ? textOf(answer.partial) : "";
    expect(partial.length).toBeGreaterThan(noise.length / 2);
    expect([noise, long].some((one) => one.startsWith(partial))).toBe(true);
  });

  it.each([
    ["gzip", flipped(zlib.gzipSync(noise))],
    ["deflate", flipped(zlib.deflateSync(noise))],
    ["br", Buffer.concat([Buffer.from([0xff, 0x01]), randomBytes(5000)])],
  ])("that is damaged is noticed: %s", async (label, body) => {
    server.route("/feed", { body, headers: { "content-encoding": label } });
    expect(codeOf(await get("/feed"))).toBe("failed web/corrupt");
  });

  it("of kinds that nobody here knows, or too many of them, is refused", async () => {
    const packed = Buffer.from([0x1f, 0x9d, 0x90, 0, 1, 2]);
    server.route("/unknown", { body: packed, headers: { "content-encoding": "compress" } });
    server.route("/six", { body: "x", headers: { "content-encoding": "gzip, gzip, gzip, gzip, gzip, gzip" } });
    let sixfold: Uint8Array = Buffer.from("x");
    for (let layer = 0; layer < 6; layer += 1) sixfold = zlib.gzipSync(sixfold);
    server.route("/hidden", { body: sixfold, headers: { "content-encoding": "gzip" } });
    expect(codeOf(await get("/unknown"))).toBe("refused web/unknown-encoding");
    expect(codeOf(await get("/six"))).toBe("refused web/too-many-encodings");
    expect(codeOf(await get("/hidden"))).toBe("refused web/too-many-encodings");
  });
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8((copy[20_000] ?? 0) ^ 0xff, 20_000);
  return copy;
}

describe("limits", () => {
  const mib = 1024 * 1024;

  it.each<[WebPurpose, number]>([
    ["feed", 10 * mib],
    ["page", 3 * mib],
    ["picture", 8 * mib],
  ])("of a %s are those that are promised, to the byte", async (purpose, bytesMax) => {
    server.route("/full", { body: Buffer.alloc(bytesMax, "x") });
    server.route("/over", { body: Buffer.alloc(bytesMax + 1, "x") });
    // Without a length beforehand: counted while it comes.
    server.route("/endless", { body: Buffer.alloc(100_000, "x"), fault: "endless" });
    expect(answered(await get("/full", { purpose })).body.byteLength).toBe(bytesMax);
    expect(codeOf(await get("/over", { purpose }))).toBe("refused web/too-large");
    expect(codeOf(await get("/endless", { purpose }))).toBe("refused web/too-large");
  });

  it("cut a robots.txt, which is read as far as it goes", async () => {
    server.route("/robots.txt", { body: "User-agent: *\n".repeat(100_000) });
    const { body } = answered(await get("/robots.txt", { purpose: "robots" }));
    expect(body.byteLength).toBe(webLimits.bodyBytesMax.robots);
    expect(body.byteLength).toBeGreaterThanOrEqual(500 * 1024);
  });

  it("count what comes out of compression, and know a bomb by its ratio", async () => {
    const zeros = Buffer.alloc(100 * mib);
    for (const [label, bomb] of [
      ["gzip", zlib.gzipSync(zeros)],
      ["br", zlib.brotliCompressSync(zeros, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } })],
      ["zstd", zlib.zstdCompressSync(zeros)],
      ["gzip, gzip", zlib.gzipSync(zlib.gzipSync(zeros))],
    ] as const) {
      server.route("/bomb", { body: bomb, headers: { "content-encoding": label } });
      expect(codeOf(await get("/bomb"))).toMatch(/^refused web\/(?:compression-bomb|too-large)$/);
    }
    // Large, and honestly so.
    const large = zlib.gzipSync(noise.repeat(200));
    server.route("/large", { body: large, headers: { "content-encoding": "gzip" } });
    expect(codeOf(await get("/large"))).toBe("refused web/too-large");
  });

  it("of time hold for a header that does not come, and for a body that does not end", async () => {
    for (const [path, fault, after] of [
      ["/silent", "silent", 10_000],
      ["/unfinished", "unfinished", 20_000],
      ["/endless", "endless", 20_000],
    ] as const) {
      server.route(path, { body: path === "/endless" ? "x" : "some", fault });
      const answer = get(path);
      await server.asked(path);
      if (fault !== "silent") await headersArrived(server, path);
      world.time.advance(after - 1);
      await soon();
      expect(await Promise.race([answer, soon()])).toBeUndefined();
      world.time.advance(1);
      expect(codeOf(await answer)).toBe("failed web/timeout");
    }
  });

  it("of time hold for all hops together", async () => {
    let at = 0;
    for (const hop of [1, 2, 3, 4]) {
      server.route(`/${hop}`, () => {
        // Each within its own limit.
        at += 9_000;
        world.time.advance(9_000);
        return { status: 302, headers: { location: `/${hop + 1}` } };
      });
    }
    expect(codeOf(await get("/1"))).toBe("failed web/timeout");
    expect(at).toBe(36_000);
  });

  it("end at the caller's signal, at any time", async () => {
    const early = new AbortController();
    early.abort();
    expect(codeOf(await get("/feed", { signal: early.signal }))).toBe("failed web/aborted");
    expect(server.requests).toHaveLength(0);
    for (const fault of ["silent", "unfinished", "endless"] as const) {
      const late = new AbortController();
      server.route(`/${fault}`, { body: "some", fault });
      const answer = get(`/${fault}`, { signal: late.signal });
      await server.asked(`/${fault}`);
      late.abort();
      expect(codeOf(await answer)).toBe("failed web/aborted");
    }
  });
});

/** Lets what has arrived be read, without waiting for any time. */
async function soon(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

async function headersArrived(scripted: ScriptedServer, path: string): Promise<void> {
  await scripted.asked(path);
  for (let turn = 0; turn < 10; turn += 1) await soon();
}

describe("servers that fail", () => {
  it.each([
    ["reset", "failed web/connection"],
    ["garbage", "failed web/bad-answer"],
    ["truncated", "failed web/truncated"],
  ] as const)("are told by how: %s", async (fault, code) => {
    server.route("/feed", { body: noise, fault });
    const answer = await get("/feed");
    expect(codeOf(answer)).toBe(code);
    if (fault !== "truncated") return;
    expect(answer).toMatchObject({ status: 200, partial: { outcome: "answered", status: 200 } });
    expect(noise.startsWith(textOf((answer as { partial: { body: Uint8Array } }).partial))).toBe(true);
  });

  it("are told by how: nobody there, a name that nobody has, headers without end", async () => {
    const gone = await scriptedServer();
    await gone.close();
    const web = doorTo([server, gone], {
      resolve: (host, _options, found) => found(Object.assign(new Error(host), { code: "ENOTFOUND" }), []),
    });
    expect(codeOf(await web.get({ url: gone.origin, purpose: "feed" }))).toBe("failed web/connection");
    expect(codeOf(await web.get({ url: "http://nobody.example/", purpose: "feed" }))).toBe("failed web/dns");
    server.route("/long", { body: "x", headers: { x: "y".repeat(200_000) } });
    expect(codeOf(await web.get({ url: `${server.origin}/long`, purpose: "feed" }))).toBe("failed web/bad-answer");
  });
});

describe("secure addresses", () => {
  const before = tls.getCACertificates("default");
  let secure: ScriptedServer;
  let old: ScriptedServer;
  let certificate: ReturnType<typeof selfSigned>;

  beforeAll(async () => {
    certificate = selfSigned("127.0.0.1", new Date());
    secure = await scriptedServer({ tls: certificate });
    old = await scriptedServer({
      tls: { ...certificate, minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" },
    });
  });
  afterEach(() => tls.setDefaultCACertificates([...before]));
  afterAll(async () => {
    await secure.close();
    await old.close();
  });

  it("need a certificate that is trusted, for that very host, and TLS 1.2", async () => {
    const stranger = await another({ tls: certificate, host: "127.0.0.2" });
    secure.route("/feed", { body: "x" });
    const code = async (url: string) =>
      codeOf(await doorTo([secure, old, stranger, server]).get({ url, purpose: "feed" }));
    expect(await code(`${secure.origin}/feed`)).toBe("failed web/tls");
    tls.setDefaultCACertificates([...before, certificate.cert]);
    expect(await code(`${secure.origin}/feed`)).toBe("answered");
    expect(await code(`${stranger.origin}/feed`)).toBe("failed web/tls");
    expect(await code(`${old.origin}/feed`)).toBe("failed web/tls");
    expect(await code(`https://${server.hostAndPort}/feed`)).toBe("failed web/tls");
  });

  it("do not lead to others where a feed is asked for, but do for a page", async () => {
    tls.setDefaultCACertificates([...before, certificate.cert]);
    const web = doorTo([secure, server]);
    secure.route("/feed", redirect(301, `${server.origin}/feed`));
    server.route("/feed", redirect(301, `${secure.origin}/other`));
    secure.route("/other", { body: "x" });
    expect(codeOf(await web.get({ url: `${secure.origin}/feed`, purpose: "feed" }))).toBe("refused web/downgrade");
    expect(server.requests).toHaveLength(0);
    const page = answered(await web.get({ url: `${secure.origin}/feed`, purpose: "page" }));
    expect(page.hops.map(({ permanent }) => permanent)).toEqual([true, true]);
  });
});
