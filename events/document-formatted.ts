import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey, Bytes, DocumentKind, DocumentType, Sha256, Time, Warning } from "./values.ts";

/** One of several EPUBs that a document had to be split into. */
export const DocumentVolume = z.object({ documentKey: BlobKey, sha256: Sha256, bytes: Bytes, title: z.string() });

/** A book or an edition has become a Kindle-ready EPUB, or is a PDF, which a Kindle takes as it is. */
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
    /** An EPUB where it is absent. */
    mediaType: DocumentType.optional(),
    sha256: Sha256,
    bytes: Bytes,
    title: z.string(),
    authors: z.array(z.string()),
    language: z.string(),
    cover: z.object({ key: BlobKey, mediaType: z.string() }).optional(),
    /** Where one mail could not hold it: all volumes, in order, the first one as above. Absent where it is one. */
    volumes: z.array(DocumentVolume).min(2).optional(),
    warnings: z.array(Warning),
    receivedAt: Time,
    deliver: z.boolean(),
    /** Ids of the devices that it is for. Absent: those that get every new book. */
    devices: z.array(z.string()).min(1).optional(),
  }),
});
export type DocumentFormatted = EventOf<typeof documentFormatted>;
