import * as z from "zod";
import { BlobKey, Time } from "../../events/values.ts";

/** Which rule or limit of its reader's left an article out, so that it can be told in any language. */
export const LeftOutRule = z.object({
  kind: z.enum(["excluded", "nothing-wanted", "too-old", "low-score", "articles-max", "words-max", "pages-max"]),
  /** What the reader wants left out. */
  word: z.string().optional(),
  /** How many days, points, articles, words or pages. */
  limit: z.number().nonnegative().optional(),
});
export type LeftOutRule = z.infer<typeof LeftOutRule>;

/** An article as an edition carries it. */
export const EditionArticle = z.object({
  articleId: z.string(),
  articleKey: BlobKey,
  title: z.string(),
  /** What its reader calls the feed that it is from. */
  source: z.string(),
  /** Of other feeds that have it too. */
  alsoIn: z.array(z.string()),
  author: z.string().optional(),
  /** Absent where nobody knows. */
  publishedAt: Time.optional(),
  url: z.string().optional(),
  language: z.string(),
  summary: z.string(),
  words: z.int().nonnegative(),
  readingMinutes: z.int().nonnegative(),
  score: z.int(),
  /** Why only a summary or a part of it is printed, where it is. */
  shortfall: z.string().optional(),
  /** The same as a code, from which it is told in the edition's language. */
  shortfallCode: z.string().optional(),
  /** Of its lead picture. */
  pictureKey: BlobKey.optional(),
});
export type EditionArticle = z.infer<typeof EditionArticle>;

/** Everything that an edition is printed from: the same layout gives the same bytes. Reasons stand in it in English, with codes. */
export const EditionLayout = z.object({
  title: z.string(),
  digestName: z.string(),
  slot: Time,
  /** The zone in which its dates are told. */
  timeZone: z.string(),
  language: z.string(),
  sections: z.array(z.object({ title: z.string(), articles: z.array(EditionArticle).min(1) })),
  /** Ids of the articles that the front page and the cover bring first, the best one first. */
  topStories: z.array(z.string()),
  /** What the last page tells. */
  missing: z.object({
    /** Feeds that could not be had, and why. */
    feeds: z.array(
      z.object({ title: z.string(), reason: z.string(), code: z.string().optional(), since: Time.optional() }),
    ),
    /** Articles that are printed without their full text. */
    summaries: z.array(
      z.object({
        title: z.string(),
        source: z.string(),
        reason: z.string(),
        code: z.string().optional(),
        url: z.string().optional(),
      }),
    ),
    /** How many articles each rule or limit left out, and the best of them by name. */
    leftOut: z.array(
      z.object({
        why: z.string(),
        rule: LeftOutRule.optional(),
        count: z.int().positive(),
        titles: z.array(z.string()),
      }),
    ),
  }),
});
export type EditionLayout = z.infer<typeof EditionLayout>;
