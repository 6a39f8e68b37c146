import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { FeedFolders, WebUrl } from "./values.ts";

/** A reader wants to read a feed, or the feed of a page: which of the two it is shows when it is fetched. */
export const feedSubscribed = defineEvent({
  name: "feed.subscribed",
  version: 1,
  publishedBy: ["api"],
  consumedBy: ["fetch"],
  data: z.object({
    /** The same for everybody who subscribes to that address (`shared/feed-id.ts`). */
    feedId: z.string(),
    url: WebUrl,
    /** As the reader, or the list that they came with, calls it. */
    title: z.string().optional(),
    folders: FeedFolders,
    /** Of the request, where its caller gave it a key: what the key has been used for is found by it. */
    requestId: z.string().optional(),
  }),
});
export type FeedSubscribed = EventOf<typeof feedSubscribed>;
