import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey, Bytes, Code, Sha256, Via } from "./values.ts";

/** A file cannot become a book: unknown, hostile, protected or broken. Permanent, and shown with its reason. */
export const bookRejected = defineEvent({
  name: "book.rejected",
  version: 1,
  publishedBy: ["ingest"],
  data: z.object({
    bookId: z.string(),
    sourceKey: BlobKey,
    sha256: Sha256,
    bytes: Bytes,
    fileName: z.string(),
    via: Via,
    code: Code,
    message: z.string(),
  }),
});
export type BookRejected = EventOf<typeof bookRejected>;
