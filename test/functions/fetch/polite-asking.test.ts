import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Envelope } from "../../../events/define-event.ts";
import { dueEventOf } from "../../../shared/feed-due.ts";
import type { WebAnswer } from "../../../shared/ports/web.ts";
import { conditional, dayMs, type FeedWorld, feedWorld, hourMs, minuteMs, rssOf } from "./feed-world.ts";

const url = "https://site.example/feed.xml";
let world: FeedWorld;

beforeEach(async () => {
  world = await feedWorld();
});
afterEach(() => world.close());

const at = (milliseconds: number) => new Date(Date.parse("2026-03-01T08:00:00Z") + milliseconds);
/** Hours between one request for an address and the next. */
const gaps = (address = url) => {
  const times = world.askedAt(address).map((asked) => asked.at);
  return times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / hourMs);
};
const validators = () => world.askedAt(url).map(({ request }) => request.validators);
const body = (id = "a", channel = "") => rssOf([{ id, date: at(-hourMs) }], channel);
const unwell: WebAnswer = {
  outcome: "failed",
  code: "web/timeout",
  reason: "site.example does not answer in time",
  hops: [],
};

describe("fetch keeps validators and", () => {
  it("sends both back as they came, from the first answer on (1, 2, 4)", async () => {
    const sent = { etag: 'W/"strange, but theirs"', "last-modified": "Thu, 01 Jan 1970 00:00:00 +0000" };
    world.route(url, { body: body(), headers: sent }, { status: 304 });
    await world.subscribe(url);
    await world.pass(3 * hourMs);
    expect(validators().slice(0, 2)).toEqual([
      undefined,
      { url, etag: sent.etag, lastModified: sent["last-modified"] },
    ]);
  });

  it("takes those of a 304 instead, and keeps what that does not name (3)", async () => {
    const first = { etag: '"1"', "last-modified": "Sun, 01 Mar 2026 07:00:00 GMT" };
    world.route(
      url,
      { body: body(), headers: first },
      { status: 304, headers: { etag: '"2"', "cache-control": "max-age=36000" } },
      { status: 304 },
    );
    await world.subscribe(url);
    await world.pass(2 * hourMs);
    expect(await world.feed(url)).toMatchObject({ validators: { etag: '"2"', lastModified: first["last-modified"] } });
    await world.pass(12 * hourMs);
    expect(validators()[2]).toEqual({ url, etag: '"2"', lastModified: first["last-modified"] });
    expect(gaps()[1]).toBeGreaterThanOrEqual(10);
  });

  it("does not keep those of a body that cannot be read, and asks for it as a whole at most once a day (4)", async () => {
    world.route(url, { body: "no feed at all", headers: { etag: '"broken"' } });
    await world.subscribe(url);
    await world.pass(4 * dayMs, hourMs);
    expect(validators().every((one) => one === undefined)).toBe(true);
    expect(Math.min(...gaps())).toBeGreaterThanOrEqual(24);
    expect(await world.feed(url)).toMatchObject({ code: "feed/not-a-feed" });
  });

  it("keeps the old ones through a body that cannot be read (4)", async () => {
    world.route(
      url,
      { body: body(), headers: { etag: '"1"' } },
      { body: "<rss", headers: { etag: '"2"' } },
      { status: 304 },
    );
    await world.subscribe(url);
    await world.pass(6 * hourMs);
    expect(validators().map((one) => one?.etag)).toEqual([
      undefined,
      '"1"',
      '"1"',
      ...validators()
        .slice(3)
        .map(() => '"1"'),
    ]);
    expect(await world.feed(url)).toMatchObject({ failures: 0, lastStatus: 304 });
  });

  it("counts the same ETag and the same bytes as unchanged, whatever the status (7)", async () => {
    world.route(
      url,
      { body: body(), headers: { etag: '"1"' } },
      { body: body("b"), headers: { etag: '"1"' } },
      { body: body() },
    );
    await world.subscribe(url);
    const found = world.named("article.found").length;
    await world.pass(3 * hourMs);
    expect(world.askedAt(url).length).toBeGreaterThanOrEqual(3);
    expect(world.named("article.found")).toHaveLength(found);
    expect(world.named("feed.fetched")).toHaveLength(1);
  });

  it("does not ask for a feed again while it is being kept, nor for the half of it that was cut off (rest of 4)", async () => {
    const partial = {
      outcome: "answered" as const,
      status: 200,
      url,
      hops: [],
      headers: { etag: '"1"' },
      wireBytes: 1,
    };
    const whole = rssOf([1, 2, 3].map((number) => ({ id: `a${number}` })));
    const cut = Buffer.from(whole.slice(0, whole.indexOf('<guid isPermaLink="false">a3')));
    world.route(
      url,
      {
        outcome: "failed",
        code: "web/truncated",
        reason: "It ends before its end",
        hops: [],
        partial: { ...partial, body: cut },
      },
      { body: whole, headers: { etag: '"1"' } },
    );
    await world.subscribe(url);
    expect(world.named("article.found")).toHaveLength(2);
    expect((await world.feed(url)).validators).toBeUndefined();
    await world.pass(2 * dayMs, hourMs);
    expect(validators()[1]).toBeUndefined();
    expect(world.named("article.found")).toHaveLength(3);
  });
});

describe("fetch keeps its pace and", () => {
  it("never asks more often than hourly with validators, however much is new (9)", async () => {
    world.route(url, (request) => {
      const now = world.time.now();
      return {
        body: rssOf(
          [0, 1, 2].map((age) => ({ id: `${now.getTime()}-${age}`, date: new Date(now.getTime() - age * minuteMs) })),
        ),
        headers: { etag: `"${world.asked.length}${request.url}"` },
      };
    });
    await world.subscribe(url);
    await world.pass(dayMs, 5 * minuteMs);
    expect(Math.min(...gaps())).toBeGreaterThanOrEqual(1);
    expect(gaps().length).toBeGreaterThanOrEqual(18);
  });

  it("asks once in a day where a server gives none (9)", async () => {
    world.route(url, () => ({ body: body(`${world.asked.length}`) }));
    await world.subscribe(url);
    await world.pass(5 * dayMs, 10 * minuteMs);
    expect(Math.min(...gaps())).toBeGreaterThanOrEqual(24);
  });

  it.each([
    ["max-age less its Age", { "cache-control": "public, max-age=21600", age: "3600" }, "", 5],
    [
      "Expires against its own Date",
      { expires: "Mon, 02 Mar 2026 03:00:00 GMT", date: "Sun, 01 Mar 2026 23:00:00 GMT" },
      "",
      4,
    ],
    ["ttl", {}, "<ttl>420</ttl>", 7],
    [
      "sy:updatePeriod and sy:updateFrequency",
      {},
      '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod><sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">2</sy:updateFrequency>',
      12,
    ],
    ["a year, as if it were a day", { "cache-control": "max-age=31536000" }, "", 21],
  ])("waits as long as its publisher says: %s (10)", async (_, headers, channel, hours) => {
    world.route(url, { body: body("a", channel), headers: { etag: '"1"', ...headers } }, { status: 304, headers });
    await world.subscribe(url);
    await world.pass(2 * dayMs, 5 * minuteMs);
    expect(gaps()[0]).toBeGreaterThanOrEqual(hours);
    expect(gaps()[0]).toBeLessThanOrEqual(24.2);
  });

  it("does not ask in hours and on days that the feed rules out (10)", async () => {
    const skipped = Array.from({ length: 20 }, (_, hour) => `<hour>${hour}</hour>`).join("");
    const channel = `<skipHours>${skipped}</skipHours><skipDays><day>Tuesday</day></skipDays>`;
    world.route(url, conditional(body("a", channel), { etag: '"1"' }));
    await world.subscribe(url);
    await world.pass(9 * dayMs, 10 * minuteMs);
    const times = world
      .askedAt(url)
      .slice(1)
      .map((asked) => new Date(asked.at));
    expect(times.length).toBeGreaterThan(5);
    for (const time of times) {
      expect(time.getUTCHours()).toBeGreaterThanOrEqual(20);
      expect(time.getUTCDay()).not.toBe(2);
    }
  });

  it("asks a feed that has brought nothing for years about once a week (10)", async () => {
    world.route(url, conditional(rssOf([{ id: "a", date: new Date("2020-01-01T00:00:00Z") }]), { etag: '"1"' }));
    await world.subscribe(url);
    await world.pass(30 * dayMs, hourMs);
    expect(Math.min(...gaps())).toBeGreaterThan(6 * 24);
    expect(Math.max(...gaps())).toBeLessThanOrEqual(7 * 24 + 1);
  });

  it("asks once for everybody, and says for how many (12, 23)", async () => {
    world.route(url, conditional(body(), { etag: '"1"' }));
    for (const account of ["one", "two", "three"]) await world.subscribe(url, account);
    expect(world.askedAt(url)).toHaveLength(1);
    await world.pass(minuteMs);
    await world.unsubscribe(url, "two");
    await world.pass(2 * hourMs);
    expect(world.askedAt(url)[1]?.request).toMatchObject({ subscribers: 2, feedId: expect.any(String) });
  });

  it("asks one host for one feed at a time, one to two seconds apart, and others meanwhile (12)", async () => {
    const here = Array.from({ length: 12 }, (_, number) => `https://one.example/${number}`);
    const shared = Array.from({ length: 5 }, (_, number) => `https://blog${number}.tumblr.com/rss`);
    for (const address of [...here, ...shared]) {
      world.route(address, conditional(body(address), { etag: '"1"' }));
      await world.subscribe(address);
    }
    const before = world.asked.length;
    world.time.advance(dayMs);
    await world.poll();
    const asked = world.asked.slice(before);
    expect(asked).toHaveLength(17);
    expect(world.mostAtOnce()).toBe(2);
    for (const group of [here, shared]) {
      const times = asked.filter(({ request }) => group.includes(request.url)).map((one) => one.at);
      const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      // The answer itself takes 100 ms.
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1100);
      expect(Math.max(...pauses)).toBeLessThanOrEqual(2100);
    }
  });

  it("goes on after a restart where it was: nothing is asked because a server starts (11)", async () => {
    world.route(url, conditional(body(), { etag: '"1"' }));
    await world.subscribe(url);
    await world.pass(30 * minuteMs);
    expect(world.askedAt(url)).toHaveLength(1);
  });

  it("does not ask a feed that nobody reads any more, and asks it again once somebody does", async () => {
    world.route(url, conditional(body(), { etag: '"1"' }));
    await world.subscribe(url);
    await world.pass(minuteMs);
    await world.unsubscribe(url);
    expect(await world.feed(url)).toMatchObject({ state: "idle", subscribers: 0 });
    await world.pass(3 * dayMs, hourMs);
    expect(world.askedAt(url)).toHaveLength(1);
    await world.subscribe(url, "another");
    expect(world.askedAt(url)).toHaveLength(2);
    expect(await world.feed(url)).toMatchObject({ state: "active" });
  });
});

describe("fetch holds a lease and", () => {
  it("asks once, however often and however simultaneously an event comes (13)", async () => {
    world.route(url, conditional(body(), { etag: '"1"' }));
    await world.subscribe(url);
    world.time.advance(2 * hourMs);
    const due = dueEventOf(await world.feed(url));
    await world.finish(Promise.all([1, 2, 3, 4, 5].map(() => world.handle(due))));
    await world.finish(world.handle(due));
    expect(world.askedAt(url)).toHaveLength(2);
  });

  it("does not ask the publisher again because something of ours broke (13)", async () => {
    world.route(url, { body: body(), headers: { etag: '"1"' } }, conditional(body(), { etag: '"1"' }));
    await world.subscribe(url);
    world.route(url, { body: body("b"), headers: { etag: '"2"' } });
    world.time.advance(2 * hourMs);
    const due = dueEventOf(await world.feed(url));
    world.failing.publish = 1;
    await world.finish(world.handle(due));
    await world.finish(world.handle(due));
    expect(world.askedAt(url)).toHaveLength(2);
    expect(await world.feed(url)).toMatchObject({ code: "feed/not-kept", failures: 1, validators: { etag: '"1"' } });
    expect(world.log.lines.filter(({ event }) => event === "fetch.not-kept")).toHaveLength(1);
    // Nothing of it was lost: it comes with the next request.
    await world.pass(2 * hourMs);
    expect(world.named("article.found").map(({ data }) => (data as { title: string }).title)).toEqual([
      "Title a",
      "Title b",
    ]);
  });

  it("finds a feed again whose asker is gone, once the lease has run out (13)", async () => {
    world.route(url, { body: body(), headers: { etag: '"1"' } }, () => new Promise<never>(() => undefined), {
      body: body("b"),
      headers: { etag: '"2"' },
    });
    await world.subscribe(url);
    world.time.advance(2 * hourMs);
    void world.handle(dueEventOf(await world.feed(url)));
    while (world.askedAt(url).length < 2) await new Promise((resolve) => setImmediate(resolve));
    await world.poll();
    expect(world.askedAt(url)).toHaveLength(2);
    world.time.advance(6 * minuteMs);
    await world.poll();
    expect(world.askedAt(url)).toHaveLength(3);
    expect(world.named("article.found")).toHaveLength(2);
  });
});

describe("fetch lets itself be pushed back and", () => {
  it.each([
    ["seconds", () => "7200", 2, 2.3],
    ["a date", () => new Date(world.time.now().getTime() + 3 * hourMs).toUTCString(), 3, 3.4],
    ["a year", () => "31536000", 72, 80],
    ["a past date", () => "Thu, 01 Jan 2015 00:00:00 GMT", 1, 1.3],
    ["garbage", () => "soon", 1, 1.3],
    ["nothing", () => "", 1, 1.3],
  ])("obeys a Retry-After of %s (14)", async (_, header, min, max) => {
    for (const status of [429, 503]) {
      const address = `https://host${status}.example/feed`;
      world.route(
        address,
        () => ({ status, headers: { "retry-after": header() } }),
        conditional(body(), { etag: '"1"' }),
      );
      await world.subscribe(address);
      await world.pass(max < 10 ? 4 * hourMs : 80 * hourMs, 2 * minuteMs * (max < 10 ? 1 : 10));
      expect(gaps(address)[0]).toBeGreaterThanOrEqual(min);
      expect(gaps(address)[0]).toBeLessThanOrEqual(max);
    }
  });

  it("leaves the whole host alone after a 429, and only the feed after a 503 (14)", async () => {
    const [limited, other] = ["https://busy.example/limited", "https://busy.example/other"];
    world.route(limited, conditional(body(), { etag: '"1"' }));
    world.route(other, conditional(body(), { etag: '"1"' }));
    await world.subscribe(limited);
    await world.subscribe(other);
    world.route(limited, { status: 429, headers: { "retry-after": "14400" } });
    world.time.advance(3 * hourMs);
    const blockedAt = world.time.now().getTime();
    await world.poll();
    const askedSince = () => world.asked.filter((one) => one.at >= blockedAt).length;
    expect(askedSince()).toBe(1);
    await world.pass(3.9 * hourMs, minuteMs);
    expect(askedSince()).toBe(1);
    world.route(limited, conditional(body(), { etag: '"1"' }));
    await world.pass(hourMs, minuteMs);
    expect(askedSince()).toBe(3);

    const [down, up] = ["https://half.example/down", "https://half.example/up"];
    world.route(down, { status: 503 });
    world.route(up, conditional(body(), { etag: '"1"' }));
    await world.subscribe(down);
    await world.subscribe(up);
    expect(await world.feed(up)).toMatchObject({ failures: 0, lastStatus: 200 });
  });

  it("takes it for the host's trouble when two of its feeds answer 503 (14)", async () => {
    const addresses = [1, 2, 3].map((number) => `https://down.example/${number}`);
    for (const address of addresses) world.route(address, { status: 503, headers: { "retry-after": "3600" } });
    for (const address of addresses) await world.subscribe(address);
    expect(world.asked).toHaveLength(2);
  });

  it("goes on with a redirect that wanted to be followed later (16)", async () => {
    const hop = { from: url, status: 302, to: "https://site.example/moved", permanent: false };
    const continuation = { url: hop.to, hops: [hop] };
    world.route(
      url,
      { outcome: "delayed", status: 302, url, hops: [], retryAfterMs: 30 * minuteMs, continuation },
      { body: body(), headers: { etag: '"1"' }, hops: [hop] },
    );
    await world.subscribe(url);
    expect(await world.feed(url)).toMatchObject({ failures: 0 });
    await world.pass(hourMs, minuteMs);
    expect(world.askedAt(url)[1]?.request.continuation).toEqual(continuation);
    expect(gaps()[0]).toBeGreaterThanOrEqual(0.5);
    expect(await world.feed(url)).toMatchObject({ url, title: "Site" });
  });

  it("backs off from an hour to a day while a server is unwell, for ever, and asks its readers after a month (17)", async () => {
    world.route(url, unwell);
    await world.subscribe(url);
    await world.pass(40 * dayMs, 10 * minuteMs);
    const waits = gaps();
    for (const [index, hours] of [1, 2, 4, 8, 16, 24, 24].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(hours);
      expect(waits[index]).toBeLessThanOrEqual(hours * 1.2 + 0.2);
    }
    const feed = await world.feed(url);
    expect(feed).toMatchObject({ state: "active", code: "web/timeout", failures: waits.length + 1 });
    expect(feed.message).toMatch(
      /^site\.example does not answer in time\. It has not worked for \d\d days: unsubscribe/,
    );
    expect(world.named("feed.failed")).toHaveLength(waits.length + 1);
    world.route(url, conditional(body(), { etag: '"1"' }));
    await world.pass(2 * dayMs, hourMs);
    const well = await world.feed(url);
    expect([well.failures, well.code, well.message, well.failingSince]).toEqual([0, undefined, undefined, undefined]);
    expect(world.named("feed.fetched")).toHaveLength(1);
  });

  it("tells of it when a feed works again, even without anything new (17)", async () => {
    world.route(url, { body: body(), headers: { etag: '"1"' } }, { status: 500 }, { status: 304 });
    await world.subscribe(url);
    await world.pass(6 * hourMs);
    expect(world.published.filter(({ name }) => name.startsWith("feed.f")).map(({ name }) => name)).toEqual([
      "feed.fetched",
      "feed.failed",
      "feed.fetched",
    ]);
    expect(
      (world.named("feed.fetched")[1] as Envelope<string, { itemsNew: number; items: number }>).data,
    ).toMatchObject({ items: 1, itemsNew: 0 });
  });

  it.each([
    ["a challenge", { status: 403, headers: { "cf-mitigated": "challenge", "content-type": "text/plain" } }],
    ["a page instead of a refusal", { status: 403, headers: { "content-type": "text/html; charset=utf-8" } }],
    ["a challenge that calls itself overloaded", { status: 503, headers: { "cf-mitigated": "challenge" } }],
  ])("says so when it meets %s (15)", async (_, answer) => {
    world.route(url, answer);
    await world.subscribe(url);
    expect(await world.feed(url)).toMatchObject({
      code: "feed/challenge",
      message: expect.stringContaining("only a browser"),
    });
  });

  it("takes the 403 of a known limiter for too many requests (15)", async () => {
    const [one, other] = ["https://www.reddit.com/r/a/.rss", "https://old.reddit.com/r/b/.rss"];
    world.route(one, { status: 403, headers: { "content-type": "text/html" } });
    world.route(other, { body: body() });
    await world.subscribe(one);
    await world.subscribe(other);
    expect(await world.feed(one)).toMatchObject({ code: "feed/too-many-requests" });
    expect(world.askedAt(other)).toHaveLength(0);
  });

  it("asks at once when its reader wants it, but not while its server wants to be left alone", async () => {
    world.route(url, conditional(body(), { etag: '"1"' }));
    await world.subscribe(url);
    world.time.advance(minuteMs);
    await world.wish(url);
    expect(world.askedAt(url)).toHaveLength(2);
    world.route(url, { status: 429, headers: { "retry-after": "7200" } });
    world.time.advance(minuteMs);
    await world.wish(url);
    expect(world.askedAt(url)).toHaveLength(3);
    world.time.advance(hourMs);
    await world.wish(url);
    expect(world.askedAt(url)).toHaveLength(3);
  });
});
