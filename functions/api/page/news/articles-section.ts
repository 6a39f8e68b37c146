import { html } from "hono/html";
import type { ArticleView } from "../../articles/article-view.ts";
import { type Html, time } from "../layout.ts";

/** What the feeds have brought lately. */
export function articlesSection(articles: readonly ArticleView[], heading = "Latest articles"): Html {
  return html`<section class="articles" id="articles" aria-labelledby="articles-heading" tabindex="-1">
  <div class="section-head"><h2 id="articles-heading">${heading}</h2><p class="buttons head-links"><a class="button" href="/news/articles">All articles</a></p></div>
  ${articles.length === 0 ? html`<p class="nothing">Nothing has come in yet.</p>` : articleList(articles)}
</section>`;
}

export function articleList(articles: readonly ArticleView[]): Html {
  return html`<ul class="rows">${articles.map(
    (article) => html`<li class="article-row" id="article-${article.id}">
  <div class="article-what">
    <p class="article-title"><a href="/article/${article.id}">${article.title || "Without a title"}</a></p>
    <p class="help">${byline(article)}</p>
    ${article.summary === "" ? "" : html`<p class="article-summary">${article.summary}</p>`}
  </div>
  ${scoreOf(article)}
</li>`,
  )}</ul>`;
}

export function byline({
  feedTitle,
  author,
  publishedAt,
  readingMinutes,
}: Pick<ArticleView, "feedTitle" | "author" | "publishedAt" | "readingMinutes">): Html {
  const minutes = Math.max(1, readingMinutes);
  return html`${feedTitle}${author === undefined ? "" : ` · ${author}`} · ${time(publishedAt)} · ${minutes === 1 ? "a minute" : `${minutes} minutes`} to read`;
}

/** The score, and what it is made of. */
export function scoreOf({ id, title, score, reasons }: Pick<ArticleView, "id" | "title" | "score" | "reasons">): Html {
  return html`<details class="score" id="score-${id}"><summary><span>Score ${score}</span><span class="unseen"> of “${title}”: why</span></summary><ul class="reasons"><li>40 to begin with</li>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></details>`;
}
