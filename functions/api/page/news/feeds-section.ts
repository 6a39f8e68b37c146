import { html } from "hono/html";
import type { FeedView } from "../../feeds/feed-view.ts";
import { stateLine } from "../book-tile.ts";
import { type Html, time } from "../layout.ts";
import { feedWording } from "./news-words.ts";
import type { FeedCounts, NewsContents } from "./read-news.ts";
import { sentence } from "./sentence.ts";

/** Feeds: add one, or a list of them; see how they are. */
export function feedsSection({ feeds, counts }: NewsContents): Html {
  return html`<section class="feeds" id="feeds" aria-labelledby="feeds-heading" tabindex="-1">
  <div class="section-head"><h2 id="feeds-heading">Feeds</h2>${counts.all === 0 ? "" : html`<p class="buttons head-links"><a class="button" href="/news/feeds">${allFeeds(counts)}</a></p>`}</div>
  ${fetchingLine(counts)}
  ${counts.failing === 0 ? "" : html`<p class="state bad"><span class="sign" aria-hidden="true">✕</span><a href="/news/feeds?only=failing">${counts.failing === 1 ? "One feed does not work" : `${counts.failing} feeds do not work`}</a></p>`}
  ${addForms()}
  ${feeds.length === 0 ? "" : feedList(feeds)}
</section>`;
}

export function feedList(feeds: readonly FeedView[]): Html {
  return html`<ul class="rows feed-rows">${feeds.map(feedRow)}</ul>`;
}

/** How far a first fetch has come. Not there once everything has been asked for. */
export function fetchingLine({ all, waiting }: FeedCounts): Html | "" {
  if (waiting === 0) return "";
  const done = all - waiting;
  return html`<div class="fetching" id="fetching"><label for="fetching-progress">${done} of ${all} ${all === 1 ? "feed" : "feeds"} fetched</label><progress id="fetching-progress" max="${all}" value="${done}">${done} of ${all}</progress><p class="help">One request at a time goes to each server, so a long list takes its time. You can leave this page.</p></div>`;
}

function allFeeds({ all, more }: FeedCounts): string {
  if (more) return `All feeds (more than ${all})`;
  return all === 1 ? "The feed" : `All ${all} feeds`;
}

function addForms(): Html {
  return html`<div class="cards add-feeds">
  <form method="post" action="/page/feeds" class="card stack" id="add-feed">
    <h3>Add a feed</h3>
    <p><label for="feed-url">Address of a feed, or of a page that has one</label><input id="feed-url" name="url" inputmode="url" required maxlength="2000" autocomplete="off" autocapitalize="none" spellcheck="false" placeholder="example.org"></p>
    <p><label for="feed-folder">Folder, where you like one</label><input id="feed-folder" name="folders" maxlength="200" autocomplete="off" placeholder="News"></p>
    <p class="buttons"><button class="main">Add it</button></p>
  </form>
  <form method="post" action="/page/feeds/opml" enctype="multipart/form-data" class="card stack drop-opml" id="opml">
    <h3>Bring your feeds along</h3>
    <p>Export your subscriptions from the reader that you use now (as <em>OPML</em>), and drop the file anywhere on this page, or</p>
    <p><label for="opml-file">Choose the OPML file</label><input id="opml-file" name="file" type="file" required accept=".opml,.xml,text/x-opml,application/xml"></p>
    <p class="buttons"><button class="main" id="opml-button">Import it</button> <a class="button" href="/api/feeds/opml" download="feeds.opml">Export yours</a></p>
    <div id="opml-outcome" role="status" data-keep></div>
  </form>
</div>`;
}

function feedRow(feed: FeedView): Html {
  const { id, title, folders, error, nextFetchAt, lastFetchedAt, lastChangedAt, state, failures } = feed;
  return html`<li class="feed" id="feed-${id}">
  <div><p class="feed-title"><a href="/feed/${id}">${title}</a></p>${folders.length === 0 ? "" : html`<p class="help">${folders.join(" › ")}</p>`}</div>
  <div>
    ${stateLine(feedWording(feed))}
    ${error === undefined ? "" : html`<p class="why">${sentence(error)}</p>`}
    <p class="when">${lastFetchedAt === undefined ? "" : html`Fetched ${time(lastFetchedAt)}. `}${lastChangedAt === undefined || failures > 0 ? "" : html`Last news ${time(lastChangedAt)}. `}${nextFetchAt === undefined || state === "new" ? "" : html`Next ${time(nextFetchAt)}.`}</p>
  </div>
</li>`;
}
