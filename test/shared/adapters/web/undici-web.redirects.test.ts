import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Resolve } from "../../../../shared/adapters/web/guarded-connect.ts";
import { hostQueueLengthMax } from "../../../../shared/adapters/web/host-queue.ts";
import type { WebAnswer, WebPurpose } from "../../../../shared/ports/web.ts";
import { redirect, type ScriptedServer, scriptedServer } from "../../../local-web/scripted-server.ts";
import { answered, codeOf, noPausesMs, webTo } from "./web-in-test.ts";

let server: ScriptedServer;
/** What is closed behind a test, however it ends. */
const open: { close(): Promise<void> }[] = [];

async function another(options: Parameters<typeof scriptedServer>[0]): Promise<ScriptedServer> {
  const scripted = await scriptedServer(options);
  open.push(scripted);
  return scripted;
}
function doorTo(...parameters: Parameters<typeof webTo>) {
  const world = webTo(...parameters);
  open.push(world.web);
  return world;
}

beforeEach(async () => {
  server = await another({});
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const get = (path: string, purpose: WebPurpose = "feed") =>
  doorTo([server]).web.get({ url: server.origin + path, purpose });

describe("redirects", () => {
  it("are followed, and told one by one, with which of them are for good", async () => {
    server.route("/a/1", redirect(301, "2?x#y"));
    server.route("/a/2?x", redirect(302, "/b/3"));
    server.route("/b/3", redirect(303, "//" + server.hostAndPort + "/4"));
    server.route("/4", redirect(307, "/5"));
    server.route("/5", redirect(308, "/f\u00c3\u00bc"));
    server.route("/f%C3%BC", { body: "x" });
    const { url, hops } = answered(await get("/a/1#top"));
    const path = (address: string) => address.replace(server.origin, "");
    expect(path(url)).toBe("/f%C3%BC");
    expect(hops.map(({ from, status, to, permanent }) => [path(from), status, path(to), permanent])).toEqual([
      ["/a/1", 301, "/a/2?x", true],
      ["/a/2?x", 302, "/b/3", false],
      ["/b/3", 303, "/4", false],
      ["/4", 307, "/5", false],
      ["/5", 308, "/f%C3%BC", true],
    ]);
  });

  it("are followed eight times, and no more", async () => {
    for (let hop = 0; hop < 20; hop += 1) server.route(`/${hop}`, redirect(301, `/${hop + 1}`));
    server.route("/20", { body: "x" });
    expect(answered(await get("/12")).hops).toHaveLength(8);
    const answer = await get("/0");
    expect(answer).toMatchObject({ outcome: "refused", code: "web/too-many-redirects", status: 301 });
    expect(answer).toHaveProperty("hops.length", 8);
  });

  it.each([
    ["in a circle", { "/x": "/y", "/y": "/z", "/z": "/x" }, "refused web/redirect-loop"],
    ["to themselves", { "/x": "/x#again" }, "refused web/redirect-loop"],
    ["nowhere", { "/x": "" }, "refused web/bad-redirect"],
    ["to what is no address", { "/x": "http://[::1" }, "refused web/bad-redirect"],
    ["to another scheme", { "/x": "mailto:a@b.example" }, "refused web/scheme"],
    ["to a file", { "/x": "file:///etc/passwd" }, "refused web/scheme"],
    ["to another port", { "/x": "http://127.0.0.1:6379/" }, "refused web/port"],
    ["to credentials of a cloud", { "/x": "http://169.254.169.254/latest/meta-data/" }, "refused web/private-address"],
    ["to the same, written otherwise", { "/x": "http://2852039166/" }, "refused web/private-address"],
    ["to the same, mapped", { "/x": "http://[::ffff:a9fe:a9fe]/" }, "refused web/private-address"],
  ])("are not followed %s", async (_where, routes, code) => {
    for (const [path, to] of Object.entries(routes)) server.route(path, redirect(302, to));
    expect(codeOf(await get("/x"))).toBe(code);
    expect(server.requests.length).toBe(Object.keys(routes).length);
  });

  it("are not, where a redirect has no address at all, and 300 is none", async () => {
    server.route("/none", { status: 302 });
    server.route("/choices", { status: 300, headers: { location: "/x" } });
    expect(codeOf(await get("/none"))).toBe("refused web/bad-redirect");
    expect(answered(await get("/choices")).status).toBe(300);
  });

  it("are followed whatever stands in them besides: much, without an end, or cut off", async () => {
    const headers = { location: "/there" };
    server.route("/much", { status: 302, headers, body: "x".repeat(3_000_000) });
    server.route("/endless", { status: 302, headers, body: "x".repeat(100_000), fault: "endless" });
    server.route("/cut", { status: 302, headers, body: "x".repeat(1000), fault: "truncated" });
    server.route("/there", { body: "x" });
    for (const path of ["/much", "/endless", "/cut"]) expect(answered(await get(path)).status).toBe(200);
  });

  it("are followed after the delay that they ask for: at once, in a while, or when the caller comes back", async () => {
    server.route("/short", redirect(302, "/there", { "retry-after": "5" }));
    server.route("/none", redirect(302, "/there", { "retry-after": "0" }));
    server.route("/long", redirect(301, "/longer"));
    server.route("/longer", redirect(302, "/there", { "retry-after": "120" }));
    server.route("/there", { body: "x" });
    const { web, time } = doorTo([server]);
    expect(answered(await web.get({ url: `${server.origin}/none`, purpose: "feed" })).status).toBe(200);

    const short = web.get({ url: `${server.origin}/short`, purpose: "feed" });
    await server.asked("/short");
    for (let turn = 0; turn < 50; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    time.advance(4999);
    expect(server.requestsOf("/there")).toHaveLength(1);
    time.advance(1);
    expect(answered(await short).status).toBe(200);

    const delayed = await web.get({ url: `${server.origin}/long`, purpose: "feed" });
    if (delayed.outcome !== "delayed") throw new Error(`It was ${delayed.outcome}`);
    expect(delayed).toMatchObject({ status: 302, url: `${server.origin}/longer`, retryAfterMs: 120_000 });
    expect(server.requestsOf("/there")).toHaveLength(2);
    const continuation = JSON.parse(JSON.stringify(delayed.continuation)) as typeof delayed.continuation;
    const { hops } = answered(await web.get({ url: `${server.origin}/long`, purpose: "feed", continuation }));
    expect(hops.map(({ status, permanent }) => [status, permanent])).toEqual([
      [301, true],
      [302, false],
    ]);
    expect(server.requestsOf("/long")).toHaveLength(1);
  });
});

/** A name server whose answers are told, one after the other, the last one for ever. */
function resolver(names: Readonly<Record<string, readonly (readonly string[])[]>>): {
  resolve: Resolve;
  asked: string[];
} {
  const asked: string[] = [];
  return {
    asked,
    resolve: (host, _options, found) => {
      const answers = names[host] ?? [];
      const addresses = answers[Math.min(asked.filter((one) => one === host).length, answers.length - 1)] ?? [];
      asked.push(host);
      found(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    },
  };
}

const port = () => server.hostAndPort.split(":")[1] ?? "";

describe("names", () => {
  it.each([
    ["this machine", ["127.0.0.1"]],
    ["this machine, by IPv6", ["::1"]],
    ["the network at home", ["192.168.1.1", "10.0.0.1"]],
    ["a cloud's credentials", ["169.254.169.254"]],
    ["the same, by IPv6", ["fd00:ec2::254"]],
    ["the same, mapped", ["::ffff:169.254.169.254"]],
    ["an interface", ["fe80::1%eth0"]],
    ["everything", ["0.0.0.0", "::"]],
  ])("that stand for %s are not connected to", async (_what, addresses) => {
    const { resolve } = resolver({ "a.example": [addresses] });
    // On the usual port, so that the address alone decides.
    const answer = await doorTo([], { resolve }).web.get({ url: "http://a.example/", purpose: "feed" });
    expect(codeOf(answer)).toBe("refused web/private-address");
    expect(answer).toHaveProperty("reason", expect.stringContaining("a.example"));
  });

  it("are connected to by those of their addresses alone that may be", async () => {
    const { resolve } = resolver({ "a.example": [["10.0.0.1", "127.0.0.1", "::1"]] });
    server.route("/feed", { body: "x" });
    const { web } = doorTo([], { resolve, allow: ["127.0.0.0/8"] });
    const url = `http://a.example:${port()}/feed`;
    expect(answered(await web.get({ url, purpose: "feed" })).url).toBe(url);
    expect(server.requests[0]?.headers["host"]).toBe(`a.example:${port()}`);
  });

  it("that change their mind between two requests, or two redirects, are asked anew for each connection", async () => {
    const { resolve, asked } = resolver({ "rebinding.example": [["127.0.0.1"], ["10.0.0.1"]] });
    const { web } = doorTo([], { resolve, allow: ["127.0.0.0/8"] });
    // A connection that is closed cannot be used again: the second request needs one of its own.
    server.route("/feed", {
      status: 302,
      headers: { location: "/again", connection: "close" },
    });
    server.route("/again", { body: "x" });
    const answer = await web.get({ url: `http://rebinding.example:${port()}/feed`, purpose: "feed" });
    expect(codeOf(answer)).toBe("refused web/private-address");
    expect([asked.length, server.requestsOf("/again").length]).toEqual([2, 0]);
  });

  it("that FETCH_ALLOW names may stand for anything, on that port alone", async () => {
    const { resolve } = resolver({ "feeds.local": [["127.0.0.1"]], "other.local": [["127.0.0.1"]] });
    server.route("/feed", redirect(302, `http://other.local:${port()}/secret`));
    const { web } = doorTo([], { resolve, allow: [`feeds.local:${port()}`] });
    const code = async (url: string) => codeOf(await web.get({ url, purpose: "feed" }));
    expect(await code(`http://feeds.local:${port()}/`)).toBe("answered");
    expect(await code("http://feeds.local/")).toBe("refused web/private-address");
    expect(await code(`http://feeds.local:${port()}/feed`)).toBe("refused web/private-address");
    expect(server.requestsOf("/secret")).toHaveLength(0);
  });

  it("on the internet are still asked on the usual ports only, whatever network is allowed", async () => {
    const { resolve } = resolver({ "a.example": [["8.8.8.8"]] });
    const { web } = doorTo([], { resolve, allow: ["10.0.0.0/8"] });
    expect(codeOf(await web.get({ url: "http://a.example:6379/", purpose: "feed" }))).toBe("refused web/port");
  });

  it("that nobody has are no refusal", async () => {
    const { resolve } = resolver({});
    expect(codeOf(await doorTo([], { resolve }).web.get({ url: "http://a.example/", purpose: "feed" }))).toBe(
      "failed web/dns",
    );
  });
});

describe("one host", () => {
  const pausesMs = { ...noPausesMs, feed: 1000 };

  it("is asked one thing at a time, with a pause between two, and others meanwhile", async () => {
    const other = await another({ host: "127.0.0.2" });
    const { web, time } = doorTo([server, other], { pausesMs, randomness: { token: () => "", fraction: () => 0.5 } });
    for (const path of ["/1", "/2", "/3"]) {
      server.route(path, { body: path });
      other.route(path, { body: path });
    }
    const answers: WebAnswer[] = [];
    const ask = async (url: string) => void answers.push(await web.get({ url, purpose: "feed" }));
    const all = [server, other].flatMap(({ origin }) => ["/1", "/2", "/3"].map((path) => ask(origin + path)));
    for (const [round, path] of ["/1", "/2", "/3"].entries()) {
      await Promise.all([server.asked(path), other.asked(path)]);
      while (answers.length < 2 * (round + 1)) await new Promise<void>((resolve) => setImmediate(resolve));
      time.advance(1499);
      expect(server.requests.length + other.requests.length).toBe(2 * (round + 1));
      time.advance(1);
    }
    await Promise.all(all);
    expect([server.mostAtOnce(), other.mostAtOnce()]).toEqual([1, 1]);
  });

  it("is left alone for as long as it has asked for, where that is longer than the pause", async () => {
    const { web, time } = doorTo([server], { pausesMs, randomness: { token: () => "", fraction: () => 0 } });
    for (const path of ["/1", "/2"]) server.route(path, { body: path });
    answered(await web.get({ url: `${server.origin}/1`, purpose: "page", pauseMs: 4000 }));
    const next = web.get({ url: `${server.origin}/2`, purpose: "feed", pauseMs: 1 });
    time.advance(3999);
    for (let turn = 0; turn < 50; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(server.requestsOf("/2")).toHaveLength(0);
    time.advance(1);
    expect(answered(await next).status).toBe(200);
  });

  it("is not waited for by whoever has given up, nor by more than there is room for", async () => {
    server.route("/slow", { fault: "silent" });
    const { web, time } = doorTo([server], { pausesMs });
    const slow = web.get({ url: `${server.origin}/slow`, purpose: "feed" });
    await server.asked("/slow");
    const gone = new AbortController();
    const waiting = Array.from({ length: hostQueueLengthMax }, () =>
      web.get({ url: `${server.origin}/slow`, purpose: "feed", signal: gone.signal }),
    );
    expect(codeOf(await web.get({ url: `${server.origin}/slow`, purpose: "feed" }))).toBe("failed web/host-busy");
    gone.abort();
    expect(new Set((await Promise.all(waiting)).map(codeOf))).toEqual(new Set(["failed web/aborted"]));
    time.advance(10_000);
    expect(codeOf(await slow)).toBe("failed web/timeout");
    expect(server.requests).toHaveLength(1);
  });

  it("holds nobody up who comes from it and goes to another, in both directions at once", async () => {
    const other = await another({ host: "127.0.0.2" });
    const { web } = doorTo([server, other]);
    server.route("/a", redirect(302, `${other.origin}/b`));
    other.route("/b", { body: "x" });
    other.route("/a", redirect(302, `${server.origin}/b`));
    server.route("/b", { body: "x" });
    const all = [server, other].map(({ origin }) => web.get({ url: `${origin}/a`, purpose: "feed" }));
    expect((await Promise.all(all)).map(codeOf)).toEqual(["answered", "answered"]);
  });
});
