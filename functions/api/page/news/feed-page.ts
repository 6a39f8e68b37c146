import { html } from "hono/html";
import type { FeedView } from "../../feeds/feed-view.ts";
import { stateLine } from "../book-tile.ts";
import { frame, type Html, time } from "../layout.ts";
import { articleList } from "./articles-section.ts";
import { historySection } from "./history-section.ts";
import { feedWording, weights } from "./news-words.ts";
import type { FeedContents } from "./read-news.ts";
import { sentence } from "./sentence.ts";

/** Everything about one feed: how it is, what it brings, what has happened to it, and what can be done with it. */
export function feedPage({ feed, articles, happenings }: FeedContents): Html {
  const { id, title, error, failingSince, folders, weight } = feed;
  return frame(
    `${title} · Kindle Content Server`,
    html`<article class="feed-page" id="feed">
  <p class="back"><a href="/news#feeds">News</a></p>
  <h1>${title}</h1>
  ${stateLine(feedWording(feed))}
  ${error === undefined ? "" : html`<p class="why">${sentence(error)}${failingSince === undefined ? "" : html` Since ${time(failingSince)}.`}</p>`}
  ${facts(feed)}
  <div class="buttons"><form method="post" action="/page/feeds/${id}/fetch" data-say="It is being asked for."><button class="main">Fetch now</button></form>${feed.siteUrl === undefined ? "" : html`<a class="button" href="${feed.siteUrl}" rel="noreferrer">Visit its site</a>`}</div>
</article>
<section id="feed-articles" aria-labelledby="feed-articles-heading">
  <h2 id="feed-articles-heading">What it brought</h2>
  ${articles.length === 0 ? html`<p class="nothing">Nothing yet.</p>` : articleList(articles)}
</section>
<section id="feed-settings" aria-labelledby="feed-settings-heading">
  <h2 id="feed-settings-heading">How you keep it</h2>
  <form method="post" action="/page/feeds/${id}" class="card stack">
    <div class="fields">
      <p><label for="feed-title">Called (empty: as it calls itself)</label><input id="feed-title" name="title" value="${feed.givenTitle}" maxlength="200" autocomplete="off"></p>
      <p><label for="feed-folders">Folder (with “ / ” between a folder and one in it)</label><input id="feed-folders" name="folders" value="${folders.join(" / ")}" maxlength="400" autocomplete="off"></p>
    </div>
    <p><label for="feed-weight">You want to read it</label><select id="feed-weight" name="weight">${weights.map(([value, words]) => html`<option value="${value}"${value === weight ? html` selected` : ""}>${words}</option>`)}</select></p>
    <p class="buttons"><button>Save</button></p>
  </form>
</section>
${historySection(happenings)}
<section id="removal" aria-labelledby="removal-heading" class="removal">
  <h2 id="removal-heading" class="unseen">Unsubscribe</h2>
  <details><summary>Unsubscribe from this feed…</summary>
    <form method="post" action="/page/feeds/${id}/remove" class="row" data-go-on="/news#feeds"><p class="help">What it brings is in no new edition any more. Editions that you have stay as they are.</p><button class="danger">Unsubscribe</button></form>
  </details>
</section>`,
    "news",
  );
}

function facts({
  url,
  givenUrl,
  lastFetchedAt,
  lastStatus,
  nextFetchAt,
  lastChangedAt,
  subscribedAt,
  state,
}: FeedView): Html {
  const rows: readonly (readonly [string, Html | string])[] = [
    ["Address", url],
    ...(givenUrl === url ? [] : [["You gave", givenUrl] as const]),
    ...(lastFetchedAt === undefined ? [] : [["Last fetched", time(lastFetchedAt)] as const]),
    ...(lastStatus === undefined ? [] : [["Its server said", statusWords(lastStatus)] as const]),
    ...(lastChangedAt === undefined ? [] : [["Last news", time(lastChangedAt)] as const]),
    ...(nextFetchAt === undefined || state === "new" ? [] : [["Next fetch", time(nextFetchAt)] as const]),
    ["Subscribed", time(subscribedAt)],
  ];
  return html`<dl class="facts">${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function statusWords(status: number): string {
  if (status === 304) return "nothing new since (304)";
  if (status >= 200 && status < 300) return `here it is (${status})`;
  if (status === 404) return "there is nothing here (404)";
  if (status === 410) return "it is gone for good (410)";
  if (status === 429) return "too many requests (429)";
  return status >= 500 ? `something is wrong here (${status})` : `no (${status})`;
}
