import { html } from "hono/html";
import type { Edition } from "../../../../shared/read-models/editions.ts";
import { sizeInWords } from "../../../../shared/size-in-words.ts";
import { decision } from "../attention-section.ts";
import { stateLine } from "../book-tile.ts";
import { deliveryState } from "../deliveries-section.ts";
import { frame, type Html, time } from "../layout.ts";
import { editionContent } from "./editions-section.ts";
import { historySection } from "./history-section.ts";
import { editionWording } from "./news-words.ts";
import type { EditionContents } from "./read-news.ts";
import { sentence } from "./sentence.ts";

/** Everything about one edition: what is in it, where it went, and why not, where it did not. */
export function editionPage(contents: EditionContents): Html {
  const { edition, devices, deliveries, mailStaysHere, happenings } = contents;
  if (edition === undefined) return pendingPage(contents);
  const { id, title, digestId, digestName, status, message, document } = edition;
  const nameOf = (deviceId: string) => devices.find((device) => device.id === deviceId)?.name;
  return frame(
    `${title} · Kindle Content Server`,
    html`<article class="book" id="edition" data-title="${title}">
  <div class="book-cover">${document?.cover === undefined ? html`<span class="cover drawn ground-0" aria-hidden="true"><span class="drawn-title">${title}</span><span class="drawn-author">${digestName}</span></span>` : html`<img class="cover" src="/api/editions/${id}/cover" alt="" width="300" height="450">`}</div>
  <div class="book-what">
    <p class="back"><a href="/news#editions">News</a></p>
    <h1>${title || digestName}</h1>
    <p class="book-author"><a href="/digest/${digestId}">${digestName}</a></p>
    ${stateLine(editionWording(edition, deliveries, nameOf, mailStaysHere))}
    ${message === undefined || status === "ready" ? "" : html`<p class="notice${status === "refused" ? " bad" : ""}">${sentence(message)}</p>`}
    ${status === "compiling" ? html`<p class="help">It shows here as soon as that is decided.</p>` : whyNotSent(contents, edition)}
    ${status === "skipped" || status === "compiling" ? "" : html`<p>${editionContent(edition)}</p>`}
    ${document === undefined ? "" : deliverForm(contents)}
    <dl class="facts"><div><dt>Due</dt><dd>${time(edition.slot)}</dd></div>${document === undefined ? "" : html`<div><dt>EPUB</dt><dd>${sizeInWords(document.bytes)}</dd></div>`}</dl>
    ${document === undefined ? "" : html`<p class="buttons"><a class="button" href="/api/editions/${id}/epub">Download the EPUB</a></p>`}
  </div>
</article>
${whereItWent(contents)}
${articlesIn(edition, contents.titles)}
${historySection(happenings)}`,
    "news",
  );
}

function pendingPage({ happenings }: EditionContents): Html {
  return frame(
    "An edition · Kindle Content Server",
    html`<article id="edition"><p class="back"><a href="/news#editions">News</a></p>
  <h1>An edition is being put together</h1>
  ${stateLine({ sign: "…", words: "choosing what is in it", tone: "busy" })}
  <p class="help">It shows here as soon as that is decided.</p></article>
${historySection(happenings)}`,
    "news",
  );
}

/** Why it is not on a Kindle, where nothing has been sent at all. */
function whyNotSent({ devices, deliveries }: EditionContents, { document, devices: wanted }: Edition): Html | "" {
  if (document === undefined || deliveries.length > 0) return "";
  if (devices.length === 0) {
    return html`<p class="notice">It went nowhere: there is no Kindle yet. <a href="/#email">Add yours</a>, and deliver it from here.</p>`;
  }
  if (wanted.length === 0 && devices.every(({ automatic }) => !automatic)) {
    return html`<p class="notice">It went nowhere by itself: its digest names no device, and none of yours gets everything that is new. Deliver it from here, or <a href="/#devices">have one get it</a>.</p>`;
  }
  return html`<p class="help">It has not been sent yet.</p>`;
}

function deliverForm({ id, devices, deliveries }: EditionContents): Html | "" {
  if (devices.length === 0) return "";
  const has = new Set(deliveries.filter(({ status }) => status !== "failed").map(({ deviceId }) => deviceId));
  return html`<form method="post" action="/page/editions/${id}/deliver" class="card stack deliver" id="deliver">
    <fieldset><legend>Deliver to</legend>
      ${devices.map((device) => html`<label class="check"><input type="checkbox" name="devices" value="${device.id}"${has.has(device.id) ? "" : html` checked`}> ${device.name}${has.has(device.id) ? html` <span class="help">(has been sent there)</span>` : ""}</label>`)}
    </fieldset>
    <p class="buttons"><button class="main" name="again" value="false">Deliver</button>${has.size === 0 ? "" : html`<button name="again" value="true">Send another copy</button>`}</p>
  </form>`;
}

function whereItWent({ deliveries, devices, mailStaysHere }: EditionContents): Html | "" {
  if (deliveries.length === 0) return "";
  const nameOf = (id: string) => devices.find((device) => device.id === id)?.name ?? "a former device";
  return html`<section id="deliveries" aria-labelledby="deliveries-heading">
  <h2 id="deliveries-heading">Where it went</h2>
  <ul class="rows">${deliveries.map(
    (delivery) => html`<li class="delivery" id="delivery-${delivery.id}">
    <p class="delivery-what">${nameOf(delivery.deviceId)}</p>
    ${deliveryState(delivery, mailStaysHere)}
    ${delivery.status === "parked" || delivery.status === "uncertain" ? html`<div class="card stack decision">${decision(delivery, nameOf(delivery.deviceId))}</div>` : ""}
  </li>`,
  )}</ul>
</section>`;
}

function articlesIn({ articleIds }: Edition, titles: ReadonlyMap<string, string>): Html | "" {
  if (articleIds.length === 0) return "";
  const known = articleIds.filter((id) => titles.has(id));
  const others = articleIds.length - known.length;
  return html`<section id="contents" aria-labelledby="contents-heading">
  <h2 id="contents-heading">What is in it</h2>
  <ul class="plain">${known.map((id) => html`<li><a href="/article/${id}">${titles.get(id) || "Without a title"}</a></li>`)}</ul>
  ${others === 0 ? "" : html`<p class="help">${known.length === 0 ? "" : "And "}${others === 1 ? "one article that is" : `${others} articles that are`} in no feed that you read any more; the EPUB has everything.</p>`}
</section>`;
}
