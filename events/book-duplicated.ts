import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Via } from "./values.ts";

/** The same bytes have come in again: the book that they made is there already. Automatic devices that lack it get it. */
export const bookDuplicated = defineEvent({
  name: "book.duplicated",
  version: 1,
  publishedBy: ["ingest"],
  consumedBy: ["deliver"],
  data: z.object({ bookId: z.string(), fileName: z.string(), via: Via, deliver: z.boolean() }),
});
export type BookDuplicated = EventOf<typeof bookDuplicated>;
