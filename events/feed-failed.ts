import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Code, Time } from "./values.ts";

/** A feed could not be had, and why. It is asked again by itself, unless it is gone. */
export const feedFailed = defineEvent({
  name: "feed.failed",
  version: 1,
  publishedBy: ["fetch"],
  data: z.object({
    feedId: z.string(),
    code: Code,
    message: z.string(),
    /** What its server answered, where it did. */
    status: z.int().optional(),
    /** In a row. */
    failures: z.int().positive(),
    failingSince: Time,
    /** Its publisher says that there is no such feed any more (410): it is not asked again. */
    gone: z.boolean(),
    nextFetchAt: Time,
  }),
});
export type FeedFailed = EventOf<typeof feedFailed>;
