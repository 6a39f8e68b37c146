import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** It is time to ask for a feed. Lies in the public account, as everything that is fetched once for everybody. */
export const feedDue = defineEvent({
  name: "feed.due",
  version: 1,
  publishedBy: ["poll", "fetch", "api"],
  consumedBy: ["fetch"],
  data: z.object({
    feedId: z.string(),
    /** `reader`: somebody has asked for it now; it need not be due by its own pace. `subscription`: it is new. */
    by: z.enum(["schedule", "reader", "subscription"]),
  }),
});
export type FeedDue = EventOf<typeof feedDue>;
