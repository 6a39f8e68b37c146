import type { DigestSettings } from "../../events/digest-settings.ts";
import type { EditionArticle, EditionLayout } from "../../shared/articles/edition-layout.ts";
import type { Choice, ChosenArticle, LeftOutArticle } from "../../shared/digests/choose-articles.ts";
import type { DigestSource } from "../../shared/digests/gather-candidates.ts";
import { isFailing, sectionOf } from "../../shared/digests/source-facts.ts";

const topStoriesMax = 6;
/** Of what a rule or limit left out, the best by name. */
const titlesNamedMax = 10;

interface LayoutInput extends Choice {
  readonly sources: readonly DigestSource[];
  readonly settings: DigestSettings;
  readonly slot: string;
  readonly title: string;
  readonly language: string;
}

/** Orders what was chosen as a newspaper: sections by their best article, articles by score, and a last page for what is missing. */
export function layOutEdition({
  chosen,
  leftOut,
  sources,
  settings,
  slot,
  title,
  language,
}: LayoutInput): EditionLayout {
  const bySection = Map.groupBy(chosen, ({ source }) => sectionOf(source, settings));
  const sections = [...bySection].map(([name, articles]) => ({ title: name, articles: articles.map(articleOf) }));
  return {
    title,
    digestName: settings.name,
    slot,
    timeZone: settings.timeZone,
    language,
    sections,
    topStories: topStoriesOf(chosen, settings).map(({ article }) => article.id),
    missing: {
      feeds: sources.filter(isFailing).map(failureOf),
      summaries: chosen.flatMap(({ article, source }) =>
        article.shortfall === undefined
          ? []
          : [
              {
                title: article.title,
                source: source.title,
                reason: article.shortfall.message,
                code: article.shortfall.code,
                ...(article.url !== undefined && { url: article.url }),
              },
            ],
      ),
      leftOut: leftOutOf(leftOut),
    },
  };
}

function failureOf({ title, feed }: DigestSource): EditionLayout["missing"]["feeds"][number] {
  const reason = feed?.message ?? "It could not be had.";
  const told = { title, reason, ...(feed?.code !== undefined && { code: feed.code }) };
  return { ...told, ...(feed?.failingSince !== undefined && { since: feed.failingSince }) };
}

function articleOf({ article, source, alsoIn, score }: ChosenArticle): EditionArticle {
  const { id, articleKey, title, author, publishedAt, url, language, summary, words, readingMinutes } = article;
  return {
    articleId: id,
    articleKey,
    title,
    source: source.title,
    alsoIn: [...alsoIn],
    publishedAt,
    language,
    summary,
    words,
    readingMinutes,
    score,
    ...(author !== undefined && { author }),
    ...(url !== undefined && { url }),
    ...(article.shortfall !== undefined && {
      shortfall: article.shortfall.message,
      shortfallCode: article.shortfall.code,
    }),
    ...(article.leadPicture !== undefined && { pictureKey: article.leadPicture.key }),
  };
}

/** The best of all, each section's best before any section's second: a front page is not one source's. */
function topStoriesOf(chosen: readonly ChosenArticle[], settings: DigestSettings): readonly ChosenArticle[] {
  const seen = new Map<string, number>();
  const placed = chosen.map((article) => {
    const section = sectionOf(article.source, settings);
    const place = seen.get(section) ?? 0;
    seen.set(section, place + 1);
    return { article, place };
  });
  return placed
    .toSorted((one, other) => one.place - other.place || other.article.score - one.article.score)
    .slice(0, topStoriesMax)
    .map(({ article }) => article);
}

function leftOutOf(leftOut: readonly LeftOutArticle[]): EditionLayout["missing"]["leftOut"] {
  return [...Map.groupBy(leftOut, ({ why }) => why)].map(([why, articles]) => ({
    why,
    ...(articles[0] !== undefined && { rule: articles[0].rule }),
    count: articles.length,
    titles: articles.slice(0, titlesNamedMax).map(({ article }) => article.title),
  }));
}
