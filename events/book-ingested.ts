import * as z from "zod";
import { BookWords } from "./book-described.ts";
import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey, Bytes, Sha256, SourceFormat, Time, Via } from "./values.ts";

/** A file has been recognised, opened safely, and its own account of itself read. */
export const bookIngested = defineEvent({
  name: "book.ingested",
  version: 1,
  publishedBy: ["ingest"],
  consumedBy: ["format"],
  data: z.object({
    bookId: z.string(),
    sourceKey: BlobKey,
    sha256: Sha256,
    bytes: Bytes,
    fileName: z.string(),
    via: Via,
    format: SourceFormat,
    /** What the file says, or its name where it says nothing. */
    title: z.string(),
    authors: z.array(z.string()),
    /** BCP 47; `und` where the file does not say. */
    language: z.string(),
    receivedAt: Time,
    deliver: z.boolean(),
    /** What its reader said of it when sending it: it counts more than what the file says. */
    words: BookWords.optional(),
  }),
});
export type BookIngested = EventOf<typeof bookIngested>;
