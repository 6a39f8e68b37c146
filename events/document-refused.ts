import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey, Code, DocumentKind, Via } from "./values.ts";

/** A source was opened, but no document that a Kindle takes can be made of it. Permanent, and shown with its reason. */
export const documentRefused = defineEvent({
  name: "document.refused",
  version: 1,
  publishedBy: ["format"],
  consumedBy: ["ingest"],
  data: z.object({
    documentId: z.string(),
    kind: DocumentKind,
    sourceKey: BlobKey,
    fileName: z.string(),
    via: Via,
    code: Code,
    message: z.string(),
  }),
});
export type DocumentRefused = EventOf<typeof documentRefused>;
