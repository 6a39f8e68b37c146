import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** A person has looked at a dead letter and wants no more of it. */
export const deadLetterDiscarded = defineEvent({
  name: "dead-letter.discarded",
  version: 1,
  publishedBy: ["api"],
  data: z.object({ deadLetterId: z.string() }),
});
export type DeadLetterDiscarded = EventOf<typeof deadLetterDiscarded>;
