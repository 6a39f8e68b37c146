import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** The event of a dead letter is on its way again. */
export const deadLetterReplayed = defineEvent({
  name: "dead-letter.replayed",
  version: 1,
  publishedBy: ["dead-letter"],
  data: z.object({
    deadLetterId: z.string(),
    /** The step that had given up, at which event, and on which thing. */
    step: z.string(),
    eventName: z.string(),
    about: z.string(),
  }),
});
export type DeadLetterReplayed = EventOf<typeof deadLetterReplayed>;
