import { html } from "hono/html";
import type { Edition } from "../../../../shared/read-models/editions.ts";
import { stateLine } from "../book-tile.ts";
import { type Html, time } from "../layout.ts";
import { counted, editionWording } from "./news-words.ts";
import type { NewsContents } from "./read-news.ts";
import { sentence } from "./sentence.ts";

/** What was printed lately, and what was not and why. */
export function editionsSection(contents: NewsContents): Html {
  const { editions } = contents;
  return html`<section class="editions" id="editions" aria-labelledby="editions-heading" tabindex="-1">
  <h2 id="editions-heading">Editions</h2>
  ${editions.length === 0 ? html`<p class="nothing">The first edition appears here when its time has come, or when you press “Run now”.</p>` : html`<ul class="rows">${editions.map((edition) => editionRow(edition, contents))}</ul>`}
</section>`;
}

function editionRow(edition: Edition, { deliveriesOf, devices, mailStaysHere }: NewsContents): Html {
  const { id, title, slot, status, message, document, digestName } = edition;
  const nameOf = (deviceId: string) => devices.find((device) => device.id === deviceId)?.name;
  const wording = editionWording(edition, deliveriesOf.get(id) ?? [], nameOf, mailStaysHere);
  return html`<li class="edition" id="edition-${id}" data-title="${title || digestName}">
  <div><p class="feed-title"><a href="/edition/${id}">${title || digestName}</a></p><p class="when">${time(slot)}</p></div>
  <div>
    ${stateLine(wording)}
    ${message === undefined || status === "ready" ? "" : html`<p class="why">${sentence(message)}</p>`}
    ${status === "skipped" || status === "compiling" ? "" : html`<p class="help">${editionContent(edition)}</p>`}
    ${document === undefined ? "" : html`<p class="buttons"><a class="button" href="/api/editions/${id}/epub">Download<span class="unseen"> ${title}</span></a></p>`}
  </div>
</li>`;
}

/** How much is in it, and what its last page tells of. */
export function editionContent({ articleIds, words, missing }: Edition): string {
  const parts = [
    missing.feeds === 0 ? "" : counted(missing.feeds, "feed could not be had", "feeds could not be had"),
    missing.summaries === 0 ? "" : counted(missing.summaries, "article is a summary", "articles are summaries"),
    missing.leftOut === 0 ? "" : counted(missing.leftOut, "was left out", "were left out"),
  ].filter((part) => part !== "");
  const held = articleIds.length === 0 ? "" : `${counted(articleIds.length, "article", "articles")}, ${words} words`;
  const all = [held, parts.join(", ")].filter((part) => part !== "").join("; ");
  return all === "" ? "" : sentence(`${all.charAt(0).toUpperCase()}${all.slice(1)}`);
}
