import * as z from "zod";
import { Time } from "../../../events/values.ts";
import { ArticleView, exampleArticle } from "../articles/article-view.ts";

/** The best of what is left out; how many there are in all is told beside it. */
export const leftOutShownMax = 200;

const { id, feedId, feedTitle, title, url, author, publishedAt, words, readingMinutes, score, reasons, shortfall } =
  ArticleView.shape;
export const PreviewArticle = z.object({
  id,
  feedId,
  feedTitle,
  section: z.string(),
  title,
  url,
  author,
  publishedAt,
  words,
  readingMinutes,
  score,
  reasons,
  alsoIn: z.array(z.string()).meta({ description: "Titles of the other feeds that have it too" }),
  shortfall,
});
export type PreviewArticle = z.infer<typeof PreviewArticle>;

export const Preview = z.object({
  digestId: z.string(),
  at: Time,
  outcome: z.enum(["compiled", "skipped", "failed"]).meta({
    description:
      "What would become of it now: an edition, nothing to print, or a page that says that every feed failed",
  }),
  words: z.int().nonnegative(),
  articles: z.array(PreviewArticle).meta({ description: "In the order in which they would stand in it" }),
  leftOutCount: z.int().nonnegative(),
  leftOut: z
    .array(PreviewArticle.extend({ why: z.string() }))
    .meta({ description: `The best ${leftOutShownMax} of them, each with the rule or limit that leaves it out` }),
  feeds: z.object({
    count: z.int().nonnegative(),
    waiting: z.int().nonnegative().meta({ description: "How many have not been asked for yet" }),
    failing: z.array(z.object({ id: z.string(), title: z.string(), error: z.string(), since: Time.optional() })),
  }),
});
export type Preview = z.infer<typeof Preview>;

const exampleItem: PreviewArticle = {
  id: exampleArticle.id,
  feedId: exampleArticle.feedId,
  feedTitle: exampleArticle.feedTitle,
  section: "Example News",
  title: exampleArticle.title,
  publishedAt: exampleArticle.publishedAt,
  words: exampleArticle.words,
  readingMinutes: exampleArticle.readingMinutes,
  score: exampleArticle.score,
  reasons: exampleArticle.reasons,
  alsoIn: [],
};

export const examplePreview: Preview = {
  digestId: "8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b",
  at: "2026-03-01T12:00:00.000Z",
  outcome: "compiled",
  words: 812,
  articles: [exampleItem],
  leftOutCount: 1,
  leftOut: [{ ...exampleItem, why: "its score is below 70" }],
  feeds: { count: 2, waiting: 0, failing: [{ id: "f2", title: "Broken", error: "Its name cannot be found" }] },
};
