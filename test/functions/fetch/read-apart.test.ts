import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "@jest/globals";
import type { ArticleFound } from "../../../events/article-found.ts";
import { feedLimits } from "../../../functions/fetch/parse-feed.ts";
import { bytesReadHereMax, readApart } from "../../../functions/fetch/read-apart.ts";
import { readBody } from "../../../functions/fetch/read-body.ts";
import { threadWorkshop } from "../../../shared/adapters/workshop/thread-workshop.ts";
import { type Workshop, WorkshopLimit } from "../../../shared/ports/workshop.ts";
import { feedWorld, rssOf } from "./feed-world.ts";

const url = "https://site.example/feed.xml";
const now = new Date("2026-03-02T00:00:00Z");
const feed = { url };
const threads = threadWorkshop({ threads: 1, memoryMb: 512 });
afterAll(() => threads.close());

const minutesAgo = (count: number) => new Date(now.getTime() - count * 60_000);
/** A feed of about so many bytes. */
const feedOf = (bytes: number, itemBytes = 10_000) => {
  const text = "&lt;p&gt;The trams stood still.&lt;/p&gt; ".repeat(Math.ceil(itemBytes / 40));
  const all = Array.from({ length: Math.floor(bytes / text.length) }, (_, at) => ({
    id: `${at}`,
    date: minutesAgo(at),
    text,
  }));
  return Buffer.from(rssOf(all));
};
const bodyOf = (bytes: Buffer, isPart = false) => ({
  bytes,
  contentType: "application/rss+xml",
  url,
  status: 200,
  isPart,
});
const idle: Workshop = {
  run: () => {
    throw new Error("Nobody is to be asked");
  },
};

describe("reading a feed", () => {
  it("lets the server go on answering while ten megabytes are read", async () => {
    const server = createServer((_, response) => response.end("alive")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const health = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
    const state = { isRead: false };
    const bytes = feedOf(feedLimits.bytesMax - 500_000);
    const reading = readApart(bodyOf(bytes), feed, now, { workshop: threads }).finally(() => {
      state.isRead = true;
    });
    let answeredMeanwhile = 0;
    for (let asked = 0; asked < 10; asked += 1) {
      expect(await (await fetch(health)).text()).toBe("alive");
      if (!state.isRead) answeredMeanwhile += 1;
    }
    expect(answeredMeanwhile).toBeGreaterThan(0);
    const read = await reading;
    if (read.is !== "feed") throw new Error(JSON.stringify(read));
    expect(read.parsed.itemsInAll).toBeGreaterThan(900);
    const closed = once(server, "close");
    server.closeAllConnections();
    server.close();
    await closed;
  });

  it("gives the same answer in the workshop as here, whatever comes of it", async () => {
    const large = feedOf(2 * bytesReadHereMax);
    const page = Buffer.from(
      `<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/other.xml"></head><body>${"<p>word</p>".repeat(40_000)}`,
    );
    const bodies = [
      bodyOf(large),
      bodyOf(large.subarray(0, large.length - 5000), true),
      bodyOf(page),
      bodyOf(Buffer.alloc(2 * bytesReadHereMax, "no feed ")),
      bodyOf(Buffer.alloc(2 * bytesReadHereMax, " ")),
    ];
    const found: string[] = [];
    for (const body of bodies) {
      const read = await readApart(body, feed, now, { workshop: threads });
      expect(read).toEqual(readBody(body, feed, now));
      found.push(read.is);
    }
    expect(found).toEqual(["feed", "feed", "page", "not-a-feed", "not-a-feed"]);
  });

  it("asks nobody for a small one", async () => {
    const read = await readApart(bodyOf(feedOf(100_000)), feed, now, { workshop: idle });
    expect(read).toMatchObject({ is: "feed", parsed: { itemsInAll: 9 } });
  });

  it("copies no more items back than are looked at, and counts them all", async () => {
    const world = await feedWorld();
    const bytes = Buffer.from(rssOf(Array.from({ length: 5000 }, (_, at) => ({ id: `${at}`, date: minutesAgo(at) }))));
    const read = await readApart(bodyOf(bytes), feed, now, { workshop: threads });
    expect(read.is === "feed" && [read.parsed.items.length, read.parsed.itemsInAll]).toEqual([1000, 5000]);
    world.route(url, { body: bytes });
    await world.subscribe(url);
    expect(world.readApart).toEqual(["read-feed"]);
    expect(world.named("article.found").map(({ data }) => (data as ArticleFound["data"]).title)).toEqual(
      Array.from({ length: 30 }, (_, at) => `Title ${at}`),
    );
    expect((await world.feed(url)).items).toBe(5000);
    await world.close();
  });

  it.each([
    ["time", "feed/too-slow"],
    ["memory", "feed/too-complex"],
  ] as const)("that takes too much %s is a failure that its readers are told of", async (limit, code) => {
    const workshop: Workshop = { run: () => Promise.reject(new WorkshopLimit("read-feed", limit)) };
    const bytes = feedOf(2 * bytesReadHereMax);
    expect(await readApart(bodyOf(bytes), feed, now, { workshop })).toMatchObject({
      is: "not-a-feed",
      failure: { code, trouble: "unreadable" },
    });
  });
});
