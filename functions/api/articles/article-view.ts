import * as z from "zod";
import { Code, Time } from "../../../events/values.ts";

/** An article as one account sees it: its score is by that account's feeds. */
export const ArticleView = z.object({
  id: z.string(),
  feedId: z.string().meta({ description: "Of the subscription by which it is read" }),
  feedTitle: z.string(),
  url: z.string().optional(),
  title: z.string(),
  author: z.string().optional(),
  publishedAt: Time,
  foundAt: Time,
  language: z.string(),
  words: z.int().nonnegative(),
  readingMinutes: z.int().nonnegative(),
  summary: z.string(),
  score: z.int().min(0).max(100),
  reasons: z.array(z.string()).meta({ description: "One for each part of the score, with what it gave or took" }),
  duplicateOf: z.string().optional().meta({ description: "The article that this one is another version of" }),
  shortfall: z
    .object({ code: Code, message: z.string() })
    .optional()
    .meta({ description: "Why there is only a summary or a part of it, where there is no more" }),
});
export type ArticleView = z.infer<typeof ArticleView>;

export const WholeArticle = ArticleView.extend({
  html: z.string().meta({ description: "Strict XHTML out of an allow-list; pictures are addresses of this server" }),
  text: z.string(),
  direction: z.enum(["ltr", "rtl"]).optional(),
});
export type WholeArticle = z.infer<typeof WholeArticle>;

export const exampleArticle: ArticleView = {
  id: "7d3c2b1a0f9e8d7c6b5a4f3e2d1c0b9a",
  feedId: "2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f",
  feedTitle: "Example News",
  url: "https://example.org/news/tide",
  title: "The Tide Comes In",
  author: "Ada Reed",
  publishedAt: "2026-03-01T06:00:00.000Z",
  foundAt: "2026-03-01T06:30:00.000Z",
  language: "en",
  words: 812,
  readingMinutes: 4,
  summary: "Twice a day the harbour fills, and with it the town.",
  score: 63,
  reasons: ["+16 published 6 hours ago", "+7 812 words to read"],
};

export const exampleWholeArticle: WholeArticle = {
  ...exampleArticle,
  html: '<p>Twice a day the harbour fills.</p><p><img src="/api/articles/7d3c2b1a0f9e8d7c6b5a4f3e2d1c0b9a/pictures/0" alt="The harbour"/></p>',
  text: "Twice a day the harbour fills.",
};
