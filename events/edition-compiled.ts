import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { EditionFact, EditionLayout } from "./values.ts";

/** An edition has been put together: what is in it, in which order, and what is not. */
export const editionCompiled = defineEvent({
  name: "edition.compiled",
  version: 1,
  publishedBy: ["digest"],
  consumedBy: ["format"],
  data: EditionFact.extend({
    ...EditionLayout.shape,
    /** In the order in which they stand in it. */
    articleIds: z.array(z.string()).min(1),
    words: z.int().nonnegative(),
    /** What its last page tells of: feeds that failed, articles that are only a summary, and what was left out. */
    missing: z.object({
      feeds: z.int().nonnegative(),
      summaries: z.int().nonnegative(),
      leftOut: z.int().nonnegative(),
    }),
  }),
});
export type EditionCompiled = EventOf<typeof editionCompiled>;
