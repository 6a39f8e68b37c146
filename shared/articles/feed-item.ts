import * as z from "zod";

/** An item as its feed has it, on its way from `fetch` to `extract`. HTML in it is whatever its publisher wrote. */
export const FeedItem = z.object({
  /** Where the feed was found: the page that an item is relative to where it names none. */
  feedUrl: z.string(),
  feedLanguage: z.string().optional(),
  feedAuthor: z.string().optional(),
  url: z.string().optional(),
  title: z.string(),
  author: z.string().optional(),
  summaryHtml: z.string().optional(),
  contentHtml: z.string().optional(),
  /** What relative addresses in them are relative to. */
  base: z.string(),
  language: z.string().optional(),
  categories: z.array(z.string()),
  enclosures: z.array(z.object({ url: z.string(), mediaType: z.string().optional(), bytes: z.number().optional() })),
  image: z.string().optional(),
  commentsUrl: z.string().optional(),
});
export type FeedItem = z.infer<typeof FeedItem>;
