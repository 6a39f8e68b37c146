import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type BookReceived, bookReceived } from "../../../events/book-received.ts";
import { bookRemoved } from "../../../events/book-removed.ts";
import { type Envelope, firstCause, hashOf } from "../../../events/define-event.ts";
import { documentRefused } from "../../../events/document-refused.ts";
import { ingestHandlers } from "../../../functions/ingest/handlers.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import { openSqliteDatabase, type SqliteDatabase } from "../../../shared/adapters/local/sqlite-database.ts";
import { sqliteReadModels } from "../../../shared/adapters/local/sqlite-read-models.ts";
import { type ThreadWorkshop, threadWorkshop } from "../../../shared/adapters/local/thread-workshop.ts";
import { BlobMissing, type Blobs } from "../../../shared/ports/blobs.ts";
import { type Workshop, WorkshopLimit } from "../../../shared/ports/workshop.ts";
import { intakes } from "../../../shared/read-models/intakes.ts";
import { epubOf } from "../../shared/epub/epub-writer.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

let database: SqliteDatabase;
let blobs: Blobs;
let workshop: ThreadWorkshop;
let published: Envelope[];
let minute: number;

beforeEach(async () => {
  database = openSqliteDatabase(":memory:");
  blobs = await fsBlobs(await temporaryFolder());
  workshop = threadWorkshop({ threads: 1, memoryMb: 256 });
  published = [];
  minute = 0;
});

afterEach(async () => {
  await workshop.close();
  await database.close();
});

const timeAt = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));

/** Hands an event to the step as its trigger would, a minute after the one before. */
async function handle(event: Envelope, instead: { workshop?: Workshop } = {}): Promise<void> {
  minute += 1;
  const now = timeAt(minute);
  const ports = {
    blobs,
    workshop: instead.workshop ?? workshop,
    readModels: sqliteReadModels(database, [intakes]),
    events: { publish: async (...events: readonly Envelope[]) => void published.push(...events) },
    clock: { now: () => now },
  };
  const handler = ingestHandlers(ports).find(({ name }) => name === event.name);
  if (handler === undefined) throw new Error(`no handler for ${event.name}`);
  await handler.handle(event);
}

/** A file that has come in: each drop is a cause of its own. */
async function receive(content: Uint8Array | string, drop: string, fileName = "book.epub"): Promise<BookReceived> {
  const blob = await blobs.write("home", Buffer.from(content), { bytesMax: 1_000_000 });
  const bookId = hashOf("book", "home", blob.sha256);
  const data = {
    bookId,
    sourceKey: blob.key,
    sha256: blob.sha256,
    bytes: blob.bytes,
    fileName,
    mediaType: "",
    via: "inbox" as const,
    deliver: true,
  };
  return bookReceived.from(firstCause("home", drop), { subject: bookId, at: timeAt(minute), data });
}

const outcomes = () => published.map(({ name, causationId }) => [name, causationId]);
const nameless: Envelope = firstCauseEvent();

function firstCauseEvent(): Envelope {
  const cause = firstCause("home", "command");
  return {
    ...cause,
    name: "x",
    version: 1,
    subject: "x",
    occurredAt: timeAt(0).toISOString(),
    causationId: cause.id,
    data: {},
  };
}

describe("ingest", () => {
  it("makes a book of a file that can become one, with what it says about itself", async () => {
    const received = await receive(epubOf(), "one");
    await handle(received);
    expect(published).toHaveLength(1);
    const { bookId, sourceKey, sha256, bytes } = received.data;
    expect(published[0]).toMatchObject({
      name: "book.ingested",
      subject: bookId,
      account: "home",
      causationId: received.id,
      correlationId: received.correlationId,
      data: {
        bookId,
        sourceKey,
        sha256,
        bytes,
        fileName: "book.epub",
        via: "inbox",
        deliver: true,
        format: "epub",
        title: "A Book",
        authors: [],
        language: "en",
        receivedAt: received.occurredAt,
      },
    });
  });

  it("refuses a file that cannot, with the reason", async () => {
    const received = await receive("%PDF-1.7", "one", "a.pdf");
    await handle(received);
    expect(published).toHaveLength(1);
    const { bookId, sourceKey, sha256 } = received.data;
    expect(published[0]).toMatchObject({
      name: "book.rejected",
      data: {
        bookId,
        sourceKey,
        sha256,
        fileName: "a.pdf",
        code: "book/unsupported-pdf",
        message: expect.stringContaining("PDF"),
      },
    });
  });

  it("calls the same bytes a duplicate when they come again, without opening them", async () => {
    const first = await receive(epubOf(), "one");
    const second = await receive(epubOf(), "two", "same.epub");
    await handle(first);
    await handle(second, { workshop: broken(new Error("was opened")) });
    expect(outcomes()).toEqual([
      ["book.ingested", first.id],
      ["book.duplicated", second.id],
    ]);
    expect(published[1]?.data).toEqual({
      bookId: first.data.bookId,
      fileName: "same.epub",
      via: "inbox",
      deliver: true,
    });
  });

  it("lets a receipt that comes again come to the same end, under the same id", async () => {
    const first = await receive(epubOf(), "one");
    const second = await receive(epubOf(), "two");
    for (const event of [first, second, first, second]) await handle(event);
    expect(outcomes().map(([name]) => name)).toEqual([
      "book.ingested",
      "book.duplicated",
      "book.ingested",
      "book.duplicated",
    ]);
    expect(published[2]?.id).toBe(published[0]?.id);
    expect(published[2]?.data).toEqual(published[0]?.data);
    expect(published[3]?.id).toBe(published[1]?.id);
  });

  it("makes exactly one book of simultaneous drops of one file", async () => {
    const drops = await Promise.all(["one", "two", "three"].map((drop) => receive(epubOf(), drop)));
    await Promise.all(drops.map((drop) => handle(drop)));
    expect(new Set(published.map(({ name }) => name))).toEqual(new Set(["book.duplicated", "book.ingested"]));
    expect(published.filter(({ name }) => name === "book.ingested")).toHaveLength(1);
    expect(published).toHaveLength(3);
  });

  it("looks at a refused file again when it comes again", async () => {
    for (const drop of ["one", "two"]) await handle(await receive("", drop));
    expect(published.map(({ name }) => name)).toEqual(["book.rejected", "book.rejected"]);
    expect(published[0]?.id).not.toBe(published[1]?.id);
  });

  it("keeps one account's books from another's", async () => {
    const mine = await receive(epubOf(), "one");
    await handle(mine);
    await handle({ ...mine, account: "other", id: "theirs" });
    expect(outcomes().map(([name]) => name)).toEqual(["book.ingested", "book.ingested"]);
  });

  it("takes a file again once its book was removed, or could not be made into a document", async () => {
    const first = await receive(epubOf(), "one");
    const { bookId, sourceKey } = first.data;
    await handle(first);
    await handle(bookRemoved.from(nameless, { subject: bookId, at: timeAt(minute + 1), data: { bookId } }));
    await handle(await receive(epubOf(), "two"));
    const data = {
      documentId: bookId,
      kind: "book" as const,
      sourceKey,
      fileName: "x",
      via: "inbox" as const,
      code: "a/b",
      message: "No.",
    };
    await handle(documentRefused.from(nameless, { subject: bookId, at: timeAt(minute + 1), data }));
    await handle(await receive(epubOf(), "three"));
    expect(outcomes().map(([name]) => name)).toEqual(["book.ingested", "book.ingested", "book.ingested"]);
  });

  it("is not misled by a removal that comes late, nor by an edition that was refused", async () => {
    const first = await receive(epubOf(), "one");
    const { bookId, sourceKey } = first.data;
    await handle(first);
    await handle(bookRemoved.from(nameless, { subject: bookId, at: timeAt(0), data: { bookId } }));
    const data = {
      documentId: bookId,
      kind: "edition" as const,
      sourceKey,
      fileName: "x",
      via: "inbox" as const,
      code: "a/b",
      message: "No.",
    };
    await handle(documentRefused.from(nameless, { subject: bookId, at: timeAt(99), data }));
    await handle(await receive(epubOf(), "two"));
    expect(outcomes().map(([name]) => name)).toEqual(["book.ingested", "book.duplicated"]);
  });

  it("refuses for good what takes too long or too much memory", async () => {
    for (const limit of ["time", "memory"] as const) {
      await handle(await receive(epubOf(), limit), { workshop: broken(new WorkshopLimit("inspect", limit)) });
    }
    expect(published.map(({ data }) => (data as { code: string }).code)).toEqual(["book/too-slow", "book/too-complex"]);
  });

  it("throws, and says nothing of the file, when something else went wrong", async () => {
    const received = await receive(epubOf(), "one");
    await expect(handle(received, { workshop: broken(new Error("no memory left")) })).rejects.toThrow("no memory left");
    await blobs.remove(received.data.sourceKey);
    await expect(handle(received)).rejects.toThrow(BlobMissing);
    expect(published).toEqual([]);
    expect(await sqliteReadModels(database, [intakes]).get(intakes, "home", received.data.bookId)).toBeUndefined();
  });
});

/** A workshop whose every job ends so. */
function broken(error: Error): Workshop {
  return {
    run: async () => {
      throw error;
    },
  };
}
