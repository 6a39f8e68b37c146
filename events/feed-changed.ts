import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { FeedFolders, FeedWeight } from "./values.ts";

/** A reader calls a subscription something else, or keeps it elsewhere, or values it more or less. */
export const feedChanged = defineEvent({
  name: "feed.changed",
  version: 1,
  publishedBy: ["api"],
  data: z.object({
    feedId: z.string(),
    /** Empty: as the feed calls itself. */
    title: z.string().optional(),
    folders: FeedFolders.optional(),
    weight: FeedWeight.optional(),
    /** Of the request, where its caller gave it a key: what the key has been used for is found by it. */
    requestId: z.string().optional(),
  }),
});
export type FeedChanged = EventOf<typeof feedChanged>;
