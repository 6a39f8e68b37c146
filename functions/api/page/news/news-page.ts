import { html } from "hono/html";
import { frame, type Html } from "../layout.ts";
import { articlesSection } from "./articles-section.ts";
import { digestsSection } from "./digests-section.ts";
import { editionsSection } from "./editions-section.ts";
import { feedsSection } from "./feeds-section.ts";
import type { NewsContents } from "./read-news.ts";

/** The newspaper's own page: what comes when, what came, what there is to read, and where it is from. */
export function newsPage(contents: NewsContents): Html {
  const { counts, digests, articles } = contents;
  const isNew = counts.all === 0 || digests.length === 0;
  return frame(
    "News · Kindle Content Server",
    html`<h1 class="${isNew ? "" : "unseen"}">${isNew ? "Your morning paper" : "News"}</h1>
${isNew ? beginning(contents) : ""}
${counts.all === 0 ? feedsSection(contents) : ""}
${digestsSection(contents)}
${editionsSection(contents)}
${counts.all === 0 ? "" : articlesSection(articles)}
${counts.all === 0 ? "" : feedsSection(contents)}`,
    "news",
  );
}

/** For a newcomer: three things to do. */
function beginning({ counts, digests, devices }: NewsContents): Html {
  return html`<section class="beginning card" id="beginning" aria-labelledby="beginning-heading">
  <h2 id="beginning-heading">Three things, and it is there at breakfast</h2>
  <ol>
    ${step(
      counts.all > 0,
      counts.all === 1 ? "You have a feed." : `You have ${counts.all} feeds.`,
      html`<a href="#feed-url">Add the feeds that you read.</a>`,
      "By the address of a page that you like, or all at once by dropping the OPML file of another reader here.",
    )}
    ${step(
      digests.length > 0,
      "Your first digest is made.",
      html`<a href="/digest/new">Say when your paper comes, and what is in it.</a>`,
      "It picks the best of what is new, nothing twice, and tells on its last page what is missing and why.",
    )}
    ${step(
      devices.length > 0,
      "Your Kindle is added.",
      html`<a href="/#email">Add your Kindle.</a>`,
      "Without one, each edition waits here to be downloaded.",
    )}
  </ol>
</section>`;
}

function step(done: boolean, doneWords: string, todo: Html, help: string): Html {
  return html`<li class="${done ? "done" : ""}"><strong>${done ? doneWords : todo}</strong> ${done ? "" : help}</li>`;
}
