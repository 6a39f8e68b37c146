import type { ReadModels } from "../../shared/ports/read-models.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { feedSubscriberId, feedSubscribers } from "../../shared/read-models/feed-subscribers.ts";
import { type Feed, feeds } from "../../shared/read-models/feeds.ts";
import { type Subscription, subscriptions } from "../../shared/read-models/subscriptions.ts";

/**
 * What `fetch` knows of feeds is its own memory, and no rebuild touches it. Where it is lost, though, nothing would ever be asked
 * again: a subscription whose feed is unknown makes it known, as one that is due. Answers how many were.
 */
export async function deriveFeeds(readModels: ReadModels): Promise<number> {
  let derived = 0;
  for await (const [account, id, subscription] of readModels.all(subscriptions)) {
    if (subscription.removed) continue;
    const reader = { feedId: id, account, via: id, subscribed: true, stamps: feedStamps(subscription) };
    await readModels.update(
      feedSubscribers,
      publicAccount,
      feedSubscriberId(id, account, id),
      (before) => before ?? reader,
    );
    if ((await readModels.get(feeds, publicAccount, id)) !== undefined) continue;
    await readModels.update(feeds, publicAccount, id, (before) => before ?? unknownFeed(subscription));
    derived += 1;
  }
  return derived;
}

function feedStamps({ stamps }: Subscription): Record<string, string> {
  const kinds = ["feed.subscribed", "feed.unsubscribed"];
  return Object.fromEntries(Object.entries(stamps).filter(([kind]) => kinds.includes(kind)));
}

function unknownFeed({ id, url, subscribedAt }: Subscription): Feed {
  return { id, url, title: "", state: "active", nextFetchAt: subscribedAt, failures: 0, version: 1, subscribers: 1 };
}
