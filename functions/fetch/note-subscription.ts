import { feedDue } from "../../events/feed-due.ts";
import { feedMoved } from "../../events/feed-moved.ts";
import type { FeedSubscribed } from "../../events/feed-subscribed.ts";
import type { FeedUnsubscribed } from "../../events/feed-unsubscribed.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { type FeedSubscriber, feedSubscriberId, feedSubscribers } from "../../shared/read-models/feed-subscribers.ts";
import { type Feed, feeds } from "../../shared/read-models/feeds.ts";
import { countReaders } from "./count-readers.ts";
import { feedAfterMove, isDue, newFeed } from "./feed-after.ts";
import type { FetchPorts } from "./fetch-ports.ts";
import { updateFeed } from "./update-feed.ts";

/** A feed that leads to one that leads on: further than this nobody has moved. */
const leadsMax = 5;

/** Somebody wants to read a feed: it is known from now on, and asked at once where it has not been. */
export async function noteSubscribed(subscribed: FeedSubscribed, ports: FetchPorts): Promise<void> {
  const { readModels, events, clock } = ports;
  const { feedId, url } = subscribed.data;
  const now = clock.now();
  const other = await feedAt(url, feedId, readModels);
  const feed = await updateFeed(readModels, feedId, (before) => awake(before, newFeed(feedId, url, now), other));
  const read = await noteReader(subscribed, ports);
  const cause = { ...subscribed, account: publicAccount };
  if (feed?.leadsTo !== undefined && feed.leadsTo === other?.id && feed.lastFetchedAt === undefined) {
    const data = { feedId, from: url, to: url, why: "feed" as const, leadsTo: other.id };
    await events.publish(feedMoved.from(cause, { subject: feedId, at: now, data }));
  }
  if (read === undefined || !isDue(read, now)) return;
  const data = { feedId: read.id, by: "subscription" as const };
  await events.publish(feedDue.from(cause, { subject: read.id, at: now, data }));
}

/** Somebody does not want to read it any more: where that was the last one, it is not asked any more. */
export async function noteUnsubscribed(unsubscribed: FeedUnsubscribed, ports: FetchPorts): Promise<void> {
  await noteReader(unsubscribed, ports);
}

/** Notes who reads a feed, and every feed that it leads to. Answers the last one of them: where what is read is fetched. */
async function noteReader(
  event: FeedSubscribed | FeedUnsubscribed,
  { readModels }: Pick<FetchPorts, "readModels">,
): Promise<Feed | undefined> {
  const via = event.data.feedId;
  let feedId = via;
  for (let leads = 0; leads <= leadsMax; leads += 1) {
    const at = feedId;
    const id = feedSubscriberId(at, event.account, via);
    await readModels.update(feedSubscribers, publicAccount, id, (before) => readerAfter(before, at, event));
    const feed = await countReaders(at, readModels);
    if (feed?.state !== "moved" || feed.leadsTo === undefined) return feed;
    feedId = feed.leadsTo;
  }
  return undefined;
}

/** Whatever the order in which they come: subscribed, where that was later than giving it up. */
export function readerAfter(
  before: FeedSubscriber | undefined,
  feedId: string,
  event: FeedSubscribed | FeedUnsubscribed,
): FeedSubscriber {
  const stamp = `${event.occurredAt} ${event.id}`;
  const last = before?.stamps[event.name] ?? "";
  const stamps = { ...before?.stamps, [event.name]: stamp > last ? stamp : last };
  const subscribed = (stamps["feed.subscribed"] ?? "") > (stamps["feed.unsubscribed"] ?? "");
  return { feedId, account: event.account, via: event.data.feedId, subscribed, stamps };
}

/** Another feed that is fetched from that address already, having moved there: nothing is fetched twice. */
export async function feedAt(url: string, except: string, readModels: ReadModels): Promise<Feed | undefined> {
  const { items } = await readModels.query(feeds, publicAccount, "atUrl", { where: { url }, limit: 10 });
  return items.find(({ id, state }) => id !== except && state !== "moved");
}

/** A feed that is gone may be back when somebody subscribes to it anew. */
function awake(before: Feed | undefined, fresh: Feed, other: Feed | undefined): Feed {
  if (before === undefined) return other === undefined ? fresh : feedAfterMove(fresh, fresh.url, other.id);
  if (before.state !== "gone") return before;
  return { ...before, state: "active", goneSince: undefined, nextFetchAt: fresh.nextFetchAt };
}
