import type { DigestSettings } from "../../events/digest-settings.ts";
import { ArticleContent } from "../articles/article-content.ts";
import type { Blobs } from "../ports/blobs.ts";
import type { ReadModels } from "../ports/read-models.ts";
import { publicAccount } from "../public-account.ts";
import { type Article, articles } from "../read-models/articles.ts";
import { type Feed, feeds } from "../read-models/feeds.ts";
import { type Subscription, subscriptions } from "../read-models/subscriptions.ts";

/** A feed that a digest draws from, as its reader keeps it. */
export interface DigestSource {
  readonly subscription: Subscription;
  /** Where it leads to, if it has moved. Absent until it has been asked for the first time. */
  readonly feed: Feed | undefined;
  /** As its reader calls it, else as it calls itself. */
  readonly title: string;
}

export interface Candidate {
  readonly article: Article;
  readonly source: DigestSource;
  /** What rules are held against: title, author and text. The text is read only where there are rules. */
  readonly searchable: string;
}

export interface Gathered {
  readonly sources: readonly DigestSource[];
  readonly candidates: readonly Candidate[];
}

const subscriptionsPerPage = 200;
const articlesPerPage = 100;
/** Of one feed, the newest: a feed that brings more in a month is no reading matter. */
const articlesPerFeedMax = 300;
/** Of all feeds together, the newest. */
export const candidatesMax = 10_000;
/** Reads that wait for one another no more than this. */
const readsAtOnce = 16;

const dayMs = 24 * 60 * 60 * 1000;
/** So long a story is known by its likeness after it has been printed, in days beyond those in which it can be chosen. */
const likenessDays = 7;

type GatherPorts = { readonly readModels: ReadModels; readonly blobs: Blobs };

/** From when on what was found is looked at: what can be chosen, and what was printed and may come again under another name. */
export function foundSince({ maxAgeDays }: DigestSettings, now: Date): Date {
  return new Date(now.getTime() - (maxAgeDays + likenessDays) * dayMs);
}

/**
 * What a digest can choose from: the articles of its feeds that were found since a moment. Pulled, not copied: nothing is kept for
 * it anywhere else.
 */
export async function gatherCandidates(
  account: string,
  settings: DigestSettings,
  moment: Date,
  ports: GatherPorts,
): Promise<Gathered> {
  const sources = await gatherSources(account, settings.feeds, ports);
  const since = moment.toISOString();
  // Two subscriptions may lead to one feed: its articles are the first one's.
  const byFeed = new Map<string, DigestSource>();
  for (const source of sources) {
    const feedId = source.feed?.id ?? source.subscription.id;
    if (!byFeed.has(feedId)) byFeed.set(feedId, source);
  }
  const found = await inTurn([...byFeed], async ([feedId, source]) =>
    (await articlesOf(feedId, since, ports)).map((article) => ({ article, source })),
  );
  const newest = found
    .flat()
    .toSorted((one, other) => (one.article.foundAt > other.article.foundAt ? -1 : 1))
    .slice(0, candidatesMax);
  const hasRules = settings.include.length + settings.exclude.length > 0;
  const candidates = await inTurn(newest, async ({ article, source }) => ({
    article,
    source,
    searchable: hasRules ? await searchableOf(article, ports) : "",
  }));
  return { sources, candidates };
}

/** The feeds of a digest, in the order in which they were subscribed to. */
export async function gatherSources(
  account: string,
  wanted: DigestSettings["feeds"],
  { readModels }: Pick<GatherPorts, "readModels">,
): Promise<readonly DigestSource[]> {
  const present: Subscription[] = [];
  let after: string | undefined;
  do {
    const page = await readModels.query(subscriptions, account, "present", {
      where: { removed: false },
      limit: subscriptionsPerPage,
      ...(after !== undefined && { after }),
    });
    present.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  const chosen = wanted === "all" ? undefined : new Set(wanted);
  return await inTurn(
    present.filter(({ id }) => chosen?.has(id) ?? true),
    async (subscription) => {
      const feed = await feedOf(subscription.id, readModels);
      const title = subscription.title || feed?.title || subscription.url;
      return { subscription, feed, title };
    },
  );
}

/** The feed, or the one that it leads to. */
async function feedOf(id: string, readModels: ReadModels): Promise<Feed | undefined> {
  const feed = await readModels.get(feeds, publicAccount, id);
  if (feed?.leadsTo === undefined) return feed;
  return (await readModels.get(feeds, publicAccount, feed.leadsTo)) ?? feed;
}

async function articlesOf(feedId: string, since: string, { readModels }: GatherPorts): Promise<readonly Article[]> {
  const found: Article[] = [];
  let after: string | undefined;
  do {
    const page = await readModels.query(articles, publicAccount, "byFeed", {
      where: { feedId },
      limit: articlesPerPage,
      ...(after !== undefined && { after }),
    });
    const recent = page.items.filter(({ foundAt }) => foundAt >= since);
    found.push(...recent);
    after = recent.length === page.items.length ? page.next : undefined;
  } while (after !== undefined && found.length < articlesPerFeedMax);
  return found.slice(0, articlesPerFeedMax);
}

async function searchableOf(article: Article, { blobs }: GatherPorts): Promise<string> {
  const said = [article.title, article.author ?? "", article.summary];
  const content = await blobs.read(article.articleKey);
  if (content !== undefined) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    said.push(ArticleContent.parse(JSON.parse(Buffer.concat(chunks).toString("utf8"))).text);
  }
  return said.join("\n");
}

/** A few at once, answered in their order. */
async function inTurn<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  for (let at = 0; at < items.length; at += readsAtOnce) {
    results.push(...(await Promise.all(items.slice(at, at + readsAtOnce).map(work))));
  }
  return results;
}
