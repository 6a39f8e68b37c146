import { html, raw } from "hono/html";
import type { WholeArticle } from "../../articles/article-view.ts";
import { frame, type Html } from "../layout.ts";
import { byline, scoreOf } from "./articles-section.ts";
import { sentence } from "./sentence.ts";

/**
 * One article to read. Its HTML is what `extract` rebuilt out of an allow-list, as strict XHTML; and the page's policy lets nothing
 * run, load or be sent but this server's own.
 */
export function articlePage(article: WholeArticle): Html {
  const { title, url, shortfall, html: body, language, direction, duplicateOf, feedId } = article;
  return frame(
    `${title} · Kindle Content Server`,
    html`<article class="reading" id="article">
  <p class="back"><a href="/news#articles">News</a></p>
  <h1 lang="${language}"${direction === undefined ? "" : html` dir="${direction}"`}>${title || "Without a title"}</h1>
  <p class="help"><a href="/feed/${feedId}">More from this feed</a> · ${byline(article)}</p>
  ${scoreOf(article)}
  ${duplicateOf === undefined ? "" : html`<p class="notice">Another feed had this first: <a href="/article/${duplicateOf}">that version</a>.</p>`}
  ${shortfall === undefined ? "" : html`<p class="notice">This is not the full text. ${sentence(shortfall.message)}</p>`}
  <div class="body" lang="${language}"${direction === undefined ? "" : html` dir="${direction}"`}>${raw(body)}</div>
  ${url === undefined ? "" : html`<p class="buttons"><a class="button" href="${url}" rel="noreferrer">Read it where it was published</a></p>`}
</article>`,
    "news",
  );
}
