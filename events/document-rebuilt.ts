import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { DocumentVolume } from "./document-formatted.ts";
import { DocumentKind, Rung, Sha256, Warning } from "./values.ts";

/** A more conservative version of a document, made for one delivery. The document itself stays what it is. */
export const documentRebuilt = defineEvent({
  name: "document.rebuilt",
  version: 1,
  publishedBy: ["format"],
  consumedBy: ["deliver"],
  data: z.object({
    documentId: z.string(),
    kind: DocumentKind,
    rung: Rung,
    deliveryId: z.string(),
    deviceId: z.string(),
    sourceSha256: Sha256,
    /** In order; one, where one mail can hold it. */
    volumes: z.array(DocumentVolume).min(1),
    warnings: z.array(Warning),
  }),
});
export type DocumentRebuilt = EventOf<typeof documentRebuilt>;
