import { html } from "hono/html";
import type { ArticleView } from "../../articles/article-view.ts";
import { frame, type Html } from "../layout.ts";
import { articleList } from "./articles-section.ts";

interface ArticlesContents {
  readonly query: string;
  readonly scoreMin: number;
  readonly items: readonly ArticleView[];
  readonly nextPage?: string;
}

const scores = [0, 30, 40, 50, 60, 70];

/** Every article, to be looked for by words and score. */
export function articlesPage({ query, scoreMin, items, nextPage }: ArticlesContents): Html {
  const search = new URLSearchParams({ q: query, scoreMin: String(scoreMin), page: nextPage ?? "" });
  return frame(
    "Articles · Kindle Content Server",
    html`<section class="articles" id="articles" aria-labelledby="articles-heading" tabindex="-1">
  <p class="back"><a href="/news#articles">News</a></p>
  <h1 id="articles-heading">Articles</h1>
  <form role="search" method="get" action="/news/articles" class="filter">
    <p><label for="article-words">Words in it</label><input id="article-words" name="q" type="search" value="${query}" maxlength="200" autocomplete="off"></p>
    <p><label for="article-score">Score</label><select id="article-score" name="scoreMin">${scores.map((score) => html`<option value="${score}"${score === scoreMin ? html` selected` : ""}>${score === 0 ? "any" : `at least ${score}`}</option>`)}</select></p>
    <p class="buttons"><button>Show</button></p>
  </form>
  ${items.length === 0 ? html`<p class="nothing">No article is like that.</p>` : articleList(items)}
  ${nextPage === undefined ? "" : html`<p class="pages"><a class="button" href="/news/articles?${search.toString()}">Older articles</a></p>`}
</section>`,
    "news",
  );
}
