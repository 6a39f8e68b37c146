import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type BookReceived, bookReceived } from "../../../events/book-received.ts";
import { bookRemoved } from "../../../events/book-removed.ts";
import { type Envelope, firstCause, hashOf } from "../../../events/define-event.ts";
import { documentRefused } from "../../../events/document-refused.ts";
import { ingestHandlers } from "../../../functions/ingest/handlers.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import { openSqliteDatabase, type SqliteDatabase } from "../../../shared/adapters/local/sqlite-database.ts";
import { sqliteReadModels } from "../../../shared/adapters/local/sqlite-read-models.ts";
import { type ThreadWorkshop, threadWorkshop } from "../../../shared/adapters/workshop/thread-workshop.ts";
import { BlobMissing, type Blobs } from "../../../shared/ports/blobs.ts";
import { type Workshop, WorkshopLimit } from "../../../shared/ports/workshop.ts";
import { intakes } from "../../../shared/read-models/intakes.ts";
import { zipOf } from "../../shared/archive/zip-writer.ts";
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
    const received = await receive("Rar!\x1a\x07\x01\0", "one", "a.cbr");
    await handle(received);
    expect(published).toHaveLength(1);
    const { bookId, sourceKey, sha256 } = received.data;
    expect(published[0]).toMatchObject({
      name: "book.rejected",
      data: {
        bookId,
        sourceKey,
        sha256,
        fileName: "a.cbr",
        code: "book/unsupported-rar",
        message: expect.stringContaining("RAR"),
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

  it("says of an archive that is cut off that it is, with the books that are left of it", async () => {
    const archive = zipOf([
      { name: "one.epub", data: epubOf() },
      { name: "two.epub", data: epubOf() },
    ]);
    await handle(await receive(archive.subarray(0, -30), "one", "books.zip"));
    const unpacked = published.at(-1);
    expect(unpacked).toMatchObject({ name: "book.unpacked", data: { isCut: true, others: 0 } });
    expect(published.map(({ name }) => name)).toEqual(["book.received", "book.unpacked"]);
  });

  it("unpacks an archive of books: each has come in on its own, and last is what was in it", async () => {
    const data = epubOf();
    const archive = zipOf([
      { name: "a/One.epub", data },
      { name: "two.txt", data: "Text" },
      { name: "again.epub", data },
    ]);
    const received = await receive(archive, "one", "books.zip");
    await handle(received);
    const [one, two, unpacked] = published;
    expect(published.map(({ name }) => name)).toEqual(["book.received", "book.received", "book.unpacked"]);
    expect(new Set(published.map(({ causationId }) => causationId))).toEqual(new Set([received.id]));
    const { bookId, sha256 } = received.data;
    expect(one?.data).toMatchObject({ fileName: "again.epub", via: "inbox", deliver: true, unpackedFrom: bookId });
    expect(unpacked).toMatchObject({
      subject: bookId,
      data: {
        bookId,
        sha256,
        fileName: "books.zip",
        books: [
          { bookId: one?.subject, fileName: "again.epub" },
          { bookId: two?.subject, fileName: "two.txt" },
        ],
        others: 0,
      },
    });
    const { sourceKey } = (one as BookReceived).data;
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await blobs.read(sourceKey)) ?? []) chunks.push(chunk);
    expect(Buffer.concat(chunks)).toEqual(data);
    published = [];
    await handle(received);
    expect(published.map(({ id }) => id)).toEqual([one?.id, two?.id, unpacked?.id]);
    published = [];
    await handle(one as BookReceived);
    expect(published).toMatchObject([{ name: "book.ingested", data: { title: "A Book", fileName: "again.epub" } }]);
  });

  it("unpacks no archive of books that was in another one, but takes the books that are archives themselves", async () => {
    const inner = zipOf([
      { name: "a.txt", data: "a" },
      { name: "b.txt", data: "b" },
    ]);
    await handle(
      await receive(
        zipOf([
          { name: "inner.zip", data: inner },
          { name: "c.epub", data: epubOf() },
        ]),
        "one",
        "x.zip",
      ),
    );
    const receipts = published.filter(({ name }) => name === "book.received");
    published = [];
    for (const receipt of receipts) await handle(receipt);
    expect(published.map(({ name, data }) => [name, (data as { code?: string }).code])).toEqual([
      ["book.ingested", undefined],
      ["book.rejected", "book/archive-in-archive"],
    ]);
  });

  it("refuses an archive of which a book is damaged, and announces none of them", async () => {
    const archive = zipOf([
      { name: "a.txt", data: "a" },
      { name: "b.txt", data: "b", central: { crc: 1 }, local: { crc: 1 } },
    ]);
    await handle(await receive(archive, "one", "x.zip"));
    expect(published).toMatchObject([{ name: "book.rejected", data: { code: "archive/damaged" } }]);
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
