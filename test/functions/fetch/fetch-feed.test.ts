import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ArticleFound } from "../../../events/article-found.ts";
import { FeedItem } from "../../../shared/articles/feed-item.ts";
import { articleIdOf, feedIdOf } from "../../../shared/feed-id.ts";
import { dayMs, type FeedWorld, feedWorld, hourMs, rssOf } from "./feed-world.ts";

const url = "https://site.example/feed.xml";
let world: FeedWorld;

beforeEach(async () => {
  world = await feedWorld();
});
afterEach(() => world.close());

const items = (count: number, prefix = "a") => Array.from({ length: count }, (_, at) => ({ id: `${prefix}${at}` }));

describe("fetch", () => {
  it("asks for a feed at once when somebody subscribes, and announces each of its items with what the feed says of it", async () => {
    world.route(url, { body: rssOf(items(2)), headers: { etag: '"1"' } });
    await world.subscribe(url);
    expect(world.published.map(({ name }) => name)).toEqual([
      "feed.subscribed",
      "feed.due",
      "article.found",
      "article.found",
      "feed.fetched",
    ]);
    const [found] = world.named("article.found") as ArticleFound[];
    expect(found?.data).toMatchObject({
      articleId: articleIdOf(feedIdOf(url), "guid:a0"),
      feedId: feedIdOf(url),
      feedTitle: "Site",
      title: "Title a0",
      url: "https://site.example/a0",
    });
    const stored = await world.blobs.read(found?.data.itemKey ?? "");
    const chunks: Uint8Array[] = [];
    for await (const chunk of stored ?? []) chunks.push(chunk);
    expect(FeedItem.parse(JSON.parse(Buffer.concat(chunks).toString()))).toMatchObject({
      feedUrl: url,
      title: "Title a0",
      summaryHtml: "Text of a0.",
      base: "https://site.example/a0",
    });
    expect(await world.feed(url)).toMatchObject({ title: "Site", state: "active", lastStatus: 200, failures: 0 });
  });

  it("announces the newest thirty items of a feed that it reads for the first time, and none of the rest later", async () => {
    const many = Array.from({ length: 80 }, (_, at) => ({ id: `a${at}`, date: new Date(Date.UTC(2026, 0, 1, at)) }));
    world.route(
      url,
      { body: rssOf(many) },
      { body: rssOf([...many, { id: "new", date: new Date("2026-02-01T00:00:00Z") }]) },
    );
    await world.subscribe(url);
    const first = world.named("article.found").map(({ data }) => (data as ArticleFound["data"]).title);
    expect(first).toEqual(Array.from({ length: 30 }, (_, at) => `Title a${79 - at}`));
    await world.pass(2 * dayMs, hourMs);
    expect(
      world
        .named("article.found")
        .slice(30)
        .map(({ data }) => (data as ArticleFound["data"]).title),
    ).toEqual(["Title new"]);
  });
});
