import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { firstCause } from "../../../events/define-event.ts";
import { feedSubscribed } from "../../../events/feed-subscribed.ts";
import { feedUnsubscribed } from "../../../events/feed-unsubscribed.ts";
import type { ParsedItem } from "../../../functions/fetch/feed/parsed-feed.ts";
import { freshUntil } from "../../../functions/fetch/fresh-until.ts";
import { hostKeyOf } from "../../../functions/fetch/host-key.ts";
import { itemsAtFirstMax, itemsRememberedMax, rememberItems } from "../../../functions/fetch/item-memory.ts";
import { dormantIntervalMsMax, nextFetchAfter, retryAfterFailure } from "../../../functions/fetch/next-fetch.ts";
import { readerAfter } from "../../../functions/fetch/note-subscription.ts";
import { afterObserving, hasMoved, type Moving } from "../../../functions/fetch/observe-move.ts";
import { dayMs, hourMs } from "./feed-world.ts";

const now = new Date("2026-03-01T08:00:00Z");
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const around = (ms: number) =>
  fc.integer({ min: -ms, max: ms }).map((by) => new Date(now.getTime() + by).toISOString());
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const pacing = fc.record({
  gapMs: maybe(fc.nat(1000 * dayMs)),
  newestAt: maybe(around(3000 * dayMs)),
  freshUntil: maybe(around(1000 * dayMs)),
  pace: maybe(
    fc.record({
      ttlMinutes: maybe(fc.nat(600_000)),
      updatePeriodMinutes: maybe(fc.nat(600_000)),
      skipHours: fc.uniqueArray(fc.integer({ min: 0, max: 23 })),
      skipDays: fc.uniqueArray(fc.integer({ min: 0, max: 6 })),
    }),
  ),
  hasValidators: fc.boolean(),
  hasHub: fc.boolean(),
});

describe("the next time", () => {
  it("is never within the hour, nor within the day without validators, and never more than two weeks away, whatever a feed says", () => {
    fc.assert(
      fc.property(pacing, fraction, (feed, chance) => {
        const waitMs = nextFetchAfter(feed, now, chance).getTime() - now.getTime();
        expect(waitMs).toBeGreaterThanOrEqual(feed.hasValidators && !feed.hasHub ? hourMs : dayMs);
        // A week at most, and a week more where hours and days are ruled out.
        expect(waitMs).toBeLessThanOrEqual(2 * dormantIntervalMsMax);
      }),
    );
  });

  it("is within a day for a feed that is alive and rules nothing out, and at least as late as it says, up to that", () => {
    fc.assert(
      fc.property(fc.nat(2 * dayMs), fc.nat(3000), fraction, (freshMs, ttlMinutes, chance) => {
        const feed = {
          gapMs: hourMs,
          newestAt: now.toISOString(),
          freshUntil: new Date(now.getTime() + freshMs).toISOString(),
          pace: { ttlMinutes, skipHours: [], skipDays: [] },
          hasValidators: true,
          hasHub: false,
        };
        const waitMs = nextFetchAfter(feed, now, chance).getTime() - now.getTime();
        expect(waitMs).toBeLessThanOrEqual(dayMs);
        expect(waitMs).toBeGreaterThanOrEqual(0.8 * Math.min(dayMs, Math.max(freshMs, ttlMinutes * 60_000)));
      }),
    );
  });

  it("grows with failures from an hour to a day, and never beyond a day and a fifth", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fraction, (failures, chance) => {
        const waitMs = retryAfterFailure(failures, now, chance).getTime() - now.getTime();
        expect(waitMs).toBeGreaterThanOrEqual(Math.min(24, 2 ** (failures - 1)) * hourMs);
        expect(waitMs).toBeLessThanOrEqual(1.2 * dayMs);
      }),
    );
  });
});

describe("freshness", () => {
  it("is a moment that is not past, or nothing, whatever headers say", () => {
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom("max-age=60", "no-cache", "max-age=999999999999", "0", "-1", now.toUTCString()),
    );
    const headers = fc.dictionary(fc.constantFrom("cache-control", "age", "expires", "date"), value);
    fc.assert(
      fc.property(headers, (given) => {
        const until = freshUntil(given, now);
        if (until !== undefined) expect(until.getTime()).toBeGreaterThanOrEqual(now.getTime());
      }),
    );
  });

  it.each([
    [{ "cache-control": "max-age=600, public", age: "100" }, 500],
    [{ "cache-control": 's-maxage=5, max-age="60"' }, 60],
    [{ "cache-control": "no-store, max-age=600" }, 0],
    [{ "cache-control": "max-age=60", expires: "Mon, 02 Mar 2026 08:00:00 GMT" }, 60],
    [{ expires: "0" }, undefined],
    [{}, undefined],
  ])("of %j is %s seconds", (headers, seconds) => {
    const until = freshUntil(headers, now);
    expect(until && (until.getTime() - now.getTime()) / 1000).toBe(seconds);
  });
});

const item = fc.record({ id: fc.nat(2000), content: fc.nat(3), date: maybe(fc.nat(1000)) });
const parsed = ({ id, content, date }: { id: number; content: number; date: number | undefined }) =>
  ({
    identity: `guid:${id}`,
    contentHash: `${content}`,
    published: date === undefined ? undefined : new Date(date * hourMs),
    updated: undefined,
  }) as ParsedItem;
const showing = fc.uniqueArray(item, { selector: ({ id }) => id, maxLength: 60 });

describe("the memory of items", () => {
  it("finds each state of an item once, whatever is shown in whatever order", () => {
    fc.assert(
      fc.property(fc.array(showing, { maxLength: 8 }), (shows) => {
        let memory: readonly string[] = [];
        const latest = new Map<number, number>();
        for (const shown of shows) {
          const remembered = rememberItems(memory, shown.map(parsed), { now, isFirst: false });
          const expected = shown.filter(({ id, content }) => latest.get(id) !== content).map(({ id }) => `guid:${id}`);
          expect(remembered.found.map((found) => found.item.identity).toSorted()).toEqual(expected.toSorted());
          for (const { id, content } of shown) latest.set(id, content);
          memory = remembered.memory;
          expect(memory.length).toBeLessThanOrEqual(itemsRememberedMax);
          // Said again, it is nothing new.
          expect(rememberItems(memory, shown.map(parsed), { now, isFirst: false }).found).toEqual([]);
        }
      }),
    );
  });

  it("begins with the newest, and remembers the rest as seen", () => {
    fc.assert(
      fc.property(showing, (shown) => {
        const first = rememberItems([], shown.map(parsed), { now, isFirst: true });
        expect(first.found).toHaveLength(Math.min(itemsAtFirstMax, shown.length));
        expect(first.memory).toHaveLength(shown.length);
        const times = first.found.map((found) => found.item.published?.getTime() ?? Number.POSITIVE_INFINITY);
        expect(times).toEqual(times.toSorted((a, b) => (a === b ? 0 : b > a ? 1 : -1)));
      }),
    );
  });

  it("forgets the oldest beyond its limit, and never what the feed shows", () => {
    const all = Array.from({ length: itemsRememberedMax + 500 }, (_, id) => parsed({ id, content: 0, date: id }));
    let memory: readonly string[] = [];
    for (let at = 0; at < all.length; at += 500) {
      memory = rememberItems(memory, all.slice(at, at + 500), { now, isFirst: false }).memory;
    }
    expect(memory).toHaveLength(itemsRememberedMax);
    expect(rememberItems(memory, all.slice(-1000), { now, isFirst: false }).found).toEqual([]);
    expect(rememberItems(memory, all.slice(0, 1), { now, isFirst: false }).found).toHaveLength(1);
  });
});

describe("a reader's interest", () => {
  it("is what was said last, whatever the order in which it comes, and however often", () => {
    const facts = fc.array(fc.record({ second: fc.nat(50), subscribes: fc.boolean() }), { minLength: 1, maxLength: 6 });
    const events = facts.map((all) =>
      all.map(({ second, subscribes }, index) => {
        const fact = { subject: "feed", at: new Date(now.getTime() + second * 1000) };
        const cause = firstCause("home", `${index}`);
        return subscribes
          ? feedSubscribed.from(cause, { ...fact, data: { feedId: "feed", url: "https://a.example/", folders: [] } })
          : feedUnsubscribed.from(cause, { ...fact, data: { feedId: "feed" } });
      }),
    );
    const orders = events.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
    );
    fc.assert(
      fc.property(orders, ([all, shuffled]) => {
        type Event = (typeof all)[number];
        const of = (some: readonly Event[]) =>
          some.reduce<ReturnType<typeof readerAfter> | undefined>(
            (before, event) => readerAfter(before, "feed", event),
            undefined,
          );
        expect(of(shuffled)).toEqual(of(all));
        const last = all.toSorted((a, b) => (`${a.occurredAt} ${a.id}` < `${b.occurredAt} ${b.id}` ? -1 : 1)).at(-1);
        expect(of(shuffled)?.subscribed).toBe(last?.name === "feed.subscribed");
      }),
    );
  });
});

describe("a move", () => {
  it("needs a week and three observations of the same address without another between, whatever is observed", () => {
    const observation = fc.record({
      hours: fc.integer({ min: 1, max: 100 }),
      to: fc.constantFrom("a", "b", undefined),
    });
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 30 }), (observations) => {
        let at = now.getTime();
        let moving: Moving | undefined;
        let run: { to: string; times: number[] } | undefined;
        for (const { hours, to } of observations) {
          at += hours * hourMs;
          moving = afterObserving(moving, to === undefined ? undefined : { to, why: "redirect" }, new Date(at));
          run = to === undefined ? undefined : { to, times: [...(run?.to === to ? run.times : []), at] };
          const times = run?.times ?? [];
          const isLong = times.length >= 3 && at - (times[0] ?? at) >= 7 * dayMs;
          expect(hasMoved(moving)).toBe(isLong);
        }
      }),
    );
  });
});

describe("hosts", () => {
  it.each([
    ["https://one.tumblr.com/rss", "tumblr.com"],
    ["https://a.blogspot.co.uk/feeds", "blogspot.com"],
    ["https://a.blogspot.com/feeds", "blogspot.com"],
    ["https://news.bbc.co.uk/rss", "news.bbc.co.uk"],
    ["https://nottumblr.com/rss", "nottumblr.com"],
    ["http://127.0.0.1:8080/feed", "127.0.0.1:8080"],
    ["http://[::1]/feed", "[::1]"],
  ])("take turns: %s as %s", (url, host) => {
    expect(hostKeyOf(url)).toBe(host);
  });
});
