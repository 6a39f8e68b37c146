import * as z from "zod";
import { BlobKey, Time } from "../../events/values.ts";

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
  /** Why only a summary is printed, where it is. */
  shortfall: z.string().optional(),
  /** Of its lead picture. */
  pictureKey: BlobKey.optional(),
});
export type EditionArticle = z.infer<typeof EditionArticle>;

/** Everything that an edition is printed from: the same layout gives the same bytes. */
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
    feeds: z.array(z.object({ title: z.string(), reason: z.string(), since: Time.optional() })),
    /** Articles of which only a summary is printed. */
    summaries: z.array(
      z.object({ title: z.string(), source: z.string(), reason: z.string(), url: z.string().optional() }),
    ),
    /** How many articles each rule or limit left out, and the best of them by name. */
    leftOut: z.array(z.object({ why: z.string(), count: z.int().positive(), titles: z.array(z.string()) })),
  }),
});
export type EditionLayout = z.infer<typeof EditionLayout>;
