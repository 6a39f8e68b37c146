import * as z from "zod";
import type { ReadModel } from "../ports/read-models.ts";

export const FeedItems = z.object({
  feedId: z.string(),
  /** As `functions/fetch/item-memory.ts` writes them: one text for each item, those that were seen last at the end. */
  items: z.array(z.string()),
});
export type FeedItems = z.infer<typeof FeedItems>;

/** Which items of a feed are known, and what they said (in the public account). Written by `fetch` itself: its memory. */
export const feedItems: ReadModel<FeedItems> = {
  name: "feed-items",
  writer: "fetch",
  schema: FeedItems,
  queries: {},
};
