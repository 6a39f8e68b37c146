import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** A person wants a dead letter tried again. */
export const deadLetterReplayRequested = defineEvent({
  name: "dead-letter.replay-requested",
  version: 1,
  publishedBy: ["api"],
  consumedBy: ["dead-letter"],
  data: z.object({ deadLetterId: z.string() }),
});
export type DeadLetterReplayRequested = EventOf<typeof deadLetterReplayRequested>;
