import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ArticleFound } from "../../../events/article-found.ts";
import { hubOffer } from "../../../functions/fetch/websub/hub-offer.ts";
import { websubCallbacks } from "../../../functions/fetch/websub/websub-callbacks.ts";
import { feedIdOf } from "../../../shared/feed-id.ts";
import { conditional, dayMs, type FeedWorld, feedWorld, hourMs, minuteMs, rssOf } from "./feed-world.ts";

const url = "https://site.example/feed.xml";
const hub = "https://hub.example/";
const topic = "https://site.example/canonical.xml";
const publicUrl = "https://reading.example.org/kindle";
let world: FeedWorld;

beforeEach(async () => {
  world = await feedWorld({ publicUrl });
});
afterEach(() => world.close());

const links = `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="${hub}"/><atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="${topic}"/>`;
const feed = (...ids: readonly string[]) =>
  rssOf(
    ids.map((id) => ({ id, date: new Date("2026-03-01T07:00:00Z") })),
    links,
  );
const titles = () => (world.named("article.found") as ArticleFound[]).map(({ data }) => data.title);

/** What a hub does with the callback that it was given. */
const call = async (
  parameters: Readonly<Record<string, string>> | undefined,
  init: RequestInit = {},
  at = callback(),
) => {
  const target = at.replace(publicUrl, "http://localhost");
  const asked = parameters === undefined ? target : `${target}?${new URLSearchParams(parameters).toString()}`;
  return await world.finish(Promise.resolve(websubCallbacks(world.ports).request(asked, init)));
};
const form = () => world.forms.at(-1)?.form ?? {};
const callback = () => form()["hub.callback"] ?? "";
const verify = (more: Readonly<Record<string, string>> = {}) =>
  call({ "hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": "abc", "hub.lease_seconds": "864000", ...more });
const push = async (body: string, { method = "sha256", secret = form()["hub.secret"] ?? "", at = callback() } = {}) => {
  const signature = `${method}=${createHmac(method, secret).update(body).digest("hex")}`;
  const headers = { "content-type": "application/rss+xml", "x-hub-signature": signature };
  const response = await call(undefined, { method: "POST", body, headers }, at);
  await world.settle();
  return response.status;
};
const subscribe = async () => {
  world.route(url, conditional(feed("a"), { etag: '"1"' }));
  await world.subscribe(url);
};

describe("WebSub", () => {
  it("is found in the headers first, then in the feed, with the feed's own address as topic (32)", () => {
    const link = '<https://one.example/>; rel="hub", <https://two.example/>; rel=hub, </own.xml>; rel="alternate self"';
    const none = { hubs: [], self: undefined };
    expect(hubOffer({ link }, { hubs: [hub], self: topic }, url)).toEqual({
      hub: "https://one.example/",
      topic: "https://site.example/own.xml",
    });
    expect(hubOffer({}, { hubs: [hub], self: topic }, url)).toEqual({ hub, topic });
    expect(hubOffer({}, { hubs: [hub], self: undefined }, url)).toEqual({ hub, topic: url });
    expect(hubOffer({ link: "<javascript:alert(1)>; rel=hub" }, none, url)).toBeUndefined();
    expect(hubOffer({}, none, url)).toBeUndefined();
  });

  it("asks the hub with the topic, an address that nobody can guess and a short secret (32)", async () => {
    await subscribe();
    expect(world.forms).toHaveLength(1);
    expect(world.forms[0]).toMatchObject({ url: hub, purpose: "hub" });
    expect(form()).toMatchObject({ "hub.mode": "subscribe", "hub.topic": topic, "hub.lease_seconds": "864000" });
    expect(callback()).toMatch(new RegExp(`^${publicUrl}/webhooks/websub/${feedIdOf(url)}/[0-9a-f]{48}$`));
    expect(form()["hub.secret"]?.length).toBeGreaterThanOrEqual(32);
    expect(form()["hub.secret"]?.length).toBeLessThan(200);
  });

  it("is left alone where the internet does not reach us", async () => {
    const home = await feedWorld();
    home.route(url, { body: feed("a") });
    await home.subscribe(url);
    expect(home.forms).toEqual([]);
    await home.close();
  });

  it("echoes the challenge of what it has asked for, and of nothing else (33)", async () => {
    await subscribe();
    expect((await verify({ "hub.topic": "https://other.example/" })).status).toBe(404);
    expect((await verify({ "hub.mode": "unsubscribe" })).status).toBe(404);
    expect((await call({ "hub.mode": "subscribe" }, {}, `${callback().slice(0, -1)}x`)).status).toBe(404);
    const verified = await verify();
    expect([verified.status, await verified.text()]).toEqual([200, "abc"]);
    // Once is enough: nobody has asked a second time.
    expect((await verify()).status).toBe(404);
  });

  it("takes what is pushed with the right signature, by each of the methods (34)", async () => {
    await subscribe();
    await verify();
    const methods = ["sha1", "sha256", "sha384", "sha512"];
    for (const method of methods) expect(await push(feed(method), { method })).toBe(202);
    expect(titles()).toEqual(["Title a", ...methods.map((method) => `Title ${method}`)]);
    expect(await push(feed("sha1"))).toBe(202);
    expect(titles()).toHaveLength(5);
  });

  it("drops what is forged, and does not say so (34)", async () => {
    await subscribe();
    await verify();
    expect(await push(feed("b"), { secret: "guessed" })).toBe(202);
    expect(await push(feed("b"), { method: "md5" })).toBe(202);
    expect((await call(undefined, { method: "POST", body: feed("b") })).status).toBe(202);
    await world.settle();
    expect(titles()).toEqual(["Title a"]);
  });

  it("reads a push as warily as any feed (34)", async () => {
    await subscribe();
    await verify();
    expect(await push("<html>no feed</html>")).toBe(202);
    expect(await push("x".repeat(10 * 1024 * 1024 + 1))).toBe(413);
    expect(titles()).toEqual(["Title a"]);
    expect(await world.feed(url)).toMatchObject({ failures: 0, validators: { etag: '"1"' } });
  });

  it("takes nothing before it has been asked back, and nothing for what nobody reads (33)", async () => {
    await subscribe();
    expect(await push(feed("b"))).toBe(410);
    await verify();
    await world.pass(minuteMs);
    await world.unsubscribe(url);
    expect(await push(feed("b"))).toBe(410);
    expect(titles()).toEqual(["Title a"]);
  });

  it("goes on polling daily, and renews what the hub has promised before it ends (33, 34)", async () => {
    await subscribe();
    await verify();
    await world.pass(9.2 * dayMs, hourMs);
    const times = world.askedAt(url).map(({ at }) => at);
    const gaps = times.slice(2).map((time, index) => (time - (times[index + 1] ?? 0)) / hourMs);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(24);
    expect(Math.max(...gaps)).toBeLessThan(31);
    expect(world.forms).toHaveLength(2);
    expect((await verify()).status).toBe(200);
    // What was promised before lasts meanwhile.
    expect(await push(feed("b"))).toBe(202);
    expect(titles()).toContain("Title b");
  });

  it("polls as before where the hub denies it or never answers", async () => {
    await subscribe();
    expect((await call({ "hub.mode": "denied", "hub.topic": topic })).status).toBe(200);
    await world.pass(2 * dayMs, hourMs);
    expect(world.askedAt(url).length).toBeGreaterThan(10);
    expect(world.forms).toHaveLength(1);
    expect(await push(feed("b"))).toBe(410);
  });
});
