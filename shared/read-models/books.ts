import * as z from "zod";
import { BookWords } from "../../events/book-described.ts";
import { bookIngested } from "../../events/book-ingested.ts";
import { bookReceived } from "../../events/book-received.ts";
import { bookRejected } from "../../events/book-rejected.ts";
import { bookUnpacked, UnpackedBooks } from "../../events/book-unpacked.ts";
import { DocumentVolume, documentFormatted } from "../../events/document-formatted.ts";
import { documentRefused } from "../../events/document-refused.ts";
import { BlobKey, Bytes, Code, DocumentType, Sha256, SourceFormat, Time, Via, Warning } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";
import { searchTermsOf } from "./search-terms.ts";

/** When a fact was kept, so that an older one never overwrites it: `<occurredAt> <event id>`, compared as text. */
export const Stamp = z.string();

/** The newest event of its kind, as far as a document is made of it. */
function factOf<Data>(data: z.ZodType<Data>) {
  return z.object({ id: z.string(), causationId: z.string(), occurredAt: Time, data });
}

/** What is known of a book. Everything that a `Book` shows is derived from these, whatever order they came in. */
export const BookFacts = z.object({
  received: factOf(bookReceived.data).optional(),
  ingested: factOf(bookIngested.data).optional(),
  rejected: factOf(bookRejected.data).optional(),
  unpacked: factOf(bookUnpacked.data).optional(),
  formatted: factOf(documentFormatted.data).optional(),
  refused: factOf(documentRefused.data).optional(),
  /** What its reader has said of it, and when each of it was said. */
  described: z.object({ stamps: z.record(z.string(), Stamp), words: BookWords }).optional(),
  /** The newest drops of the same bytes, oldest first, at most `duplicatesMax` of them. */
  duplicated: z.array(z.object({ id: z.string(), occurredAt: Time, fileName: z.string() })),
  /** What each step did last: it failed for good, or it has been tried again or has succeeded since. */
  steps: z.record(
    z.string(),
    z.object({ stamp: Stamp, failed: z.object({ reason: z.string(), deadLetterId: z.string() }).optional() }),
  ),
});
export type BookFacts = z.infer<typeof BookFacts>;
export const duplicatesMax = 20;

export const Book = z.object({
  id: z.string(),
  /**
   * Not in the library: taken out of it, not yet known to have come in, or an archive whose books are in it instead.
   * It stays as its tombstone, so that facts
   * that come late do not bring it back; the other fields mean nothing then.
   */
  removed: z.boolean(),
  title: z.string(),
  authors: z.array(z.string()),
  language: z.string(),
  fileName: z.string(),
  /** What its bytes turned out to be; as declared until it has been opened. */
  mediaType: z.string(),
  bytes: Bytes,
  status: z.enum(["received", "ready", "rejected"]),
  receivedAt: Time,
  via: Via,
  sourceKey: z.union([BlobKey, z.literal("")]),
  sha256: z.union([Sha256, z.literal("")]),
  format: SourceFormat.optional(),
  /** What its reader has said of it: it counts more than what the file says. */
  described: BookWords.optional(),
  document: z
    .object({
      key: BlobKey,
      bytes: Bytes,
      sha256: Sha256,
      warnings: z.array(Warning),
      /** Where it is more than one: all of them, in order, the first one as above. */
      volumes: z.array(DocumentVolume).optional(),
      /** An EPUB where it is absent. */
      mediaType: DocumentType.optional(),
    })
    .optional(),
  /** The books that were in it, where it was an archive of books. */
  unpacked: z.object({ books: UnpackedBooks, others: z.int() }).optional(),
  cover: z.object({ key: BlobKey, mediaType: z.string() }).optional(),
  rejection: z.object({ code: Code, message: z.string() }).optional(),
  /** A step that gave up on it, until it has been tried again. */
  trouble: z.object({ step: z.string(), reason: z.string(), deadLetterId: z.string() }).optional(),
  /** The other times that the same bytes came in, oldest first; the newest ones where they are many. */
  duplicates: z.array(z.object({ eventId: z.string(), fileName: z.string(), receivedAt: Time })),
  /** The newest fact of each kind that has been applied, by event name. */
  stamps: z.record(z.string(), Stamp),
  facts: BookFacts,
});
export type Book = z.infer<typeof Book>;

/** A reader's library, refused files included. */
export const books: ReadModel<Book> = {
  name: "books",
  writer: "project",
  schema: Book,
  queries: {
    newest: { where: ["removed"], orderBy: "receivedAt", direction: "descending" },
    byStatus: { where: ["removed", "status"], orderBy: "receivedAt", direction: "descending" },
  },
  searchTerms: (book) => searchTermsOf(book.title, ...book.authors, book.fileName),
};
