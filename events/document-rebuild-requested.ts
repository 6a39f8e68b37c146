import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey, DocumentKind, Rung } from "./values.ts";

/** Amazon could not convert a document: it is to be rebuilt more conservatively, for the one delivery that was refused. */
export const documentRebuildRequested = defineEvent({
  name: "document.rebuild-requested",
  version: 1,
  publishedBy: ["deliver"],
  consumedBy: ["format"],
  data: z.object({
    documentId: z.string(),
    kind: DocumentKind,
    rung: Rung,
    /** The delivery that was refused, and its device. */
    deliveryId: z.string(),
    deviceId: z.string(),
    /** What was refused. */
    documentKey: BlobKey,
  }),
});
export type DocumentRebuildRequested = EventOf<typeof documentRebuildRequested>;
