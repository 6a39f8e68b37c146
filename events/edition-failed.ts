import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { EditionFact, EditionLayout } from "./values.ts";

/** None of its feeds could be had, so nobody knows whether there is news. Its reader gets one page that says so. */
export const editionFailed = defineEvent({
  name: "edition.failed",
  version: 1,
  publishedBy: ["digest"],
  consumedBy: ["format"],
  data: EditionFact.extend({ ...EditionLayout.shape, feeds: z.int().positive(), message: z.string() }),
});
export type EditionFailed = EventOf<typeof editionFailed>;
