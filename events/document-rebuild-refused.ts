import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Code, DocumentKind, Rung } from "./values.ts";

/** A document cannot be rebuilt like that. The next rung may do. */
export const documentRebuildRefused = defineEvent({
  name: "document.rebuild-refused",
  version: 1,
  publishedBy: ["format"],
  consumedBy: ["deliver"],
  data: z.object({
    documentId: z.string(),
    kind: DocumentKind,
    rung: Rung,
    deliveryId: z.string(),
    deviceId: z.string(),
    code: Code,
    message: z.string(),
  }),
});
export type DocumentRebuildRefused = EventOf<typeof documentRebuildRefused>;
