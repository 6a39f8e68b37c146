import type { DigestSettings } from "../../../events/digest-settings.ts";
import { type ChosenArticle, chooseArticles, type LeftOutArticle } from "../../../shared/digests/choose-articles.ts";
import { type DigestSource, foundSince, gatherCandidates } from "../../../shared/digests/gather-candidates.ts";
import { isFailing, sectionOf } from "../../../shared/digests/source-facts.ts";
import { digestMemories, printedIn } from "../../../shared/read-models/digest-memories.ts";
import type { Api } from "../publish-command.ts";
import { findDigest } from "./find-digest.ts";
import { leftOutShownMax, type Preview, type PreviewArticle } from "./preview-view.ts";

/** What would be in an edition if it were compiled now. Nothing is kept of it, and nothing counts as printed. @throws Problem 404 */
export async function previewDigest(api: Api, id: string): Promise<Preview> {
  const { settings } = await findDigest(api, id);
  const { readModels, blobs, clock } = api.ports;
  const { account } = api.settings;
  const now = clock.now();
  const memory = await readModels.get(digestMemories, account, id);
  const { sources, candidates } = await gatherCandidates(account, settings, foundSince(settings, now), {
    readModels,
    blobs,
  });
  const { chosen, leftOut } = chooseArticles({ candidates, settings, printed: printedIn(memory), now });
  const failing = sources.filter(isFailing);
  // As the edition has them: sections by their best article, articles by score.
  const bySection = Map.groupBy(chosen, ({ source }) => sectionOf(source, settings));
  return {
    digestId: id,
    at: now.toISOString(),
    outcome: outcomeOf(chosen.length, sources.length, failing.length),
    words: chosen.reduce((sum, { article }) => sum + article.words, 0),
    articles: [...bySection.values()].flat().map((one) => articleOf(one, settings)),
    leftOutCount: leftOut.length,
    leftOut: leftOut.slice(0, leftOutShownMax).map((one) => ({ ...articleOf(one, settings), why: one.why })),
    feeds: {
      count: sources.length,
      waiting: sources.filter(isWaiting).length,
      failing: failing.map(({ subscription, title, feed }) => ({
        id: subscription.id,
        title,
        error: feed?.message ?? "It could not be had.",
        ...(feed?.failingSince !== undefined && { since: feed.failingSince }),
      })),
    },
  };
}

function outcomeOf(articles: number, sources: number, failing: number): Preview["outcome"] {
  if (articles > 0) return "compiled";
  return sources > 0 && failing === sources ? "failed" : "skipped";
}

function isWaiting({ feed }: DigestSource): boolean {
  return feed === undefined || (feed.lastFetchedAt === undefined && feed.failures === 0);
}

function articleOf(one: ChosenArticle | LeftOutArticle, settings: DigestSettings): PreviewArticle {
  const { article, source, alsoIn, score, reasons } = one;
  const { id, title, url, author, publishedAt, words, readingMinutes, shortfall } = article;
  return {
    id,
    feedId: source.subscription.id,
    feedTitle: source.title,
    section: sectionOf(source, settings),
    title,
    publishedAt,
    words,
    readingMinutes,
    score,
    reasons: [...reasons],
    alsoIn: [...alsoIn],
    ...(url !== undefined && { url }),
    ...(author !== undefined && { author }),
    ...(shortfall !== undefined && { shortfall }),
  };
}
