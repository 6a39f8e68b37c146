import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Time, WebUrl } from "./values.ts";

/**
 * A feed has answered with something new, for the first time, or for the first time since it failed. That it has nothing new
 * happens all day and is no event: the read model `feeds` tells it.
 */
export const feedFetched = defineEvent({
  name: "feed.fetched",
  version: 1,
  publishedBy: ["fetch"],
  data: z.object({
    feedId: z.string(),
    url: WebUrl,
    title: z.string(),
    siteUrl: WebUrl.optional(),
    language: z.string().optional(),
    /** Items in it, and how many of them are new or changed. */
    items: z.int().nonnegative(),
    itemsNew: z.int().nonnegative(),
    /** What had to be guessed at or left out, in words. */
    damage: z.array(z.string()),
    nextFetchAt: Time,
  }),
});
export type FeedFetched = EventOf<typeof feedFetched>;
