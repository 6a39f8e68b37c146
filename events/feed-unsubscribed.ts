import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** A reader does not want to read a feed any more. */
export const feedUnsubscribed = defineEvent({
  name: "feed.unsubscribed",
  version: 1,
  publishedBy: ["api"],
  consumedBy: ["fetch"],
  data: z.object({ feedId: z.string() }),
});
export type FeedUnsubscribed = EventOf<typeof feedUnsubscribed>;
