import type { ReadModels } from "../../shared/ports/read-models.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { type FeedSubscriber, feedSubscriberId, feedSubscribers } from "../../shared/read-models/feed-subscribers.ts";
import type { Feed } from "../../shared/read-models/feeds.ts";
import { feedAfterCounting } from "./feed-after.ts";
import { updateFeed } from "./update-feed.ts";

/** More readers than that are counted as that many. */
const readersMax = 10_000;
const pageMax = 200;
/** Somebody else may come while we count. */
const countingsMax = 10;

/**
 * Counts who gets what a feed brings, and writes it down. Of several who count at once the last one to write counts once more
 * afterwards, so that the number is right in the end.
 */
export async function countReaders(feedId: string, readModels: ReadModels): Promise<Feed | undefined> {
  let counted = await readersOf(feedId, readModels);
  for (let counting = 1; ; counting += 1) {
    const readers = counted;
    const feed = await updateFeed(readModels, feedId, (before) => before && feedAfterCounting(before, readers.size));
    counted = await readersOf(feedId, readModels);
    if (feed === undefined || counted.size === readers.size || counting >= countingsMax) return feed;
  }
}

/** Gives the readers of a feed that leads to another one to that. */
export async function leadReaders(from: string, to: string, readModels: ReadModels): Promise<void> {
  for (const reader of (await readersOf(from, readModels)).values()) {
    const id = feedSubscriberId(to, reader.account, reader.via);
    await readModels.update(feedSubscribers, publicAccount, id, (before) => before ?? { ...reader, feedId: to });
  }
  await countReaders(to, readModels);
}

/** By account: one who subscribes to several feeds that lead here is one reader. */
async function readersOf(feedId: string, readModels: ReadModels): Promise<ReadonlyMap<string, FeedSubscriber>> {
  const readers = new Map<string, FeedSubscriber>();
  const where = { feedId, subscribed: true };
  let after: string | undefined;
  do {
    const options = { where, limit: pageMax, ...(after !== undefined && { after }) };
    const page = await readModels.query(feedSubscribers, publicAccount, "ofFeed", options);
    for (const reader of page.items) readers.set(reader.account, reader);
    after = page.next;
  } while (after !== undefined && readers.size < readersMax);
  return readers;
}
