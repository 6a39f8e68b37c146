import { scoreArticle } from "../../../shared/articles/article-score.ts";
import { readFingerprint } from "../../../shared/articles/min-hash.ts";
import { groupDuplicates } from "../../../shared/articles/near-duplicates.ts";
import type { Article } from "../../../shared/read-models/articles.ts";
import type { ArticleView } from "./article-view.ts";

/** By which subscription an article is read, and what its reader says of it. */
export interface ReadFeed {
  readonly id: string;
  readonly title: string;
  /** -2 to 2. */
  readonly weight: number;
}

/**
 * Rates articles for their reader, newest published first: how valued their feed is, how fresh and long they are, and how many
 * other feeds have them too. Of the versions of one article the one that was found first stands for all. Pure.
 * @param feedOf by the id of the feed that an article lies in; articles of other feeds are left out
 */
export function rateArticles(
  articles: readonly Article[],
  feedOf: ReadonlyMap<string, ReadFeed>,
  now: Date,
): readonly ArticleView[] {
  const byAge = articles.toSorted((one, other) => (one.foundAt < other.foundAt ? -1 : 1));
  const groups = groupDuplicates(
    byAge.map(({ id, feedId, addressKey, fingerprint, words }) => {
      const read = fingerprint === undefined ? undefined : readFingerprint(fingerprint);
      return { id, words, feedId, ...(addressKey !== undefined && { addressKey }), ...(read && { fingerprint: read }) };
    }),
  );
  const groupOf = new Map(groups.flatMap((ids) => ids.map((id) => [id, ids] as const)));
  const byId = new Map(articles.map((article) => [article.id, article]));
  return articles
    .flatMap((article) => {
      const feed = feedOf.get(article.feedId);
      if (feed === undefined) return [];
      const group = groupOf.get(article.id) ?? [article.id];
      const feeds = new Set(group.map((id) => feedOf.get(byId.get(id)?.feedId ?? "")?.id));
      return [viewOf(article, feed, { others: feeds.size - 1, first: group[0] ?? article.id, now })];
    })
    .toSorted(byPublishedAt);
}

function viewOf(
  article: Article,
  feed: ReadFeed,
  { others, first, now }: { others: number; first: string; now: Date },
): ArticleView {
  const { id, url, title, author, publishedAt, foundAt, language, words, readingMinutes, summary, shortfall } = article;
  const { score, reasons } = scoreArticle({
    words,
    duplicates: others,
    ageMs: now.getTime() - Date.parse(publishedAt),
    sourceWeight: feed.weight,
    isSummary: shortfall !== undefined,
    // Rules are a digest's.
    included: [],
  });
  return {
    id,
    feedId: feed.id,
    feedTitle: feed.title,
    title,
    publishedAt,
    foundAt,
    language,
    words,
    readingMinutes,
    summary,
    score,
    reasons: [...reasons],
    ...(url !== undefined && { url }),
    ...(author !== undefined && { author }),
    ...(shortfall !== undefined && { shortfall }),
    ...(first !== id && { duplicateOf: first }),
  };
}

/** Newest first; of those of one moment the greater id, so that there is one order. */
export function byPublishedAt(
  one: Pick<ArticleView, "publishedAt" | "id">,
  other: Pick<ArticleView, "publishedAt" | "id">,
): number {
  if (one.publishedAt !== other.publishedAt) return one.publishedAt < other.publishedAt ? 1 : -1;
  return one.id === other.id ? 0 : one.id < other.id ? 1 : -1;
}
