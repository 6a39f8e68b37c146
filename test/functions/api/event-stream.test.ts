import { setImmediate as macrotask } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { virtualTime } from "../../virtual-time.ts";
import { addArticle, knowFeed, subscribe } from "./news-kit.ts";
import { type ApiKit, openApiKit } from "./open-api-kit.ts";

const time = virtualTime();
let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit({ ports: () => ({ timers: time }) });
});
afterEach(() => kit.close());

interface Message {
  id?: string;
  event?: string;
  data?: Record<string, unknown>;
  comment?: string;
}

/** Reads a stream message by message, as a browser would. */
async function openStream(lastEventId?: string, at = kit) {
  const gone = new AbortController();
  const headers = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
  const response = await at.ask("/api/events", { headers, signal: gone.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const next = async (): Promise<Message | "end"> => {
    while (!text.includes("\n\n")) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return "end";
      text += value;
    }
    const [block = "", ...rest] = text.split("\n\n");
    text = rest.join("\n\n");
    const fields = Object.fromEntries(
      block.split("\n").map((line) => {
        const [, name = "", value = ""] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
        return [name === "" ? "comment" : name, value];
      }),
    );
    return {
      ...fields,
      ...(fields["data"] !== undefined && { data: JSON.parse(fields["data"]) as Message["data"] }),
    } as Message;
  };
  return { response, next, leave: () => reader?.cancel(), abort: () => gone.abort() };
}

describe("the stream of events", () => {
  it("tells how far a book is that is being made: the newest word of each, gathered for a moment", async () => {
    const { next } = await openStream();
    expect(await next()).toEqual({ retry: "2000" });
    for (const done of [1, 2, 3]) kit.ports.progress.tell("home", "book", { phase: "pictures", done, of: 4 });
    kit.ports.progress.tell("home", "other", { phase: "writing" });
    kit.ports.progress.tell("home", "other", undefined);
    kit.ports.progress.tell("somebody else", "secret", { phase: "writing" });
    time.toNextTimer();
    expect([await next(), await next()]).toEqual([
      {
        event: "progress",
        data: {
          bookId: "book",
          progress: { phase: "pictures", done: 3, of: 4, share: 0.45, words: "Preparing pictures: 3 of 4" },
        },
      },
      { event: "progress", data: { bookId: "other" } },
    ]);
  });

  it("tells what happens, in sentences, as it happens", async () => {
    const { response, next } = await openStream();
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(await next()).toEqual({ retry: "2000" });
    const id = await kit.addBook({ title: "Emma" });
    const messages = [await next(), await next(), await next()] as Message[];
    expect(messages.map(({ data }) => data?.["name"])).toEqual([
      "book.received",
      "book.ingested",
      "document.formatted",
    ]);
    expect(messages[0]).toEqual({
      id: messages[0]?.data?.["id"],
      data: {
        id: expect.any(String),
        name: "book.received",
        at: expect.any(String),
        subject: id,
        about: [id],
        sentence: expect.stringMatching(/\.$/),
      },
    });
  });

  it("goes on where its reader left off", async () => {
    const first = await openStream();
    await first.next();
    await kit.addBook({ title: "Emma" });
    const { id } = (await first.next()) as Message;
    await first.leave();
    await kit.addBook({ title: "Persuasion" });

    const second = await openStream(id);
    expect(await second.next()).toEqual({ retry: "2000" });
    const missed: unknown[] = [];
    for (let count = 0; count < 5; count += 1) missed.push(((await second.next()) as Message).data?.["name"]);
    expect(missed).toEqual([
      "book.ingested",
      "document.formatted",
      "book.received",
      "book.ingested",
      "document.formatted",
    ]);
    await kit.addBook({ title: "Sanditon" });
    expect(((await second.next()) as Message).data?.["name"]).toBe("book.received");
  });

  it("says that something was missed where it cannot go on", async () => {
    await kit.addBook({ title: "Emma" });
    const { next } = await openStream("long-gone");
    await next();
    expect(await next()).toEqual({ event: "reset", data: {} });
    await kit.addBook({ title: "Persuasion" });
    expect(((await next()) as Message).data?.["name"]).toBe("book.received");
  });

  it("tells each event once, also one that is kept while it looks back", async () => {
    await kit.addBook({ title: "Emma" });
    const [first] = await kit.ports.journal.recent("home", 3).then((events) => events.toReversed());
    const slow = await openApiKit({
      ports: () => ({
        ...kit.ports,
        journal: {
          ...kit.ports.journal,
          recent: async (account, limit) => {
            await kit.addBook({ title: "Persuasion" });
            return await kit.ports.journal.recent(account, limit);
          },
        },
      }),
    });
    const { next } = await openStream(first?.id, slow);
    await next();
    const ids: unknown[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(((await next()) as Message).id);
    expect(new Set(ids).size).toBe(5);
    await kit.addBook({ title: "Sanditon" });
    expect(ids).not.toContain(((await next()) as Message).id);
    await slow.close();
  });

  it("says that it still lives while nothing happens", async () => {
    const { next } = await openStream();
    await next();
    for (let beat = 0; beat < 3; beat += 1) {
      const message = next();
      time.advance(15_000);
      expect(await message).toEqual({ comment: "still here" });
    }
  });

  it("ends when the server stops", async () => {
    const { next } = await openStream();
    await next();
    const end = next();
    kit.stop();
    expect(await end).toBe("end");
    const late = await openStream();
    expect(await late.next()).toBe("end");
  });

  it("tells nothing of another account", async () => {
    const stranger = await openApiKit({ settings: { account: "stranger" }, ports: () => ({ ...kit.ports }) });
    const { next } = await openStream(undefined, stranger);
    await next();
    await kit.addBook({ title: "Emma" });
    const message = next();
    time.advance(15_000);
    expect(await message).toEqual({ comment: "still here" });
    await stranger.close();
  });

  it("tells what happens to feeds that the account reads, wherever they have moved, and nothing of others", async () => {
    const feed = await subscribe(kit, "https://one.example/feed");
    await knowFeed(kit, feed, { state: "moved", leadsTo: "there" });
    await knowFeed(kit, "there");
    const first = await openStream();
    await first.next();
    await addArticle(kit, "foreign", { title: "Foreign" });
    await addArticle(kit, "there", { title: "Tide" });
    const tide = (await first.next()) as Message;
    expect(tide.data).toMatchObject({ name: "article.extracted", sentence: "Got the whole of “Tide”: 301 words." });
    await first.leave();

    await kit.addBook({ title: "Emma" });
    await addArticle(kit, "foreign", { title: "Foreign again" });
    await addArticle(kit, feed, { title: "Ebb" });
    const second = await openStream(tide.id);
    await second.next();
    const names = [];
    for (let count = 0; count < 4; count += 1) names.push(((await second.next()) as Message).data?.["name"]);
    expect(names).toEqual(["book.received", "book.ingested", "document.formatted", "article.extracted"]);
  });

  it("is open for at most 32 readers at a time, and free again when one leaves", async () => {
    const streams = await Promise.all(Array.from({ length: 32 }, () => openStream()));
    const refused = await kit.ask("/api/events");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "10"]);
    await streams[0]?.leave();
    streams[1]?.abort();
    expect((await openStream()).response.status).toBe(200);
    expect((await openStream()).response.status).toBe(200);
    expect((await kit.ask("/api/events")).status).toBe(429);
  });

  it("takes a reader that goes away, however it does, for no failure", async () => {
    const waiting = await openStream();
    await waiting.next();
    const read = waiting.next();
    await waiting.leave();
    expect(await read).toBe("end");
    const cutOff = await openStream();
    await cutOff.next();
    const cut = cutOff.next();
    cutOff.abort();
    expect(await cut).toBe("end");
    await macrotask();
    expect(kit.log.lines.filter(({ event }) => event === "stream.failed")).toEqual([]);
  });

  it("keeps no more than a thousand events for a reader that does not read, and says so", async () => {
    const { next } = await openStream();
    await next();
    const [event] = kit.published;
    expect(event).toBeUndefined();
    await kit.addDevice("a@kindle.com");
    const added = kit.published[0];
    if (added === undefined) throw new Error("nothing was published");
    for (let number = 0; number < 1100; number += 1) {
      await kit.ports.journal.append({ ...added, id: `event-${number}` });
    }
    const told: (Message | "end")[] = [];
    while ((told.at(-1) as Message | undefined)?.id !== "event-1099") told.push(await next());
    expect(told).toContainEqual({ event: "reset", data: {} });
    expect(told.length).toBeLessThan(1010);
  });

  it("is only described to HEAD", async () => {
    const head = await kit.ask("/api/events", { method: "HEAD" });
    expect([head.status, head.body]).toEqual([200, null]);
  });
});
