import { html } from "hono/html";
import type { FeedView } from "../../feeds/feed-view.ts";
import { frame, type Html } from "../layout.ts";
import { feedList, fetchingLine } from "./feeds-section.ts";
import { countsOf, feedsCountedMax, isFailing } from "./read-news.ts";

const feedsPerPage = 200;

/** Every feed in its folder, or those that do not work. */
export function feedsPage(
  all: readonly FeedView[],
  { only, page }: { only: "failing" | undefined; page: number },
): Html {
  const wanted = only === "failing" ? all.filter(isFailing) : all;
  const sorted = wanted.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other), "en"));
  const shown = sorted.slice(page * feedsPerPage, (page + 1) * feedsPerPage);
  const folders = [...Map.groupBy(shown, ({ folders: path }) => path.join(" › "))];
  const counts = countsOf(all);
  const query = only === undefined ? "" : `only=${only}&`;
  return frame(
    "Feeds · Kindle Content Server",
    html`<section class="feeds" id="all-feeds" aria-labelledby="all-feeds-heading" tabindex="-1">
  <p class="back"><a href="/news#feeds">News</a></p>
  <h1 id="all-feeds-heading">${only === "failing" ? "Feeds that do not work" : "Feeds"}</h1>
  ${fetchingLine(counts)}
  <p class="buttons">${only === "failing" ? html`<a class="button" href="/news/feeds">All feeds</a>` : counts.failing === 0 ? "" : html`<a class="button" href="/news/feeds?only=failing">Only the ${counts.failing} that do not work</a>`} <a class="button" href="/api/feeds/opml" download="feeds.opml">Export as OPML</a></p>
  ${counts.more ? html`<p class="notice">The first ${feedsCountedMax} of your feeds are shown here.</p>` : ""}
  ${shown.length === 0 ? html`<p class="nothing">${only === "failing" ? "Every feed works." : "There is no feed here."}</p>` : ""}
  ${folders.map(([folder, feeds]) => html`<h2 class="folder">${folder === "" ? "In no folder" : folder}</h2>${feedList(feeds)}`)}
  <p class="pages buttons">${page > 0 ? html`<a class="button" href="/news/feeds?${query}page=${page - 1}">Before these</a>` : ""} ${sorted.length > (page + 1) * feedsPerPage ? html`<a class="button" href="/news/feeds?${query}page=${page + 1}">More feeds</a>` : ""}</p>
</section>`,
    "news",
  );
}

/** Folders together, then by name. What lies in none comes last. */
function nameOf({ folders, title }: FeedView): string {
  return `${folders.length === 0 ? "\u{10FFFF}" : folders.join("\u0001")}\u0000${title}`;
}
