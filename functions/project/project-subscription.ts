import type { AnyEvent } from "../../events/catalogue.ts";
import type { FeedChanged } from "../../events/feed-changed.ts";
import type { FeedSubscribed } from "../../events/feed-subscribed.ts";
import type { FeedUnsubscribed } from "../../events/feed-unsubscribed.ts";
import { type Subscription, subscriptions } from "../../shared/read-models/subscriptions.ts";
import type { Projection } from "./projection.ts";
import { isNews, type Stamps, stamped, unknownTime } from "./stamps.ts";

type SubscriptionEvent = FeedSubscribed | FeedChanged | FeedUnsubscribed;

export const subscriptionProjection: Projection<Subscription> = {
  model: subscriptions,
  changeOf: (event: AnyEvent) => {
    switch (event.name) {
      case "feed.subscribed":
      case "feed.changed":
      case "feed.unsubscribed":
        return { id: event.data.feedId, after: (before) => subscriptionAfter(before, event) };
      default:
        return undefined;
    }
  },
};

/** Each field shows the newest fact that names it. A subscription is there while it was made later than given up. */
export function subscriptionAfter(before: Subscription | undefined, event: SubscriptionEvent): Subscription {
  const subscription = before ?? unknownSubscription(event.data.feedId);
  const named = fieldsOf(event);
  let stamps: Stamps = stamped(subscription.stamps, event);
  for (const field of Object.keys(named)) stamps = stamped(stamps, event, field);
  const news = Object.fromEntries(Object.entries(named).filter(([field]) => isNews(subscription.stamps, event, field)));
  return { ...subscription, ...news, removed: isRemoved(stamps), stamps: { ...stamps } };
}

function fieldsOf(event: SubscriptionEvent): Partial<Subscription> {
  switch (event.name) {
    case "feed.subscribed": {
      const { url, title, folders } = event.data;
      return { url, folders, subscribedAt: event.occurredAt, ...(title !== undefined && { title }) };
    }
    case "feed.changed": {
      const { title, folders, weight } = event.data;
      return {
        ...(title !== undefined && { title }),
        ...(folders !== undefined && { folders }),
        ...(weight !== undefined && { weight }),
      };
    }
    case "feed.unsubscribed":
      return {};
  }
}

function isRemoved(stamps: Stamps): boolean {
  return (stamps["feed.subscribed"] ?? "") <= (stamps["feed.unsubscribed"] ?? "");
}

function unknownSubscription(id: string): Subscription {
  return { id, url: "", title: "", folders: [], weight: 0, subscribedAt: unknownTime, removed: true, stamps: {} };
}
