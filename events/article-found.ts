import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey, Time, WebUrl } from "./values.ts";

/** A feed has an item that it did not have before, or has changed one. */
export const articleFound = defineEvent({
  name: "article.found",
  version: 1,
  publishedBy: ["fetch"],
  consumedBy: ["extract"],
  data: z.object({
    articleId: z.string(),
    feedId: z.string(),
    feedTitle: z.string(),
    /** The item as its feed has it (`shared/articles/feed-item.ts`), as JSON. */
    itemKey: BlobKey,
    /** Of what a reader would see: another one for the same article means that it has been changed. */
    contentHash: z.string(),
    url: WebUrl.optional(),
    title: z.string(),
    /** The moment of finding it, where its feed does not say. */
    publishedAt: Time,
    foundAt: Time,
  }),
});
export type ArticleFound = EventOf<typeof articleFound>;
