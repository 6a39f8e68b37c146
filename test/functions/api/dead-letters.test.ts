import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { bookRemoved } from "../../../events/book-removed.ts";
import { firstCause } from "../../../events/define-event.ts";
import { eventRejected } from "../../../events/event-rejected.ts";
import { stepFailed } from "../../../events/step-failed.ts";
import { toWire } from "../../../events/wire.ts";
import { type ApiKit, openApiKit } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

async function fail(deadLetterId: string, account = "home") {
  const original = bookRemoved.from(firstCause(account, deadLetterId), {
    subject: "book",
    at: kit.ports.clock.now(),
    data: { bookId: "book" },
  });
  const data = {
    deadLetterId,
    step: "ingest",
    eventId: original.id,
    eventName: original.name,
    about: "book",
    reason: "Error: disk full",
    attempts: 10,
    original: { ...toWire(original) },
  };
  await kit.happen(stepFailed.from(original, { subject: deadLetterId, at: kit.ports.clock.now(), data }));
}
const act = (path: string, method: string) => kit.ask(`/api/dead-letters/${path}`, { method });
const idsOf = async (query = "") =>
  (await kit.json<{ items: { id: string }[] }>(`/api/dead-letters${query}`)).items.map(({ id }) => id);

describe("a dead letter", () => {
  it("shows what failed and why, but not what was in it", async () => {
    await fail("letter");
    const letter = {
      id: "letter",
      step: "ingest",
      eventId: expect.any(String),
      eventName: "book.removed",
      about: "book",
      reason: "Error: disk full",
      attempts: 10,
      failedAt: expect.any(String),
      state: "open",
    };
    expect(await kit.json("/api/dead-letters/letter")).toEqual(letter);
    expect(await kit.json("/api/dead-letters")).toEqual({ items: [letter] });
    expect((await kit.ask("/api/dead-letters/unknown")).status).toBe(404);
  });

  it("is tried again on request, once for each time that it failed", async () => {
    await fail("letter");
    const presses = await Promise.all([act("letter/replay", "POST"), act("letter/replay", "POST")]);
    expect(presses.map(({ status }) => status)).toEqual([202, 202]);
    expect(new Set(kit.published.map(({ id }) => id)).size).toBe(1);
    expect(kit.published[0]).toMatchObject({
      name: "dead-letter.replay-requested",
      subject: "letter",
      data: { deadLetterId: "letter" },
    });
  });

  it("is gone when it was discarded, and can then not be tried again", async () => {
    await fail("one");
    await fail("two");
    expect((await act("one", "DELETE")).status).toBe(202);
    expect(await idsOf()).toEqual(["two"]);
    expect(await idsOf("?state=discarded")).toEqual(["one"]);
    const replay = await act("one/replay", "POST");
    expect([replay.status, await replay.json()]).toEqual([
      409,
      expect.objectContaining({ code: "dead-letter/closed" }),
    ]);
    expect((await act("unknown", "DELETE")).status).toBe(404);
    expect((await act("unknown/replay", "POST")).status).toBe(404);
  });

  it("that never was an event can be discarded only", async () => {
    const rejected = eventRejected.from(firstCause("home", "x"), {
      subject: "ingest/x",
      at: kit.ports.clock.now(),
      data: { step: "ingest", code: "event/malformed", message: "Not an event.", received: "garbage" },
    });
    await kit.happen(rejected);
    const replay = await act(`${rejected.id}/replay`, "POST");
    expect([replay.status, await replay.json()]).toEqual([
      409,
      expect.objectContaining({ code: "dead-letter/unreadable" }),
    ]);
    expect((await act(rejected.id, "DELETE")).status).toBe(202);
  });

  it("of another account is as good as none", async () => {
    await fail("letter");
    const stranger = await openApiKit({ settings: { account: "stranger" }, ports: () => kit.ports });
    expect((await stranger.ask("/api/dead-letters/letter")).status).toBe(404);
    expect((await stranger.ask("/api/dead-letters/letter/replay", { method: "POST" })).status).toBe(404);
    expect((await stranger.ask("/api/dead-letters/letter", { method: "DELETE" })).status).toBe(404);
    await stranger.close();
  });

  it("about feeds and articles, which are everybody's, comes after the reader's own, on as many pages as it takes", async () => {
    for (const id of ["own-1", "own-2"]) await fail(id);
    for (const id of ["feed-1", "feed-2", "feed-3"]) await fail(id, "public");
    for (const limit of [1, 2, 3, 5]) {
      const seen: string[] = [];
      let page: string | undefined;
      do {
        const query = `?limit=${limit}${page === undefined ? "" : `&page=${encodeURIComponent(page)}`}`;
        const list = await kit.json<{ items: { id: string }[]; nextPage?: string }>(`/api/dead-letters${query}`);
        seen.push(...list.items.map(({ id }) => id));
        page = list.nextPage;
      } while (page !== undefined);
      expect(seen.slice(0, 2).toSorted()).toEqual(["own-1", "own-2"]);
      expect(seen.slice(2).toSorted()).toEqual(["feed-1", "feed-2", "feed-3"]);
    }
    expect((await act("feed-1/replay", "POST")).status).toBe(202);
    expect(kit.published.at(-1)).toMatchObject({ name: "dead-letter.replay-requested", account: "public" });
  });
});
