import type { DigestSettings } from "../../events/digest-settings.ts";
import { scoreArticle } from "../articles/article-score.ts";
import type { LeftOutRule } from "../articles/edition-layout.ts";
import { readFingerprint } from "../articles/min-hash.ts";
import { groupDuplicates } from "../articles/near-duplicates.ts";
import type { Article } from "../read-models/articles.ts";
import type { Candidate, DigestSource } from "./gather-candidates.ts";
import { readRules } from "./rules.ts";

/** Words on a page of a six-inch Kindle. */
export const wordsPerPage = 250;
const dayMs = 24 * 60 * 60 * 1000;

export interface ChosenArticle {
  readonly article: Article;
  readonly source: DigestSource;
  /** Titles of the other feeds that have it too. */
  readonly alsoIn: readonly string[];
  readonly score: number;
  /** One sentence for each part of the score. */
  readonly reasons: readonly string[];
}

export interface LeftOutArticle extends ChosenArticle {
  /** Which rule or limit it was: a sentence without an end, for "left out: …". */
  readonly why: string;
  readonly rule: LeftOutRule;
}

export interface Choice {
  /** The best first. */
  readonly chosen: readonly ChosenArticle[];
  /** What is no repeat and yet is not printed, the best first. */
  readonly leftOut: readonly LeftOutArticle[];
}

export interface ChoiceInput {
  readonly candidates: readonly Candidate[];
  readonly settings: DigestSettings;
  /** Ids of the articles that earlier editions carried. Nothing like them is chosen again. */
  readonly printed: ReadonlySet<string>;
  readonly now: Date;
}

/**
 * Chooses what an edition prints: groups what is the same story, keeps out what was printed before, rates the rest, and takes the best
 * within the limits. Pure: the same input gives the same choice, whatever the order of its candidates.
 */
export function chooseArticles({ candidates, settings, printed, now }: ChoiceInput): Choice {
  const include = readRules(settings.include);
  const exclude = readRules(settings.exclude);
  const stories = storiesOf(candidates.toSorted(byLead), printed);
  const rated = stories.map(({ lead, others }) => {
    const { article, source, searchable } = lead;
    const included = include.metBy(searchable);
    const score = scoreArticle({
      words: article.words,
      duplicates: others.length,
      ageMs: now.getTime() - Date.parse(article.publishedAt),
      sourceWeight: source.subscription.weight,
      isSummary: article.shortfall !== undefined,
      included,
    });
    const alsoIn = others.map(({ title }) => title);
    const chosen: ChosenArticle = { article, source, alsoIn, ...score };
    return { chosen, rule: ruledOut(chosen, { included, excluded: exclude.metBy(searchable), settings, now }) };
  });
  const ranked = rated.toSorted((one, other) => byRank(one.chosen, other.chosen));
  const admitted = ranked.filter(({ rule }) => rule === undefined).map(({ chosen }) => chosen);
  const { within, beyond } = takeWithin(admitted, settings);
  const ruled = ranked.flatMap(({ chosen, rule }) => (rule === undefined ? [] : [leftOutBy(rule, chosen)]));
  return { chosen: within, leftOut: [...beyond, ...ruled].toSorted(byRank) };
}

interface Story {
  readonly lead: Candidate;
  /** Of which its reader would otherwise read the same thing again: one for each other feed. */
  readonly others: readonly DigestSource[];
}

/** What is the same story is one; a story of which a version was printed before is none any more. */
function storiesOf(candidates: readonly Candidate[], printed: ReadonlySet<string>): readonly Story[] {
  const byId = new Map(candidates.map((candidate) => [candidate.article.id, candidate]));
  const groups = groupDuplicates(
    candidates.map(({ article }) => {
      const fingerprint = article.fingerprint === undefined ? undefined : readFingerprint(article.fingerprint);
      return {
        id: article.id,
        words: article.words,
        feedId: article.feedId,
        ...(article.addressKey !== undefined && { addressKey: article.addressKey }),
        ...(fingerprint !== undefined && { fingerprint }),
      };
    }),
  );
  const grouped = new Map(groups.flatMap((ids) => ids.map((id) => [id, ids] as const)));
  const stories: Story[] = [];
  for (const [id, lead] of byId) {
    const ids = grouped.get(id) ?? [id];
    // Told by its first version, which is the best of them.
    if (ids[0] !== id || ids.some((other) => printed.has(other))) continue;
    const others = ids.slice(1).flatMap((other) => byId.get(other)?.source ?? []);
    const distinct = new Map(others.map((source) => [source.subscription.id, source]));
    distinct.delete(lead.source.subscription.id);
    stories.push({ lead, others: [...distinct.values()] });
  }
  return stories;
}

/** The version that is printed comes first: whole before a summary, longer before shorter, of a source that is valued more. */
function byLead(one: Candidate, other: Candidate): number {
  return (
    Number(one.article.shortfall !== undefined) - Number(other.article.shortfall !== undefined) ||
    other.source.subscription.weight - one.source.subscription.weight ||
    other.article.words - one.article.words ||
    (one.article.id < other.article.id ? -1 : 1)
  );
}

function byRank(one: ChosenArticle, other: ChosenArticle): number {
  return (
    other.score - one.score ||
    (one.article.publishedAt > other.article.publishedAt ? -1 : 0) ||
    (one.article.publishedAt < other.article.publishedAt ? 1 : 0) ||
    (one.article.id < other.article.id ? -1 : 1)
  );
}

interface Ruling {
  readonly included: readonly string[];
  readonly excluded: readonly string[];
  readonly settings: DigestSettings;
  readonly now: Date;
}

function leftOutBy(rule: LeftOutRule, chosen: ChosenArticle): LeftOutArticle {
  return { ...chosen, rule, why: whyOf(rule) };
}

function whyOf({ kind, word = "", limit = 0 }: LeftOutRule): string {
  switch (kind) {
    case "excluded":
      return `it is about “${word}”, which you want left out`;
    case "nothing-wanted":
      return "it is about nothing that you look for";
    case "too-old":
      return `it is older than ${limit === 1 ? "a day" : `${limit} days`}`;
    case "low-score":
      return `its score is below ${limit}`;
    case "articles-max":
      return `the edition has ${limit === 1 ? "room for one article" : `at most ${limit} articles`}`;
    case "words-max":
      return `the edition has at most ${limit} words`;
    case "pages-max":
      return `the edition has at most ${limit === 1 ? "one page" : `${limit} pages`}`;
  }
}

/** Why it is kept out whatever else there is; `undefined` where nothing stands against it. */
function ruledOut(
  { article, score }: ChosenArticle,
  { included, excluded, settings, now }: Ruling,
): LeftOutRule | undefined {
  const [word] = excluded;
  if (word !== undefined) return { kind: "excluded", word };
  if (settings.include.length > 0 && included.length === 0) return { kind: "nothing-wanted" };
  const { maxAgeDays, scoreMin } = settings;
  if (now.getTime() - Date.parse(article.publishedAt) > maxAgeDays * dayMs) {
    return { kind: "too-old", limit: maxAgeDays };
  }
  return score < scoreMin ? { kind: "low-score", limit: scoreMin } : undefined;
}

/** The best that fit. A long article that does not fit makes room for shorter ones behind it. */
function takeWithin(
  ranked: readonly ChosenArticle[],
  { articlesMax, wordsMax, pagesMax }: DigestSettings,
): { readonly within: readonly ChosenArticle[]; readonly beyond: readonly LeftOutArticle[] } {
  const within: ChosenArticle[] = [];
  const beyond: LeftOutArticle[] = [];
  let words = 0;
  let pages = 0;
  for (const chosen of ranked) {
    const itsPages = Math.max(1, Math.ceil(chosen.article.words / wordsPerPage));
    const rule: LeftOutRule | undefined =
      within.length >= articlesMax
        ? { kind: "articles-max", limit: articlesMax }
        : wordsMax !== undefined && words + chosen.article.words > wordsMax
          ? { kind: "words-max", limit: wordsMax }
          : pagesMax !== undefined && pages + itsPages > pagesMax
            ? { kind: "pages-max", limit: pagesMax }
            : undefined;
    if (rule !== undefined) {
      beyond.push(leftOutBy(rule, chosen));
      continue;
    }
    within.push(chosen);
    words += chosen.article.words;
    pages += itsPages;
  }
  return { within, beyond };
}
