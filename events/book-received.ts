import * as z from "zod";
import { BookWords } from "./book-described.ts";
import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey, Bytes, Sha256, Via } from "./values.ts";

/** A file has come in and its bytes are safe with us. Nothing is known of it yet but its size. */
export const bookReceived = defineEvent({
  name: "book.received",
  version: 1,
  publishedBy: ["api", "ingest"],
  consumedBy: ["ingest"],
  data: z.object({
    bookId: z.string(),
    sourceKey: BlobKey,
    sha256: Sha256,
    bytes: Bytes,
    /** As the sender named it, for people's eyes only: no path is ever made of it. */
    fileName: z.string(),
    /** As the sender declared it; a tie-breaker at most. */
    mediaType: z.string(),
    via: Via,
    /** Whether the automatic devices get it. */
    deliver: z.boolean(),
    /** What its reader said of it when sending it: it counts more than what the file says. */
    words: BookWords.optional(),
    /** The id of the archive that it was in, where it was in one. What is in an archive is not unpacked any further. */
    unpackedFrom: z.string().optional(),
    /** The id of the request, where its sender named it with a key of their own: such a key is good for one file. */
    requestId: z.string().optional(),
  }),
});
export type BookReceived = EventOf<typeof bookReceived>;
