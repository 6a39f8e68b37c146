import { html } from "hono/html";
import type { Book } from "../../../shared/read-models/books.ts";
import type { DeliveryView } from "../../../shared/read-models/deliveries.ts";
import type { Html } from "./layout.ts";
import { progressBar } from "./progress-bar.ts";
import type { BookContents, LibraryContents } from "./read-page.ts";
import { bookWording, stepsDone, type Wording } from "./words.ts";

const grounds = 6;

/** One book among the others: its cover, what it is called, and where it is on its way. */
export function bookTile(book: Book, contents: LibraryContents): Html {
  const deliveries = contents.deliveriesOf.get(book.id) ?? [];
  const nameOf = (id: string) => contents.devices.find((device) => device.id === id)?.name;
  const wording = bookWording(book, deliveries, nameOf, contents.mailStaysHere);
  return html`<li class="tile" id="book-${book.id}" data-title="${book.title}">
  <a class="tile-link" href="/book/${book.id}">
    ${cover(book)}
    <span class="tile-title">${book.title}</span>
    ${book.authors.length > 0 ? html`<span class="tile-author">${book.authors.join(", ")}</span>` : ""}
  </a>
  ${stateLine(wording)}
  ${wording.tone === "busy" ? stepLine(book, deliveries) : ""}
  ${mayBeMade(book) ? progressBar(book.id, contents.workOn(book.id)) : ""}
  ${book.rejection === undefined ? "" : html`<p class="tile-reason">${book.rejection.message}</p>`}
</li>`;
}

/** Whether somebody may be at work on its document: for the first time, or because its reader has said something of it. */
export function mayBeMade({ status, trouble }: Book): boolean {
  return status !== "rejected" && trouble === undefined;
}

/** The same line on the book's own page. */
export function bookWordingLine({ book, deliveries, devices, mailStaysHere }: BookContents): Html {
  const nameOf = (id: string) => devices.find((device) => device.id === id)?.name;
  return stateLine(bookWording(book, deliveries, nameOf, mailStaysHere));
}

/** The book's own picture, or its title set as one. Either only repeats what is written beside it. */
export function cover(book: Book): Html {
  if (book.cover !== undefined) {
    return html`<img class="cover" src="/api/books/${book.id}/cover" alt="" loading="lazy" width="300" height="450">`;
  }
  // The same book always stands on the same ground.
  const ground = Number.parseInt(book.id.slice(0, 4), 16) % grounds || 0;
  const refused = book.status === "rejected" ? " refused" : "";
  return html`<span class="cover drawn ground-${ground}${refused}" aria-hidden="true"><span class="drawn-title">${book.title}</span><span class="drawn-author">${book.authors.join(", ")}</span></span>`;
}

export function stateLine({ sign, words, tone }: Wording): Html {
  return html`<p class="state ${tone}"><span class="sign" aria-hidden="true">${sign}</span>${words}</p>`;
}

/** Four strokes, as many of them filled as steps are done. The words beside it say the same. */
function stepLine(book: Book, deliveries: readonly DeliveryView[]): Html {
  const done = stepsDone(book, deliveries);
  return html`<span class="steps" aria-hidden="true">${[1, 2, 3, 4].map((step) => html`<span class="${step <= done ? "done" : step === done + 1 ? "doing" : ""}"></span>`)}</span>`;
}
