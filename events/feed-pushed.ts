import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey } from "./values.ts";

/** A hub has sent what is new in a feed (WebSub), with a signature that is right. */
export const feedPushed = defineEvent({
  name: "feed.pushed",
  version: 1,
  publishedBy: ["fetch"],
  consumedBy: ["fetch"],
  data: z.object({
    feedId: z.string(),
    /** What came, as it came. */
    bodyKey: BlobKey,
    /** What the hub calls it: a hint. */
    mediaType: z.string().optional(),
  }),
});
export type FeedPushed = EventOf<typeof feedPushed>;
