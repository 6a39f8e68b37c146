import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { bookDuplicated } from "../../../events/book-duplicated.ts";
import { bookIngested } from "../../../events/book-ingested.ts";
import { bookReceived } from "../../../events/book-received.ts";
import { bookRemoved } from "../../../events/book-removed.ts";
import { firstCause, hashOf } from "../../../events/define-event.ts";
import { documentFormatted } from "../../../events/document-formatted.ts";
import { letGoOfContent } from "../../../functions/housekeep/let-go.ts";
import { type HousekeepWorld, openHousekeepWorld } from "./housekeep-world.ts";

let world: HousekeepWorld;
beforeEach(async () => {
  world = await openHousekeepWorld();
});
afterEach(() => world.close());

const day = 24 * 60 * 60_000;
const letGo = () => letGoOfContent("home", world.ports);
const sizes = (keys: readonly string[]) => Promise.all(keys.map((key) => world.ports.blobs.size(key)));

/** A ready book; answers its id, and the keys of its original, its document and its cover. */
async function addBook(title: string, cover = `cover of ${title}`, again = "") {
  const { blobs, clock } = world.ports;
  const put = (text: string) => blobs.write("home", Buffer.from(text), { bytesMax: 1000 });
  const [original, document, picture] = [
    await put(`original of ${title}`),
    await put(`document of ${title}`),
    await put(cover),
  ];
  const bookId = hashOf("book", "home", original.sha256);
  const file = {
    bookId,
    sourceKey: original.key,
    sha256: original.sha256,
    bytes: original.bytes,
    fileName: `${title}.epub`,
    via: "http" as const,
    deliver: true,
  };
  const at = clock.now();
  const received = bookReceived.from(firstCause("home", bookId + again), {
    subject: bookId,
    at,
    data: { ...file, mediaType: "application/epub+zip" },
  });
  const about = { title, authors: [], language: "en", receivedAt: received.occurredAt };
  const ingested = bookIngested.from(received, { subject: bookId, at, data: { ...file, ...about, format: "epub" } });
  const formatted = documentFormatted.from(ingested, {
    subject: bookId,
    at,
    data: {
      ...about,
      documentId: bookId,
      kind: "book",
      sourceSha256: original.sha256,
      documentKey: document.key,
      sha256: document.sha256,
      bytes: document.bytes,
      cover: { key: picture.key, mediaType: "image/jpeg" },
      warnings: [],
      deliver: true,
    },
  });
  await world.project(received, ingested, formatted);
  return { bookId, received, keys: [original.key, document.key, picture.key] };
}

async function remove(bookId: string): Promise<void> {
  const at = world.ports.clock.now();
  await world.project(
    bookRemoved.from(firstCause("home", `remove ${bookId}`), { subject: bookId, at, data: { bookId } }),
  );
}

describe("the content of a book that was taken out of the library", () => {
  it("stays for thirty days, then goes, once; that of the others stays", async () => {
    const gone = await addBook("Gone");
    const here = await addBook("Here");
    await remove(gone.bookId);
    expect(await letGo()).toBe(0);
    world.pass(30 * day - 1000);
    expect(await letGo()).toBe(0);
    world.pass(2000);
    expect(await letGo()).toBe(3);
    expect(await sizes(gone.keys)).toEqual([undefined, undefined, undefined]);
    expect(await sizes(here.keys)).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
    expect(await letGo()).toBe(0);
    expect(await world.ports.journal.find("home", gone.received.id)).toBeDefined();
  });

  it("stays as far as another book has the same", async () => {
    const gone = await addBook("Gone", "one cover for both");
    await addBook("Here", "one cover for both");
    await remove(gone.bookId);
    world.pass(31 * day);
    expect(await letGo()).toBe(2);
    expect(await sizes(gone.keys)).toEqual([undefined, undefined, 18]);
  });

  it("stays where the book has come back, whether with a document of its own already or not", async () => {
    const book = await addBook("Back");
    await remove(book.bookId);
    world.pass(29 * day);
    const again = bookReceived.from(firstCause("home", "once more"), {
      subject: book.bookId,
      at: world.ports.clock.now(),
      data: book.received.data,
    });
    await world.project(again);
    world.pass(2 * day);
    expect(await letGo()).toBe(0);
    await addBook("Back", "cover of Back", "again");
    const { bookId } = book;
    const data = { bookId, fileName: "Back.epub", via: "http" as const, deliver: true };
    await world.project(bookDuplicated.from(again, { subject: bookId, at: world.ports.clock.now(), data }));
    expect(await letGo()).toBe(0);
    expect(await sizes(book.keys)).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
  });
});
