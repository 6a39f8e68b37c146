import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** A reader has taken a book out of the library. What was delivered stays delivered. */
export const bookRemoved = defineEvent({
  name: "book.removed",
  version: 1,
  publishedBy: ["api"],
  consumedBy: ["ingest"],
  data: z.object({ bookId: z.string() }),
});
export type BookRemoved = EventOf<typeof bookRemoved>;
