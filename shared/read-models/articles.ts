import * as z from "zod";
import { ArticleFacts } from "../../events/article-extracted.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const Article = ArticleFacts.extend({
  id: z.string(),
  /** Of the event that it shows. */
  stamp: z.string(),
});
export type Article = z.infer<typeof Article>;

/** Every article there is, for everybody (in the public account): pulled by who prints or shows it, never copied. */
export const articles: ReadModel<Article> = {
  name: "articles",
  writer: "project",
  schema: Article,
  queries: { byFeed: { where: ["feedId"], orderBy: "foundAt", direction: "descending" } },
};
