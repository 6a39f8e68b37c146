import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey, Code, Time, WebUrl } from "./values.ts";

/** What is told of an article that is there to be read. */
export const ArticleFacts = z.object({
  articleId: z.string(),
  feedId: z.string(),
  /** Its text and pictures (`shared/articles/article-content.ts`), as JSON. */
  articleKey: BlobKey,
  url: WebUrl.optional(),
  /** What articles at one address have in common (`addressKey`). */
  addressKey: z.string().optional(),
  title: z.string(),
  author: z.string().optional(),
  publishedAt: Time,
  /** When it was first found: what lies between two editions is told by this. */
  foundAt: Time,
  /** BCP 47; `und` where nobody can tell. */
  language: z.string(),
  words: z.int().nonnegative(),
  readingMinutes: z.int().nonnegative(),
  /** Its beginning, or what its publisher says of it: plain, at most 400 characters. */
  summary: z.string(),
  /** MinHash (`shared/articles/min-hash.ts`); absent where it has no words. */
  fingerprint: z.string().optional(),
  /** Where its text was taken from. */
  from: z.enum(["page", "print", "amp", "feed", "summary"]),
  /** Why there is no full text, where there is none. */
  shortfall: z.object({ code: Code, message: z.string() }).optional(),
  leadPicture: z.object({ key: BlobKey, mediaType: z.string() }).optional(),
});

/** An article is there to be read: its full text where that could be had, else what its feed says, and why. */
export const articleExtracted = defineEvent({
  name: "article.extracted",
  version: 1,
  publishedBy: ["extract"],
  data: ArticleFacts,
});
export type ArticleExtracted = EventOf<typeof articleExtracted>;
