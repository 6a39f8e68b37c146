import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** A step has failed at an event for as many attempts as it has. A person may have it tried again. */
export const stepFailed = defineEvent({
  name: "step.failed",
  version: 1,
  publishedBy: ["dead-letter"],
  data: z.object({
    deadLetterId: z.string(),
    step: z.string(),
    eventId: z.string(),
    eventName: z.string(),
    /** What the event was about, so that it shows in that thing's history. */
    about: z.string(),
    reason: z.string(),
    attempts: z.int().positive(),
    /** The event itself, as it lay on the wire: what a replay publishes. */
    original: z.record(z.string(), z.unknown()),
  }),
});
export type StepFailed = EventOf<typeof stepFailed>;
