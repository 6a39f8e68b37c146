import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { firstCause } from "../../../events/define-event.ts";
import { feedFailed } from "../../../events/feed-failed.ts";
import { feedFetched } from "../../../events/feed-fetched.ts";
import { feedHistory, historyEventsMax } from "../../../functions/api/feeds/feed-history.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { knowFeed, subscribe } from "./news-kit.ts";
import { type ApiKit, openApiKit, post } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

interface Shown {
  id: string;
  url: string;
  title: string;
  state: string;
  folders: string[];
  weight: number;
  error?: string;
}
const change = (body: unknown) => ({ ...post(body), method: "PATCH" });
const keyed = (body: unknown) => post(body, { "idempotency-key": "one" });
const url = "https://example.org/feed.xml";

describe("a feed", () => {
  it("is there when the answer is, new until it has been asked for", async () => {
    const response = await kit.ask("/api/feeds", post({ url: " Example.org/feed.xml#top ", folders: ["News"] }));
    const { id } = (await response.json()) as { id: string };
    expect([response.status, response.headers.get("location")]).toEqual([202, `/api/feeds/${id}`]);
    expect(await kit.json(`/api/feeds/${id}`)).toEqual({
      id,
      url,
      givenUrl: url,
      title: url,
      givenTitle: "",
      state: "new",
      failures: 0,
      folders: ["News"],
      weight: 0,
      subscribedAt: expect.stringMatching(/^2026-03-01T.*Z$/),
    });
  });

  it("shows how it is once it has been asked for, at the address where it is now", async () => {
    const id = await subscribe(kit, "https://example.org/");
    await knowFeed(kit, id, { lastFetchedAt: "2026-03-01T08:00:00.000Z", lastStatus: 200, siteUrl: "https://e.org/" });
    expect(await kit.json(`/api/feeds/${id}`)).toMatchObject({
      url,
      givenUrl: "https://example.org/",
      title: "Example News",
      siteUrl: "https://e.org/",
      lastFetchedAt: "2026-03-01T08:00:00.000Z",
      lastStatus: 200,
      nextFetchAt: "2026-03-01T09:00:00.000Z",
      failures: 0,
      state: "active",
    });
    await knowFeed(kit, id, { failures: 3, code: "web/dns", message: "Its name cannot be found.", state: "gone" });
    const gone = await kit.json<Shown>(`/api/feeds/${id}`);
    expect(gone).toMatchObject({ failures: 3, code: "web/dns", error: "Its name cannot be found.", state: "gone" });
    expect(gone).not.toHaveProperty("nextFetchAt");
  });

  it("shows what the feed brings that it leads to, and does not follow a circle for ever", async () => {
    const id = await subscribe(kit, "https://example.org/");
    await knowFeed(kit, id, { state: "moved", leadsTo: "other", failures: 9 });
    await knowFeed(kit, "other", { url: "https://example.org/new.xml", title: "New" });
    expect(await kit.json(`/api/feeds/${id}`)).toMatchObject({
      id,
      url: "https://example.org/new.xml",
      title: "New",
      failures: 0,
    });
    await knowFeed(kit, "other", { state: "moved", leadsTo: id });
    expect((await kit.ask(`/api/feeds/${id}`)).status).toBe(200);
  });

  it("is the same one however its address is written, and whoever subscribes again", async () => {
    const id = await subscribe(kit, url, { title: "Mine", folders: ["A"] });
    for (const written of [url, "http://example.org/feed.xml", "feed://EXAMPLE.org/feed.xml", `${url}#x`]) {
      expect(await subscribe(kit, written)).toBe(id);
    }
    expect(kit.published.map(({ name }) => name)).toEqual(["feed.subscribed"]);
    await subscribe(kit, url, { folders: ["B"] });
    const { items } = await kit.json<{ items: Shown[] }>("/api/feeds");
    expect(items).toMatchObject([{ id, title: "Mine", folders: ["B"] }]);
  });

  it("has one effect with one key, and is refused when the key says something else", async () => {
    const first = await kit.json("/api/feeds", keyed({ url, title: "A" }));
    expect(await kit.json("/api/feeds", keyed({ url, title: "A" }))).toEqual(first);
    expect(kit.published).toHaveLength(1);
    expect(await kit.json("/api/feeds", keyed({ url, title: "B" }))).toMatchObject({ code: "request/key-reused" });
    const elsewhere = await kit.ask("/api/feeds", keyed({ url: "https://example.org/other.xml", title: "A" }));
    expect([elsewhere.status, await elsewhere.json()]).toMatchObject([422, { code: "request/key-reused" }]);
    expect(kit.published).toHaveLength(1);
  });

  it("changes what is named, is gone when it is given up, and back when subscribed to again", async () => {
    const id = await subscribe(kit, url);
    for (const body of [{ title: "Mine" }, { weight: 2 }, { folders: ["A", "B"] }]) {
      expect((await kit.ask(`/api/feeds/${id}`, change(body))).status).toBe(202);
    }
    expect(await kit.json(`/api/feeds/${id}`)).toMatchObject({ title: "Mine", weight: 2, folders: ["A", "B"] });
    for (const body of [{}, { weight: 3 }, { weight: 0.5 }, { folders: [""] }, { url }, { title: "a\nb" }]) {
      expect([body, (await kit.ask(`/api/feeds/${id}`, change(body))).status]).toEqual([body, 400]);
    }
    expect((await kit.ask(`/api/feeds/${id}`, { method: "DELETE" })).status).toBe(202);
    expect((await kit.ask(`/api/feeds/${id}`)).status).toBe(404);
    expect((await kit.ask(`/api/feeds/${id}`, change({ title: "x" }))).status).toBe(404);
    expect((await kit.ask(`/api/feeds/${id}/fetch`, { method: "POST" })).status).toBe(404);
    expect((await kit.ask(`/api/feeds/${id}`, { method: "DELETE" })).status).toBe(404);
    expect(await kit.json("/api/feeds")).toEqual({ items: [] });
    expect(await subscribe(kit, url)).toBe(id);
    expect((await kit.ask(`/api/feeds/${id}`)).status).toBe(200);
  });

  it("is due for everybody when its reader asks, wherever it has moved", async () => {
    const id = await subscribe(kit, url);
    await knowFeed(kit, id, { state: "moved", leadsTo: "other" });
    await knowFeed(kit, "other");
    expect((await kit.ask(`/api/feeds/${id}/fetch`, { method: "POST" })).status).toBe(202);
    expect(kit.published.at(-1)).toMatchObject({
      name: "feed.due",
      account: publicAccount,
      subject: "other",
      data: { feedId: "other", by: "reader" },
    });
  });

  it("is one of a list that comes in pages", async () => {
    const ids = [];
    for (const name of ["a", "b", "c", "d", "e"]) ids.push(await subscribe(kit, `https://${name}.example/feed`));
    const seen: string[] = [];
    for (let page = ""; ; ) {
      const answer: { items: Shown[]; nextPage?: string } = await kit.json(`/api/feeds?limit=2${page}`);
      seen.push(...answer.items.map(({ id }) => id));
      if (answer.nextPage === undefined) break;
      page = `&page=${encodeURIComponent(answer.nextPage)}`;
    }
    expect(seen).toEqual(ids);
    expect((await kit.ask("/api/feeds?page=nonsense")).status).toBe(400);
  });

  it("tells what happened of late, where it is more than anybody reads", async () => {
    const id = await subscribe(kit, url);
    const fetched = Array.from({ length: historyEventsMax + 3 }, (_, at) =>
      feedFetched.from(firstCause(publicAccount, `fetch ${at}`), {
        subject: id,
        at: kit.ports.clock.now(),
        data: {
          feedId: id,
          url,
          title: `News ${at}`,
          items: 3,
          itemsNew: 3,
          damage: [],
          nextFetchAt: "2026-03-01T09:00:00.000Z",
        },
      }),
    );
    for (const event of fetched) await kit.ports.journal.append(event);
    const events = await feedHistory({ ports: kit.ports, settings: kit.settings }, id);
    // What its reader did lies in another journal, and is always there.
    expect(events).toHaveLength(1 + historyEventsMax);
    expect(events.at(-1)?.id).toBe(fetched.at(-1)?.id);
  });

  it("tells its history in sentences: what its reader did, and what its server did", async () => {
    const id = await subscribe(kit, url);
    const fact = { subject: id, at: kit.ports.clock.now() };
    const nextFetchAt = "2026-03-01T09:00:00.000Z";
    await kit.happen(
      feedFetched.from(firstCause(publicAccount, "1"), {
        ...fact,
        data: { feedId: id, url, title: "News", items: 3, itemsNew: 3, damage: [], nextFetchAt },
      }),
      feedFailed.from(firstCause(publicAccount, "2"), {
        subject: id,
        at: kit.ports.clock.now(),
        data: {
          feedId: id,
          code: "web/dns",
          message: "Its name cannot be found",
          failures: 1,
          failingSince: nextFetchAt,
          gone: false,
          nextFetchAt,
        },
      }),
    );
    const { items } = await kit.json<{ items: { sentence: string }[] }>(`/api/feeds/${id}/history`);
    expect(items.map(({ sentence }) => sentence.slice(0, 20))).toEqual([
      "Subscribed to “https",
      "Fetched “News”: 3 ar",
      "It could not be fetc",
    ]);
    expect((await kit.ask("/api/feeds/another/history")).status).toBe(404);
    const first = await kit.json<{ items: object[]; nextPage: string }>(`/api/feeds/${id}/history?limit=2`);
    const second = await kit.json<{ items: object[] }>(`/api/feeds/${id}/history?limit=2&page=${first.nextPage}`);
    expect([...first.items, ...second.items]).toEqual(items);
    expect(second).not.toHaveProperty("nextPage");
    expect((await kit.ask(`/api/feeds/${id}/history?page=1`)).status).toBe(400);
  });
});

it("takes an address of a private network where FETCH_ALLOW names it", async () => {
  expect(await subscribe(kit, "http://192.168.7.7:8080/feed")).toMatch(/^[0-9a-f]{32}$/);
});

describe("an address that cannot be a feed's", () => {
  it.each([
    ["ftp://example.org/feed", "feed/scheme"],
    ["file:///etc/passwd", "feed/scheme"],
    ["javascript:alert(1)", "feed/scheme"],
    ["https://name:password@example.org/feed", "feed/credentials"],
    ["http://127.0.0.1/feed", "web/private-address"],
    ["http://[::ffff:10.0.0.1]/feed", "web/private-address"],
    ["http://2130706433/feed", "web/private-address"],
    ["http://169.254.169.254/latest", "web/private-address"],
    ["http://192.168.7.7/feed", "web/private-address"],
    ["https://example.org:22/feed", "web/port"],
    ["https://", "feed/address"],
    ["  ", "feed/address"],
    [`https://example.org/${"x".repeat(3000)}`, "feed/address-too-long"],
  ])("is refused at once: %s", async (address, code) => {
    const answer = await kit.ask("/api/feeds", post({ url: address }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code, errors: [{ path: "url" }] });
    expect(kit.published).toEqual([]);
  });
});
