import { html } from "hono/html";
import { pdfType } from "../../../events/values.ts";
import type { Book } from "../../../shared/read-models/books.ts";
import { sizeInWords } from "../../../shared/size-in-words.ts";
import { decision } from "./attention-section.ts";
import { bookWordingLine, cover, mayBeMade } from "./book-tile.ts";
import { deliveryState } from "./deliveries-section.ts";
import { frame, type Html, time } from "./layout.ts";
import { progressBar } from "./progress-bar.ts";
import type { BookContents } from "./read-page.ts";

/** Everything about one book: what it is, where it went, what can be done with it, and what has happened to it. */
export function bookPage(contents: BookContents): Html {
  const { book, happenings } = contents;
  return frame(
    `${book.title} · Kindle Content Server`,
    html`<article class="book" id="book" data-title="${book.title}">
  <div class="book-cover">${cover(book)}</div>
  <div class="book-what">
    <p class="back"><a href="/#library">Library</a></p>
    <h1>${book.title}</h1>
    ${book.authors.length > 0 ? html`<p class="book-author">${book.authors.join(", ")}</p>` : ""}
    ${bookWordingLine(contents)}
    ${mayBeMade(book) ? progressBar(book.id, contents.work) : ""}
    ${refusal(book)}
    ${book.trouble === undefined ? "" : html`<p class="notice bad">A step has given up on it. <a href="/#attention">See “Needs you”</a>.</p>`}
    ${unpacked(book)}
    ${book.document === undefined ? "" : deliverForm(contents)}
    ${facts(book)}
    <p class="buttons">${book.document === undefined ? "" : html`<a class="button" href="/api/books/${book.id}/epub">Download the ${documentName(book)}</a>`} <a class="button" href="/api/books/${book.id}/original">Download the original</a></p>
  </div>
</article>
${whereItWent(contents)}
${warnings(book)}
<section id="history" aria-labelledby="history-heading">
  <h2 id="history-heading">What has happened</h2>
  <ol class="history">${happenings.map(({ id, at, sentence }) => html`<li id="event-${id}"><span class="when">${time(at)}</span> <span>${sentence}</span></li>`)}</ol>
</section>
<section id="removal" aria-labelledby="removal-heading" class="removal">
  <h2 id="removal-heading" class="unseen">Remove</h2>
  <details><summary>Remove this book…</summary>
    <form method="post" action="/page/books/${book.id}/remove" class="row"><p class="help">It leaves the library here. What was delivered stays on your Kindle.</p><button class="danger">Remove it</button></form>
  </details>
</section>`,
  );
}

function refusal({ rejection, fileName }: Book): Html | "" {
  if (rejection === undefined) return "";
  return html`<div class="notice bad"><p><strong>This file was refused.</strong> ${rejection.message}</p><p class="help">The original is kept, and you can download it below. When you have another copy of ${fileName}, drop it on the <a href="/">first page</a>.</p></div>`;
}

function unpacked({ unpacked: held }: Book): Html | "" {
  if (held === undefined) return "";
  return html`<div class="notice"><p>This was an archive. Each book in it is in your library:</p>
    <ul class="plain">${held.books.map(({ bookId, fileName }) => html`<li><a href="/book/${bookId}">${fileName}</a></li>`)}</ul></div>`;
}

function documentName({ document }: Book): "PDF" | "EPUB" {
  return document?.mediaType === pdfType ? "PDF" : "EPUB";
}

function deliverForm({ book, devices, deliveries }: BookContents): Html {
  if (devices.length === 0)
    return html`<p class="notice"><a href="/#email">Add your Kindle</a> to have it delivered.</p>`;
  const has = new Set(deliveries.filter(({ status }) => status !== "failed").map(({ deviceId }) => deviceId));
  return html`<form method="post" action="/page/books/${book.id}/deliver" class="card stack deliver" id="deliver">
    <fieldset><legend>Deliver to</legend>
      ${devices.map(({ id, name }) => html`<label class="check"><input type="checkbox" name="devices" value="${id}"${has.has(id) ? "" : html` checked`}> ${name}${has.has(id) ? html` <span class="help">(has been sent there)</span>` : ""}</label>`)}
    </fieldset>
    <p class="buttons"><button class="main" name="again" value="false">Deliver</button>${has.size === 0 ? "" : html`<button name="again" value="true">Send another copy</button>`}</p>
    ${has.size === 0 ? "" : html`<p class="help">“Deliver” sends it only to where it has not been sent; “Send another copy” sends it once more.</p>`}
  </form>`;
}

function facts(book: Book): Html {
  const { fileName, bytes, language, receivedAt, document, duplicates } = book;
  const rows: readonly (readonly [string, Html | string])[] = [
    ["File", `${fileName} (${sizeInWords(bytes)})`],
    ...(document === undefined ? [] : [[documentName(book), sizeInWords(document.bytes)] as const]),
    ...(language === "und" ? [] : [["Language", languageName(language)] as const]),
    ["Received", time(receivedAt)],
    ...(duplicates.length === 0 ? [] : [["Dropped again", timesWords(duplicates.length)] as const]),
  ];
  return html`<dl class="facts">${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function whereItWent({ deliveries, devices, mailStaysHere }: BookContents): Html | "" {
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

function warnings({ document }: Book): Html | "" {
  if (document === undefined || document.warnings.length === 0) return "";
  return html`<section id="warnings" aria-labelledby="warnings-heading">
  <h2 id="warnings-heading">What had to be put right</h2>
  <ul class="plain">${document.warnings.map(({ found, done }) => html`<li>${found} <span class="help">${done}</span></li>`)}</ul>
</section>`;
}

function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(tag) ?? tag;
  } catch {
    // What files declare as their language need not be one.
    return tag;
  }
}

function timesWords(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
