import { publicAccount } from "../../../../shared/public-account.ts";
import { articles as articleModel } from "../../../../shared/read-models/articles.ts";
import { type DeliveryView, deliveries } from "../../../../shared/read-models/deliveries.ts";
import { digests as digestModel } from "../../../../shared/read-models/digests.ts";
import { type Edition, editions as editionModel } from "../../../../shared/read-models/editions.ts";
import type { ArticleView } from "../../articles/article-view.ts";
import { readArticles } from "../../articles/read-articles.ts";
import { orderHistory } from "../../books/order-history.ts";
import { type DigestView, digestView } from "../../digests/digest-view.ts";
import { namedEdition } from "../../editions/find-edition.ts";
import { feedHistory } from "../../feeds/feed-history.ts";
import { type FeedView, feedView } from "../../feeds/feed-view.ts";
import { everySubscription, feedBehind, findSubscription, subscriptionReading } from "../../feeds/find-feed.ts";
import { type Happening, happeningsIn } from "../../happening.ts";
import type { Api } from "../../publish-command.ts";
import { readSurroundings, type Surroundings } from "../read-page.ts";

/** Those of who reads more are counted up to here. */
export const feedsCountedMax = 5000;
const feedsShownMax = 9;
const failingShownMax = 6;
const articlesShownMax = 12;
/** Of the newest so many the page picks what it shows. */
const articlesLookedAtMax = 300;
const editionsShownMax = 8;
const digestsShownMax = 50;
const happeningsShownMax = 200;

export interface FeedCounts {
  readonly all: number;
  /** Not yet asked for. */
  readonly waiting: number;
  readonly failing: number;
  /** Whether there are more than are counted. */
  readonly more: boolean;
}

export interface NewsContents extends Surroundings {
  readonly feeds: readonly FeedView[];
  readonly counts: FeedCounts;
  readonly articles: readonly ArticleView[];
  readonly digests: readonly DigestView[];
  readonly editions: readonly Edition[];
  readonly deliveriesOf: ReadonlyMap<string, readonly DeliveryView[]>;
}

export async function readNews(api: Api): Promise<NewsContents> {
  const [surroundings, feeds, articles, digests, found] = await Promise.all([
    readSurroundings(api),
    readFeeds(api),
    readArticles(api, { countMax: articlesLookedAtMax }),
    readDigests(api),
    api.ports.readModels.query(editionModel, api.settings.account, "newest", { limit: editionsShownMax }),
  ]);
  const named = await Promise.all(found.items.map(async (edition) => await namedEdition(api, edition)));
  const editions = named.filter((edition) => edition !== undefined);
  const failing = feeds.filter(isFailing);
  const others = feeds.filter((feed) => !isFailing(feed)).toReversed();
  return {
    ...surroundings,
    feeds: [...failing.slice(0, failingShownMax), ...others].slice(0, feedsShownMax),
    counts: countsOf(feeds),
    articles: articles.filter(({ duplicateOf }) => duplicateOf === undefined).slice(0, articlesShownMax),
    digests,
    editions,
    deliveriesOf: await deliveriesOf(api, editions),
  };
}

/** Every feed, in the order in which they were added, up to a limit. */
export async function readFeeds(api: Api): Promise<readonly FeedView[]> {
  const subscriptions = await everySubscription(api, { countMax: feedsCountedMax });
  return await Promise.all(subscriptions.map(async (one) => feedView(one, await feedBehind(api, one.id))));
}

export function isFailing({ state, failures }: FeedView): boolean {
  return state === "gone" || failures > 0;
}

export function countsOf(feeds: readonly FeedView[]): FeedCounts {
  return {
    all: feeds.length,
    waiting: feeds.filter(({ state }) => state === "new").length,
    failing: feeds.filter(isFailing).length,
    more: feeds.length === feedsCountedMax,
  };
}

export async function readDigests({ ports, settings }: Api): Promise<readonly DigestView[]> {
  const { items } = await ports.readModels.query(digestModel, settings.account, "present", {
    where: { removed: false },
    limit: digestsShownMax,
  });
  const now = ports.clock.now();
  return items.flatMap((digest) => (digest.settings === undefined ? [] : [digestView(digest, digest.settings, now)]));
}

async function deliveriesOf(
  { ports, settings }: Api,
  shown: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, readonly DeliveryView[]>> {
  const found = shown.map(async ({ id }) => {
    const { items } = await ports.readModels.query(deliveries, settings.account, "byDocument", {
      where: { documentId: id },
      limit: 100,
    });
    return [id, items] as const;
  });
  return new Map(await Promise.all(found));
}

export interface FeedContents {
  readonly feed: FeedView;
  readonly articles: readonly ArticleView[];
  /** Oldest first. */
  readonly happenings: readonly Happening[];
}

/** @throws Problem 404 */
export async function readFeed(api: Api, id: string): Promise<FeedContents> {
  const feed = feedView(await findSubscription(api, id), await feedBehind(api, id));
  const [articles, events, show] = await Promise.all([
    readArticles(api, { feed: id, countMax: articlesLookedAtMax }),
    feedHistory(api, id),
    happeningsIn(api),
  ]);
  const happenings = events.slice(-happeningsShownMax).map(show);
  return { feed, articles: articles.slice(0, articlesShownMax), happenings };
}

export interface EditionContents extends Surroundings {
  readonly id: string;
  /** Absent while it is being put together. */
  readonly edition: Edition | undefined;
  /** Titles of what is in it, by id, as far as they are still read. */
  readonly titles: ReadonlyMap<string, string>;
  readonly deliveries: readonly DeliveryView[];
  readonly happenings: readonly Happening[];
}

/** `undefined` where the account has no such edition, nor has asked for one. */
export async function readEdition(api: Api, id: string): Promise<EditionContents | undefined> {
  const { readModels, journal } = api.ports;
  const { account } = api.settings;
  const [surroundings, edition, events, show] = await Promise.all([
    readSurroundings(api),
    readModels.get(editionModel, account, id),
    journal.lastAbout(account, id, happeningsShownMax),
    happeningsIn(api),
  ]);
  const isOurs = edition !== undefined && edition.digestId !== "";
  if (!isOurs && !events.some(({ name }) => name === "digest.due" || name.startsWith("edition."))) return undefined;
  const sent = edition === undefined ? undefined : (await deliveriesOf(api, [edition])).get(id);
  return {
    ...surroundings,
    id,
    edition: edition && (await namedEdition(api, edition)),
    titles: await titlesOf(api, edition?.articleIds ?? []),
    deliveries: sent ?? [],
    happenings: orderHistory(events).map(show),
  };
}

/** By id, of those that lie in feeds which the account still reads. */
async function titlesOf(api: Api, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(ids.map((id) => api.ports.readModels.get(articleModel, publicAccount, id)));
  const articles = found.filter((article) => article !== undefined);
  const feedIds = [...new Set(articles.map(({ feedId }) => feedId))];
  const read = await Promise.all(feedIds.map((feedId) => subscriptionReading(api, feedId)));
  const isRead = new Set(feedIds.filter((_, at) => read[at] !== undefined));
  return new Map(articles.filter(({ feedId }) => isRead.has(feedId)).map(({ id, title }) => [id, title]));
}
