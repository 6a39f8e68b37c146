import * as z from "zod";
import type { ReadModel } from "../ports/read-models.ts";

export const FeedSubscriber = z.object({
  feedId: z.string(),
  account: z.string(),
  /** The feed that the account subscribes to, which may be another one that leads to this. */
  via: z.string(),
  /** False: given up, or not yet known to have been made. */
  subscribed: z.boolean(),
  /** The newest fact of each kind that has been applied: `<time> <event id>`, by event name. */
  stamps: z.record(z.string(), z.string()),
});
export type FeedSubscriber = z.infer<typeof FeedSubscriber>;

/**
 * Who gets what a feed brings (in the public account), so that one that nobody reads is asked no more, and publishers are
 * told how many read theirs. Written by `fetch` itself.
 */
export const feedSubscribers: ReadModel<FeedSubscriber> = {
  name: "feed-subscribers",
  writer: "fetch",
  schema: FeedSubscriber,
  queries: {
    ofFeed: { where: ["feedId", "subscribed"], orderBy: "account", direction: "ascending" },
    ofAccount: { where: ["account"], orderBy: "feedId", direction: "ascending" },
  },
};

/** By what a reader's interest in a feed is kept. `via` is the feed itself, unless another one leads to it. */
export function feedSubscriberId(feedId: string, account: string, via: string): string {
  return via === feedId ? `${feedId}~${account}` : `${feedId}~${account}~${via}`;
}
