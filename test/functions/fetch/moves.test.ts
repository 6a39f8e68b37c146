import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ArticleFound } from "../../../events/article-found.ts";
import type { FeedMoved } from "../../../events/feed-moved.ts";
import { articleIdOf, feedIdOf } from "../../../shared/feed-id.ts";
import { feeds } from "../../../shared/read-models/feeds.ts";
import { conditional, dayMs, type FeedWorld, feedWorld, hourMs, minuteMs, permanent, rssOf } from "./feed-world.ts";

const url = "https://old.example/feed.xml";
const to = "https://new.example/feed.xml";
let world: FeedWorld;

beforeEach(async () => {
  world = await feedWorld();
});
afterEach(() => world.close());

const body = (id = "a", channel = "") => rssOf([{ id, date: new Date("2026-03-01T07:00:00Z") }], channel);
const moves = () => (world.named("feed.moved") as FeedMoved[]).map(({ data }) => data);
const titles = () => (world.named("article.found") as ArticleFound[]).map(({ data }) => data.title);
const item = (text: string, link = "https") =>
  rssOf([]).replace(
    "</channel>",
    `<item><guid>${link}://site.example/1</guid><link>https://site.example/1</link><title>One</title><description>${text}</description></item></channel>`,
  );
const page = (...feeds: readonly string[]) => ({
  headers: { "content-type": "text/html" },
  body: `<!doctype html><html><head><title>Site</title>${feeds.map((href) => `<link rel="alternate" type="application/rss+xml" href="${href}">`).join("")}</head><body><p>Hello</p></body></html>`,
});

describe("fetch follows redirects and", () => {
  it("moves a feed once they have been permanent for a week, under the same ids, without the old validators (5, 18)", async () => {
    const hops = [permanent(url, "https://mid.example/"), permanent("https://mid.example/", to, 308)];
    world.route(url, ({ validators }) =>
      validators === undefined ? { body: body(), headers: { etag: '"1"' }, hops } : { status: 304, hops },
    );
    world.route(to, conditional(body("b"), { etag: '"2"' }));
    await world.subscribe(url);
    await world.pass(6.5 * dayMs, hourMs);
    expect(moves()).toEqual([]);
    expect(world.askedAt(to)).toHaveLength(0);
    await world.pass(3 * dayMs, hourMs);
    expect(moves()).toEqual([{ feedId: feedIdOf(url), from: url, to, why: "redirect" }]);
    expect(world.askedAt(to)[0]?.request.validators).toBeUndefined();
    const feed = await world.readModels.get(feeds, "public", feedIdOf(url));
    expect(feed).toMatchObject({ url: to, state: "active", formerUrls: [url] });
    // What it brings from there is the same feed's.
    expect((world.named("article.found") as ArticleFound[]).at(-1)?.data.articleId).toBe(
      articleIdOf(feedIdOf(url), "guid:b"),
    );
  });

  it.each([
    [
      "one of them is not for good",
      [permanent(url, "https://mid.example/"), permanent("https://mid.example/", to, 302)],
    ],
    ["none is", [permanent(url, to, 307)]],
    ["they lead away from https", [permanent(url, "http://new.example/feed.xml")]],
  ])("stays where it is while %s (18, 19)", async (_, hops) => {
    world.route(url, { body: body(), hops });
    await world.subscribe(url);
    await world.pass(20 * dayMs, 6 * hourMs);
    expect(moves()).toEqual([]);
    expect(new Set(world.asked.map(({ request }) => request.url))).toEqual(new Set([url]));
  });

  it("begins to count anew where one answer in between came without them (18)", async () => {
    let day = 0;
    world.route(url, () => {
      day += 1;
      return { body: body(), hops: day === 5 ? [] : [permanent(url, to)] };
    });
    await world.subscribe(url);
    await world.pass(9 * dayMs, hourMs);
    expect(moves()).toEqual([]);
    await world.pass(6 * dayMs, hourMs);
    expect(moves()).toHaveLength(1);
  });

  it("never moves to what is no feed (18)", async () => {
    world.route(url, { body: "<p>parked</p>", hops: [permanent(url, to)] });
    await world.subscribe(url);
    await world.pass(20 * dayMs, hourMs);
    expect(moves()).toEqual([]);
  });
});

describe("fetch believes what a feed says of its address and", () => {
  it("moves to it after as long as for a redirect, if it is a feed (21)", async () => {
    const channel = `<itunes:new-feed-url xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">${to}</itunes:new-feed-url>`;
    world.route(url, conditional(body("a", channel), { etag: '"1"' }));
    world.route(to, conditional(body("b"), { etag: '"2"' }));
    await world.subscribe(url);
    await world.pass(6.5 * dayMs, hourMs);
    expect(moves()).toEqual([]);
    await world.pass(3 * dayMs, hourMs);
    expect(moves()).toEqual([{ feedId: feedIdOf(url), from: url, to, why: "feed" }]);
    expect(titles()).toEqual(["Title a", "Title b"]);
  });

  it("stays, and forgets it, where there is none (21)", async () => {
    const channel = `<itunes:new-feed-url xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">${to}</itunes:new-feed-url>`;
    world.route(url, conditional(body("a", channel), { etag: '"1"' }));
    world.route(to, { status: 404 });
    await world.subscribe(url);
    await world.pass(9 * dayMs, hourMs);
    expect(world.askedAt(to)).toHaveLength(1);
    expect(moves()).toEqual([]);
    expect(await world.feed(url)).toMatchObject({ url, failures: 0 });
  });

  it("does not take atom:link rel=self for a reason to move (22)", async () => {
    const channel = `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="${to}"/>`;
    world.route(url, conditional(body("a", channel), { etag: '"1"' }));
    await world.subscribe(url);
    await world.pass(20 * dayMs, 6 * hourMs);
    expect(moves()).toEqual([]);
    expect(world.askedAt(to)).toHaveLength(0);
  });
});

describe("fetch finds the feed of a page and", () => {
  it("asks it at once, as what was subscribed to", async () => {
    world.route("https://site.example/", page("/feed.xml", "/comments/feed"));
    world.route("https://site.example/feed.xml", { body: body() });
    await world.subscribe("https://site.example/");
    expect(moves()).toEqual([
      {
        feedId: feedIdOf("https://site.example/"),
        from: "https://site.example/",
        to: "https://site.example/feed.xml",
        why: "page",
      },
    ]);
    expect(titles()).toEqual(["Title a"]);
    expect(await world.feed("https://site.example/")).toMatchObject({
      url: "https://site.example/feed.xml",
      title: "Site",
      failures: 0,
    });
  });

  it("leads to the feed that is followed there already, which is fetched as long as either is read", async () => {
    const [site, feed] = ["https://site.example/", "https://site.example/feed.xml"];
    world.route(feed, conditional(body(), { etag: '"1"' }));
    world.route(site, page(feed));
    await world.subscribe(feed, "one");
    world.time.advance(minuteMs);
    await world.subscribe(site, "two");
    expect(moves()).toMatchObject([{ leadsTo: feedIdOf(feed) }]);
    expect(await world.feed(site)).toMatchObject({ state: "moved", leadsTo: feedIdOf(feed) });
    expect(await world.feed(feed)).toMatchObject({ subscribers: 2 });
    world.time.advance(minuteMs);
    await world.unsubscribe(feed, "one");
    expect(await world.feed(feed)).toMatchObject({ state: "active", subscribers: 1 });
    await world.wish(site);
    expect(world.askedAt(feed)).toHaveLength(2);
    world.time.advance(minuteMs);
    await world.unsubscribe(site, "two");
    expect(await world.feed(feed)).toMatchObject({ state: "idle", subscribers: 0 });
    world.time.advance(minuteMs);
    await world.subscribe(site, "three");
    expect(await world.feed(feed)).toMatchObject({ state: "active", subscribers: 1 });
    expect(world.askedAt(site)).toHaveLength(1);
  });

  it("leads to a feed that has moved to that address before: nothing is fetched twice (12)", async () => {
    const [site, feed] = ["https://site.example/", "https://site.example/feed.xml"];
    world.route(site, page(feed));
    world.route(feed, conditional(body(), { etag: '"1"' }));
    await world.subscribe(site);
    world.time.advance(minuteMs);
    await world.subscribe(feed, "another");
    expect(world.askedAt(feed)).toHaveLength(1);
    expect(await world.feed(feed)).toMatchObject({ state: "moved", leadsTo: feedIdOf(site) });
    expect(await world.feed(site)).toMatchObject({ subscribers: 2 });
    expect(moves().at(-1)).toMatchObject({ feedId: feedIdOf(feed), leadsTo: feedIdOf(site) });
  });

  it("does not run in circles between pages that name each other", async () => {
    world.route("https://a.example/", page("https://b.example/"));
    world.route("https://b.example/", page("https://a.example/"));
    await world.subscribe("https://a.example/");
    await world.pass(2 * hourMs);
    expect(world.asked).toHaveLength(2);
    expect(await world.feed("https://a.example/")).toMatchObject({ code: "feed/not-a-feed" });
  });

  it("does not believe a page where a feed has been until it has been there for a week (29)", async () => {
    world.route(url, { body: body(), headers: { etag: '"1"' } }, page(to));
    world.route(to, { body: body("b") });
    await world.subscribe(url);
    await world.pass(5 * dayMs, hourMs);
    expect(await world.feed(url)).toMatchObject({ code: "feed/not-a-feed", url });
    await world.pass(5 * dayMs, hourMs);
    expect(moves()).toEqual([{ feedId: feedIdOf(url), from: url, to, why: "page" }]);
    expect(titles()).toEqual(["Title a", "Title b"]);
  });
});

describe("fetch sees the end of a feed and", () => {
  it("takes a 410 for one when it is repeated a day later (20)", async () => {
    world.route(url, { body: body() }, { status: 410 });
    await world.subscribe(url);
    await world.pass(30 * dayMs, hourMs);
    expect(world.askedAt(url)).toHaveLength(3);
    expect(await world.feed(url)).toMatchObject({ state: "gone", code: "feed/gone" });
    expect(world.named("feed.failed").map(({ data }) => (data as { gone: boolean }).gone)).toEqual([false, true]);
    await world.subscribe(url, "somebody else");
    expect(world.askedAt(url)).toHaveLength(4);
  });

  it("goes on where its publisher had been mistaken (20)", async () => {
    world.route(url, { body: body() }, { status: 410 }, { body: body("b") });
    await world.subscribe(url);
    await world.pass(3 * dayMs, hourMs);
    const feed = await world.feed(url);
    expect([feed.state, feed.failures, feed.goneSince]).toEqual(["active", 0, undefined]);
  });

  it("looks for a missing one daily, then weekly, and never stops (20)", async () => {
    world.route(url, { status: 404 });
    await world.subscribe(url);
    await world.pass(60 * dayMs, hourMs);
    const times = world.askedAt(url).map((asked) => asked.at);
    const days = times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / dayMs);
    expect(days.filter((gap) => gap >= 0.99 && gap < 1.3).length).toBeGreaterThan(10);
    expect(days.slice(-4).every((gap) => gap >= 7 && gap < 8)).toBe(true);
    expect(await world.feed(url)).toMatchObject({ state: "active", code: "feed/not-found" });
  });
});

describe("fetch knows an item again and", () => {
  it("announces it once, and again only when it says something else (35)", async () => {
    world.route(
      url,
      { body: item("first") },
      { body: item("first", "http").replace("Site", "Site!") },
      { body: item("second") },
    );
    await world.subscribe(url);
    await world.pass(2.5 * dayMs, hourMs);
    const found = world.named("article.found") as ArticleFound[];
    expect(found).toHaveLength(2);
    expect(new Set(found.map(({ data }) => data.articleId)).size).toBe(1);
    expect(new Set(found.map(({ data }) => data.contentHash)).size).toBe(2);
  });

  it("keeps the rest of a feed in which one is broken, and the other feeds where one is (36)", async () => {
    world.route(url, { body: rssOf([{ id: "a" }, { id: "b", title: "<b>unclosed & \u0001" }, { id: "c" }]) });
    world.route("https://broken.example/", { body: "<rss><channel><item>" });
    world.route("https://fine.example/", { body: body("fine") });
    for (const address of [url, "https://broken.example/", "https://fine.example/"]) await world.subscribe(address);
    expect(titles()).toEqual(expect.arrayContaining(["Title a", "Title c", "Title fine"]));
  });

  it("has none from the future, and dates those without a date by when it saw them first (37)", async () => {
    const future = { id: "future", date: new Date("2030-01-01T00:00:00Z") };
    world.route(
      url,
      { body: rssOf([future, { id: "undated" }]) },
      { body: rssOf([future, { id: "undated", text: "changed" }]) },
    );
    await world.subscribe(url);
    const firstAt = world.time.now().toISOString();
    await world.pass(1.5 * dayMs, hourMs);
    const found = (world.named("article.found") as ArticleFound[]).map(({ data }) => [
      data.title,
      data.publishedAt.slice(0, 16),
    ]);
    expect(found).toEqual([
      ["Title undated", firstAt.slice(0, 16)],
      ["Title future", firstAt.slice(0, 16)],
      ["Title undated", firstAt.slice(0, 16)],
    ]);
  });
});
