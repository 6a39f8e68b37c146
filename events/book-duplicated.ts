import * as z from "zod";
import { BookWords } from "./book-described.ts";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Via } from "./values.ts";

/** The same bytes have come in again: the book that they made is there already. Automatic devices that lack it get it. */
export const bookDuplicated = defineEvent({
  name: "book.duplicated",
  version: 1,
  publishedBy: ["ingest"],
  consumedBy: ["format", "deliver"],
  data: z.object({
    bookId: z.string(),
    fileName: z.string(),
    via: Via,
    deliver: z.boolean(),
    /** What its reader said of it this time: of the book that is there already. */
    words: BookWords.optional(),
  }),
});
export type BookDuplicated = EventOf<typeof bookDuplicated>;
