import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Code } from "./values.ts";

/** A step was handed something that no retry can repair, and kept it aside for a person to look at. */
export const eventRejected = defineEvent({
  name: "event.rejected",
  version: 1,
  publishedBy: ["ingest", "format", "deliver", "poll", "project", "api", "dead-letter", "housekeep"],
  data: z.object({
    step: z.string(),
    code: Code,
    message: z.string(),
    /** What came in, as text, cut after `rejectedTextMax` characters. */
    received: z.string(),
  }),
});
export type EventRejected = EventOf<typeof eventRejected>;
export const rejectedTextMax = 10_000;
