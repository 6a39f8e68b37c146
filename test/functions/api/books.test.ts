import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { bookRejected } from "../../../events/book-rejected.ts";
import type { Envelope } from "../../../events/define-event.ts";
import { orderHistory } from "../../../functions/api/books/order-history.ts";
import { type ApiKit, openApiKit } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

interface Listed {
  items: { id: string; title: string; status: string }[];
  nextPage?: string;
}
const titlesOf = async (path: string) => (await kit.json<Listed>(path)).items.map(({ title }) => title);

async function rejectBook(fileName: string) {
  const upload = await kit.json<{ id: string }>("/api/books", {
    method: "POST",
    headers: { "content-disposition": `attachment; filename="${fileName}"` },
    body: fileName,
  });
  const received = kit.published.at(-1) as Envelope<string, { sourceKey: string; sha256: string; bytes: number }>;
  const { sourceKey, sha256, bytes } = received.data;
  await kit.happen(
    bookRejected.from(received, {
      subject: upload.id,
      at: kit.ports.clock.now(),
      data: {
        bookId: upload.id,
        sourceKey,
        sha256,
        bytes,
        fileName,
        via: "http",
        code: "archive/bomb",
        message: "It unpacks to more than a book can be.",
      },
    }),
  );
  return upload.id;
}

describe("the library", () => {
  it("shows a book with everything that a reader may want to know, and nothing of what is inside", async () => {
    const id = await kit.addBook({ title: "Emma" });
    const book = await kit.json(`/api/books/${id}`);
    expect(book).toEqual({
      id,
      title: "Emma",
      authors: ["Jane Austen"],
      language: "en",
      fileName: "Emma.epub",
      mediaType: "application/epub+zip",
      bytes: 14,
      status: "ready",
      receivedAt: expect.stringMatching(/^2026-/),
      via: "http",
      format: "epub",
      hasCover: true,
      document: {
        bytes: 12,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        warnings: [],
        mediaType: "application/epub+zip",
      },
    });
    expect(await kit.json("/api/books")).toEqual({ items: [book] });
  });

  it("shows why a file was refused", async () => {
    const id = await rejectBook("bomb.epub");
    expect(await kit.json(`/api/books/${id}`)).toMatchObject({
      status: "rejected",
      rejection: { code: "archive/bomb", message: "It unpacks to more than a book can be." },
    });
  });

  it("comes newest first, in pages, each book on one of them", async () => {
    const titles = ["One", "Two", "Three", "Four", "Five"];
    for (const title of titles) await kit.addBook({ title });
    const seen: string[] = [];
    let page = "";
    do {
      const answer: Listed = await kit.json(`/api/books?limit=2${page}`);
      expect(answer.items.length).toBeLessThanOrEqual(2);
      seen.push(...answer.items.map(({ title }) => title));
      page = answer.nextPage === undefined ? "" : `&page=${encodeURIComponent(answer.nextPage)}`;
    } while (page !== "");
    expect(seen).toEqual(titles.toReversed());
  });

  it("has fifty books on a page unless asked for another number", async () => {
    for (let number = 0; number < 51; number += 1) await kit.addBook({ title: `Book ${number}` });
    const { items, nextPage } = await kit.json<Listed>("/api/books");
    expect(items).toHaveLength(50);
    expect(await kit.json<Listed>(`/api/books?page=${encodeURIComponent(nextPage ?? "")}`)).toMatchObject({
      items: [{ title: "Book 0" }],
    });
    expect((await kit.json<Listed>("/api/books?limit=200")).items).toHaveLength(51);
    for (const limit of ["1e2", "0x10", "0", "201", "-1", "1.5", "%201", "", "two"]) {
      const refused = await kit.ask(`/api/books?limit=${limit}`);
      expect([limit, refused.status]).toEqual([limit, 400]);
      expect(await refused.json()).toMatchObject({ code: "request/invalid", errors: [{ path: "limit" }] });
    }
  });

  it("takes no page of another list", async () => {
    for (const title of ["One", "Two"]) await kit.addBook({ title });
    const { nextPage } = await kit.json<Listed>("/api/books?limit=1");
    expect((await kit.ask(`/api/books?limit=1&q=one&page=${encodeURIComponent(nextPage ?? "")}`)).status).toBe(400);
  });

  it("finds books by words, beginnings of words, and status", async () => {
    await kit.addBook({ title: "Ärger im Paradies" });
    await kit.addBook({ title: "Paradise Lost" });
    await rejectBook("paradise.pdf");
    expect(await titlesOf("/api/books?q=paradise")).toHaveLength(2);
    expect(await titlesOf("/api/books?q=PARAD%20arg")).toEqual(["Ärger im Paradies"]);
    expect(await titlesOf("/api/books?q=austen%20lost")).toEqual(["Paradise Lost"]);
    expect(await titlesOf("/api/books?status=ready")).toEqual(["Paradise Lost", "Ärger im Paradies"]);
    expect(await titlesOf("/api/books?status=rejected&q=paradise")).toHaveLength(1);
    expect(await titlesOf("/api/books?status=received")).toEqual([]);
    expect(await titlesOf("/api/books?q=nothing")).toEqual([]);
    expect(await titlesOf("/api/books?q=%20")).toHaveLength(3);
    expect(await titlesOf("/api/books?q=%3F!")).toEqual([]);
  });

  it("loses a book that is removed, but not what happened to it", async () => {
    const id = await kit.addBook({ title: "Emma" });
    const remove = await kit.ask(`/api/books/${id}`, { method: "DELETE" });
    expect([remove.status, await remove.json()]).toEqual([202, { id }]);
    expect(kit.published).toMatchObject([{ name: "book.removed", subject: id, data: { bookId: id } }]);
    for (const path of ["", "/epub", "/original", "/cover", "/deliveries"]) {
      const gone = await kit.ask(`/api/books/${id}${path}`);
      expect([path, gone.status, await gone.json()]).toEqual([
        path,
        404,
        expect.objectContaining({ code: "book/not-found" }),
      ]);
    }
    expect(await titlesOf("/api/books")).toEqual([]);
    expect((await kit.ask(`/api/books/${id}`, { method: "DELETE" })).status).toBe(404);
    const { items } = await kit.json<{ items: { name: string }[] }>(`/api/books/${id}/history`);
    expect(items.at(-1)?.name).toBe("book.removed");
  });

  it("of another account is as good as none", async () => {
    const id = await kit.addBook({ title: "Emma" });
    const stranger = await openApiKit({ settings: { account: "stranger" }, ports: () => kit.ports });
    for (const path of ["", "/epub", "/original", "/cover", "/history", "/deliveries"]) {
      expect([path, (await stranger.ask(`/api/books/${id}${path}`)).status]).toEqual([path, 404]);
    }
    expect((await stranger.ask(`/api/books/${id}`, { method: "DELETE" })).status).toBe(404);
    expect((await stranger.ask(`/api/books/${id}/deliveries`, { method: "POST" })).status).toBe(404);
    expect(await stranger.json("/api/books")).toEqual({ items: [] });
    await stranger.close();
  });
});

function eventOf(id: string, causationId: string, occurredAt = "2026-03-01T08:00:00.000Z"): Envelope {
  return {
    id,
    name: "n",
    version: 1,
    account: "home",
    subject: "s",
    occurredAt,
    correlationId: "c",
    causationId,
    data: {},
  };
}

describe("a book's history", () => {
  it("says in sentences what happened, oldest first, in pages", async () => {
    const id = await kit.addBook({ title: "Emma" });
    const { items } = await kit.json<{ items: { name: string; at: string; sentence: string; about: string[] }[] }>(
      `/api/books/${id}/history`,
    );
    expect(items.map(({ name }) => name)).toEqual(["book.received", "book.ingested", "document.formatted"]);
    for (const { sentence, about } of items) {
      expect(sentence).toMatch(/^[A-Z“"].*[.”]$/s);
      expect(about).toContain(id);
    }
    expect(JSON.stringify(items)).not.toContain("blobs");
    const first = await kit.json<{ items: object[]; nextPage: string }>(`/api/books/${id}/history?limit=2`);
    const second = await kit.json<{ items: object[] }>(`/api/books/${id}/history?limit=2&page=${first.nextPage}`);
    expect([...first.items, ...second.items]).toEqual(items);
    expect(second).not.toHaveProperty("nextPage");
    expect((await kit.ask(`/api/books/${id}/history?page=-1`)).status).toBe(400);
  });

  it("is that of no book where nothing ever happened", async () => {
    expect((await kit.ask("/api/books/unknown/history")).status).toBe(404);
  });

  it("has every event once, in time, causes before what follows from them, whatever order they were kept in", () => {
    const tree = fc.array(fc.record({ cause: fc.nat(), later: fc.nat(2), place: fc.nat() }), { maxLength: 20 });
    fc.assert(
      fc.property(tree, (nodes) => {
        const events: Envelope[] = [];
        for (const [index, { cause, later }] of nodes.entries()) {
          const before = events[cause % Math.max(1, events.length)];
          const time = Date.parse(before?.occurredAt ?? "2026-03-01T08:00:00.000Z") + later;
          events.push(eventOf(`${index}`, before?.id ?? "none", new Date(time).toISOString()));
        }
        const shuffled = events.toSorted(
          (one, other) => (nodes[Number(one.id)]?.place ?? 0) - (nodes[Number(other.id)]?.place ?? 0),
        );
        const ordered = orderHistory(shuffled);
        expect(ordered.toSorted((a, b) => Number(a.id) - Number(b.id))).toEqual(events);
        for (const [index, event] of ordered.entries()) {
          const next = ordered[index + 1];
          if (next !== undefined) expect(event.occurredAt <= next.occurredAt).toBe(true);
          expect(ordered.slice(index).map(({ id }) => id)).not.toContain(event.causationId);
        }
      }),
    );
  });

  it("ends even where events name each other as their cause", () => {
    const circle = [eventOf("a", "b"), eventOf("b", "a"), eventOf("c", "c")];
    expect(orderHistory(circle)).toHaveLength(3);
  });
});
