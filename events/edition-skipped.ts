import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { EditionFact } from "./values.ts";

/** There was nothing to print: no news since the last edition, or a day that its reader wants to be quiet. */
export const editionSkipped = defineEvent({
  name: "edition.skipped",
  version: 1,
  publishedBy: ["digest"],
  data: EditionFact.extend({
    why: z.enum(["no-news", "quiet-day", "paused", "no-feeds"]),
    message: z.string(),
  }),
});
export type EditionSkipped = EventOf<typeof editionSkipped>;
