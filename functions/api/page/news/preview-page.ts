import { html } from "hono/html";
import type { DigestView } from "../../digests/digest-view.ts";
import type { Preview, PreviewArticle } from "../../digests/preview-view.ts";
import { frame, type Html, time } from "../layout.ts";
import { byline, scoreOf } from "./articles-section.ts";
import { nextLine } from "./digests-section.ts";
import { counted } from "./news-words.ts";
import { sentence } from "./sentence.ts";

/** What would be in a digest now, and the reason for every choice. */
export function previewPage(digest: DigestView, preview: Preview): Html {
  const { id, name } = digest;
  const { articles, leftOut, leftOutCount, feeds, words, at } = preview;
  const sections = [...Map.groupBy(articles, ({ section }) => section)];
  return frame(
    `Preview of ${name} · Kindle Content Server`,
    html`<section class="preview" id="preview" aria-labelledby="preview-heading" tabindex="-1">
  <p class="back"><a href="/digest/${id}">${name}</a></p>
  <h1 id="preview-heading">If it were compiled now</h1>
  <p>${summary(preview)} <span class="when">${time(at)}</span></p>
  ${nextLine(digest)}
  <div class="buttons"><form method="post" action="/page/digests/${id}/run" data-say="An edition is being put together." data-go-on="/edition/{id}"><button class="main">Run now</button></form></div>
  ${sections.map(([title, inIt]) => html`<h2 class="folder">${title}</h2><ul class="rows">${inIt.map((one) => previewRow(one))}</ul>`)}
  ${articles.length === 0 ? "" : html`<p class="help">${counted(articles.length, "article", "articles")}, ${words} words in all.</p>`}
</section>
${
  feeds.failing.length === 0
    ? ""
    : html`<section id="failing" aria-labelledby="failing-heading"><h2 id="failing-heading">Feeds that could not be had</h2>
  <p class="help">Its last page would tell of them.</p>
  <ul class="plain">${feeds.failing.map((feed) => html`<li><a href="/feed/${feed.id}">${feed.title}</a>: ${sentence(feed.error)}${feed.since === undefined ? "" : html` <span class="when">Since ${time(feed.since)}</span>`}</li>`)}</ul></section>`
}
<section id="left-out" aria-labelledby="left-out-heading">
  <h2 id="left-out-heading">What is left out, and why</h2>
  ${leftOut.length === 0 ? html`<p class="nothing">Nothing that is new is left out.</p>` : html`<ul class="rows">${leftOut.map((one) => previewRow(one, one.why))}</ul>`}
  ${leftOutCount > leftOut.length ? html`<p class="help">These are the best of ${leftOutCount} articles.</p>` : ""}
</section>`,
    "news",
  );
}

function summary({ outcome, articles, feeds }: Preview): string {
  const waiting =
    feeds.waiting === 0 ? "" : ` ${counted(feeds.waiting, "feed has", "feeds have")} not been fetched yet.`;
  if (feeds.count === 0) return "There would be no edition: it has no feeds.";
  switch (outcome) {
    case "compiled":
      return `${counted(articles.length, "article", "articles").replace(/^o/u, "O")} out of ${counted(feeds.count, "feed", "feeds")}.${waiting}`;
    case "failed":
      return "None of its feeds could be had: you would get one page that says so.";
    case "skipped":
      return `There would be no edition: there is nothing new.${waiting}`;
  }
}

function previewRow(article: PreviewArticle, why?: string): Html {
  const { id, title, alsoIn, shortfall } = article;
  return html`<li class="article-row" id="article-${id}">
  <div class="article-what">
    <p class="article-title"><a href="/article/${id}">${title || "Without a title"}</a></p>
    <p class="help">${byline(article)}</p>
    ${why === undefined ? "" : html`<p class="why"><strong>Left out:</strong> ${sentence(why)}</p>`}
    ${alsoIn.length === 0 ? "" : html`<p class="help">Also in ${alsoIn.join(", ")}.</p>`}
    ${shortfall === undefined ? "" : html`<p class="help">Not the full text. ${sentence(shortfall.message)}</p>`}
  </div>
  ${scoreOf(article)}
</li>`;
}
