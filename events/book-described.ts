import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** What a reader says of a book. `null` takes back what was said before: the file's own word counts again. */
export const BookWords = z.object({
  title: z.string().nullable().optional(),
  authors: z.array(z.string()).nullable().optional(),
  /** BCP 47. */
  language: z.string().nullable().optional(),
  series: z.object({ name: z.string(), position: z.number().nonnegative().optional() }).nullable().optional(),
  publisher: z.string().nullable().optional(),
  description: z.string().nullable().optional(),
});
export type BookWords = z.infer<typeof BookWords>;

/** A reader has said what a book is called, by whom it is, and the like. What is not named stays as it was. */
export const bookDescribed = defineEvent({
  name: "book.described",
  version: 1,
  publishedBy: ["api"],
  consumedBy: ["format"],
  data: z.object({ bookId: z.string(), words: BookWords }),
});
export type BookDescribed = EventOf<typeof bookDescribed>;
