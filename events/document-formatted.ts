import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey, Bytes, DocumentKind, Sha256, Time, Warning } from "./values.ts";

/** A book or an edition has become a Kindle-ready EPUB. */
export const documentFormatted = defineEvent({
  name: "document.formatted",
  version: 1,
  publishedBy: ["format"],
  consumedBy: ["deliver"],
  data: z.object({
    /** The id of the book or edition that it was made from. */
    documentId: z.string(),
    kind: DocumentKind,
    /** Of the source: what "the same content" means to the delivery guarantee. */
    sourceSha256: Sha256,
    documentKey: BlobKey,
    sha256: Sha256,
    bytes: Bytes,
    title: z.string(),
    authors: z.array(z.string()),
    language: z.string(),
    cover: z.object({ key: BlobKey, mediaType: z.string() }).optional(),
    warnings: z.array(Warning),
    receivedAt: Time,
    deliver: z.boolean(),
  }),
});
export type DocumentFormatted = EventOf<typeof documentFormatted>;
