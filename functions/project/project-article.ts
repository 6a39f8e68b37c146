import type { ArticleExtracted } from "../../events/article-extracted.ts";
import type { AnyEvent } from "../../events/catalogue.ts";
import { type Article, articles } from "../../shared/read-models/articles.ts";
import type { Projection } from "./projection.ts";
import { stampOf } from "./stamps.ts";

export const articleProjection: Projection<Article> = {
  model: articles,
  changeOf: (event: AnyEvent) => {
    if (event.name !== "article.extracted") return undefined;
    return { id: event.data.articleId, after: (before) => articleAfter(before, event) };
  },
};

/** The newest text, under the moment at which the article was first found. */
export function articleAfter(before: Article | undefined, event: ArticleExtracted): Article {
  const stamp = stampOf(event);
  const told: Article = { ...event.data, id: event.data.articleId, stamp };
  if (before === undefined) return told;
  const foundAt = before.foundAt < told.foundAt ? before.foundAt : told.foundAt;
  return { ...(stamp > before.stamp ? told : before), foundAt };
}
