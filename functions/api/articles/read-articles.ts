import { publicAccount } from "../../../shared/public-account.ts";
import { articles } from "../../../shared/read-models/articles.ts";
import type { Subscription } from "../../../shared/read-models/subscriptions.ts";
import { everySubscription, feedsBehind, findSubscription, subscriptionReading } from "../feeds/find-feed.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";
import type { ArticleView } from "./article-view.ts";
import { newestArticles } from "./newest-articles.ts";
import { type ReadFeed, rateArticles } from "./rate-articles.ts";

/** How many of the newest articles are rated together and can be listed. */
export const articlesListedMax = 5000;
/** Among so many the other versions of a single article are looked for. */
const ratedAroundMax = 1000;
/** The feeds of somebody who reads more are looked into in the order in which they were added. */
const feedsReadMax = 10_000;

/**
 * The account's newest articles, rated, newest published first.
 * @param feed of one subscription alone
 * @throws Problem 404 for a feed that is not subscribed to
 */
export async function readArticles(
  api: Api,
  { feed, countMax = articlesListedMax }: { readonly feed?: string | undefined; readonly countMax?: number } = {},
): Promise<readonly ArticleView[]> {
  const subscriptions =
    feed === undefined ? await everySubscription(api, { countMax: feedsReadMax }) : [await findSubscription(api, feed)];
  const feedOf = await readFeeds(api, subscriptions);
  const found = await newestArticles(api, [...feedOf.keys()], countMax);
  return rateArticles(found, feedOf, api.ports.clock.now());
}

/** One article that the account reads. @throws Problem 404 */
export async function readArticle(api: Api, id: string) {
  const article = await api.ports.readModels.get(articles, publicAccount, id);
  const subscription = article && (await subscriptionReading(api, article.feedId));
  if (article === undefined || subscription === undefined) throw articleNotFound();
  return { article, subscription };
}

/** As in the list of all: among the newest ones its other versions are known. An older one is rated alone. */
export async function rateArticle(api: Api, id: string): Promise<ArticleView> {
  const { article, subscription } = await readArticle(api, id);
  const listed = (await readArticles(api, { countMax: ratedAroundMax })).find((one) => one.id === id);
  if (listed !== undefined) return listed;
  const behind = await feedsBehind(api, subscription.id);
  const feed = readFeed(subscription, behind.at(-1)?.title);
  const [alone] = rateArticles([article], new Map([[article.feedId, feed]]), api.ports.clock.now());
  if (alone === undefined) throw articleNotFound();
  return alone;
}

/** By the id of each feed that articles may lie in: the subscription by which it is read, the first one of several. */
async function readFeeds(api: Api, subscriptions: readonly Subscription[]): Promise<ReadonlyMap<string, ReadFeed>> {
  const feedOf = new Map<string, ReadFeed>();
  for (const subscription of subscriptions) {
    const behind = await feedsBehind(api, subscription.id);
    const feed = readFeed(subscription, behind.at(-1)?.title);
    for (const id of [subscription.id, ...behind.map((one) => one.id)]) if (!feedOf.has(id)) feedOf.set(id, feed);
  }
  return feedOf;
}

function readFeed({ id, title, url, weight }: Subscription, ownTitle: string | undefined): ReadFeed {
  return { id, title: title || ownTitle || url, weight };
}

function articleNotFound(): Problem {
  return new Problem(404, "article/not-found", "There is no such article in the feeds that you read.");
}
