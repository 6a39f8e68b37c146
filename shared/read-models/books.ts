import * as z from "zod";
import { BlobKey, Bytes, Code, Sha256, SourceFormat, Time, Via, Warning } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";
import { searchTermsOf } from "./search-terms.ts";

/** When a fact was kept, so that an older one never overwrites it: `<occurredAt> <event id>`, compared as text. */
export const Stamp = z.string();

export const Book = z.object({
  id: z.string(),
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
  sourceKey: BlobKey,
  sha256: Sha256,
  format: SourceFormat.optional(),
  document: z.object({ key: BlobKey, bytes: Bytes, sha256: Sha256, warnings: z.array(Warning) }).optional(),
  cover: z.object({ key: BlobKey, mediaType: z.string() }).optional(),
  rejection: z.object({ code: Code, message: z.string() }).optional(),
  /** A step that gave up on it, until it has been tried again with success. */
  trouble: z.object({ step: z.string(), reason: z.string(), deadLetterId: z.string() }).optional(),
  /** The other times that the same bytes came in, oldest first. */
  duplicates: z.array(z.object({ eventId: z.string(), fileName: z.string(), receivedAt: Time })),
  /** The newest fact of each kind that has been applied, by event name. */
  stamps: z.record(z.string(), Stamp),
});
export type Book = z.infer<typeof Book>;

/** A reader's library, refused files included. */
export const books: ReadModel<Book> = {
  name: "books",
  writer: "project",
  schema: Book,
  queries: {
    newest: { where: [], orderBy: "receivedAt", direction: "descending" },
    byStatus: { where: ["status"], orderBy: "receivedAt", direction: "descending" },
  },
  searchTerms: (book) => searchTermsOf(book.title, ...book.authors, book.fileName),
};
