import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey, Bytes, Sha256, Via } from "./values.ts";

/** The books of an archive, in its order. The same bytes twice are one book. */
export const UnpackedBooks = z.array(z.object({ bookId: z.string(), fileName: z.string() })).min(1);

/** A file has turned out to be an archive of several books: each of them has come in on its own. */
export const bookUnpacked = defineEvent({
  name: "book.unpacked",
  version: 1,
  publishedBy: ["ingest"],
  data: z.object({
    /** Of the archive. */
    bookId: z.string(),
    sourceKey: BlobKey,
    sha256: Sha256,
    bytes: Bytes,
    fileName: z.string(),
    via: Via,
    books: UnpackedBooks,
    /** How many other files there were, which are no books. */
    others: z.int().nonnegative(),
    /** Where it ends in the middle: the last of its books may be incomplete, and what came behind is missing. */
    isCut: z.literal(true).optional(),
    /** What their sender said of the archive that cannot be true of several books, and so was given to none. */
    wordsLeftOut: z.array(z.enum(["title", "series", "description"])).optional(),
  }),
});
export type BookUnpacked = EventOf<typeof bookUnpacked>;
