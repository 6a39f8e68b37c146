import * as z from "zod";
import { Code, FeedFolders, FeedWeight, Time } from "../../../events/values.ts";
import type { Feed } from "../../../shared/read-models/feeds.ts";
import type { Subscription } from "../../../shared/read-models/subscriptions.ts";

/** `new` has not been asked for yet; `active` is asked when it is due; `gone` is asked no more. */
export const feedStates = ["new", "active", "gone"] as const;

export const FeedView = z.object({
  id: z.string(),
  url: z.string().meta({ description: "Where it is asked for: a page names its feed, and feeds move" }),
  title: z.string().meta({ description: "As its reader calls it, else as it calls itself, else its address" }),
  givenTitle: z.string().meta({ description: "As its reader calls it; empty where they do not" }),
  siteUrl: z.string().optional(),
  lastFetchedAt: Time.optional(),
  lastStatus: z.int().optional().meta({ description: "What its server answered last: 200, 304, 404, …" }),
  nextFetchAt: Time.optional(),
  failures: z.int().nonnegative().meta({ description: "In a row; 0 where it works" }),
  error: z.string().optional().meta({ description: "What is wrong, in a sentence" }),
  code: Code.optional().meta({ description: "The same for programs" }),
  failingSince: Time.optional(),
  lastChangedAt: Time.optional().meta({ description: "When it last had something new" }),
  state: z.enum(feedStates),
  givenUrl: z.string().meta({ description: "As its reader subscribed to it" }),
  language: z.string().optional(),
  folders: FeedFolders,
  weight: FeedWeight,
  subscribedAt: Time,
});
export type FeedView = z.infer<typeof FeedView>;

export const exampleFeed: FeedView = {
  id: "2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f",
  url: "https://example.org/news/feed.xml",
  title: "Example News",
  givenTitle: "",
  siteUrl: "https://example.org/news/",
  lastFetchedAt: "2026-03-01T07:30:00.000Z",
  lastStatus: 304,
  nextFetchAt: "2026-03-01T08:30:00.000Z",
  failures: 0,
  lastChangedAt: "2026-03-01T06:30:00.000Z",
  state: "active",
  givenUrl: "https://example.org/news/",
  language: "en",
  folders: ["News"],
  weight: 0,
  subscribedAt: "2026-02-01T08:00:00.000Z",
};

/**
 * A subscription with what is known of its feed.
 * @param feed the one that brings what was subscribed to, wherever that has moved; `undefined` until it has been asked for
 */
export function feedView(subscription: Subscription, feed: Feed | undefined): FeedView {
  const { id, url, title, folders, weight, subscribedAt } = subscription;
  return {
    id,
    url: feed?.url ?? url,
    title: title || feed?.title || url,
    givenTitle: title,
    failures: feed?.failures ?? 0,
    state: stateOf(feed),
    givenUrl: url,
    folders,
    weight,
    subscribedAt,
    ...(feed !== undefined && {
      ...pick(feed, "siteUrl", "lastFetchedAt", "lastStatus", "failingSince", "lastChangedAt", "language", "code"),
      ...(feed.state !== "gone" && { nextFetchAt: feed.nextFetchAt }),
      ...(feed.message !== undefined && { error: feed.message }),
    }),
  };
}

function stateOf(feed: Feed | undefined): FeedView["state"] {
  if (feed?.state === "gone") return "gone";
  return feed === undefined || (feed.lastFetchedAt === undefined && feed.failures === 0) ? "new" : "active";
}

/** Only the fields that are there. */
function pick<T extends object, K extends keyof T>(from: T, ...names: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(
    names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]),
  ) as Partial<Pick<T, K>>;
}
