import { html } from "hono/html";
import type { SourceFormat } from "../../../events/values.ts";
import { attentionSection } from "./attention-section.ts";
import { bookTile } from "./book-tile.ts";
import { dataSection } from "./data-section.ts";
import { deliveriesSection } from "./deliveries-section.ts";
import { devicesSection } from "./devices-section.ts";
import { frame, type Html } from "./layout.ts";
import type { LibraryContents } from "./read-page.ts";

/** What ingest takes, as people call it. */
const kinds: Readonly<Record<SourceFormat, string>> = {
  epub: "EPUB",
  html: "web pages",
  markdown: "Markdown",
  text: "plain text",
  docx: "Word",
  odt: "OpenDocument",
  fb2: "FictionBook",
  rtf: "Rich Text",
  pdf: "PDF",
  comic: "comics (CBZ)",
  picture: "pictures",
  "page-archive": "ZIPs of these",
};
const kindsTaken = new Intl.ListFormat("en-GB").format(Object.values(kinds));

/** The first page: drop a book, watch it, find it, and see where it went. */
export function libraryPage(contents: LibraryContents): Html {
  const { books, devices, query, isFirst } = contents;
  const isNew = devices.length === 0 || (books.length === 0 && query === "" && isFirst);
  return frame(
    "Library · Kindle Content Server",
    html`<h1 class="unseen">Kindle Content Server</h1>
${dropSection(isNew)}
${isNew ? beginningSection(contents) : ""}
${attentionSection(contents)}
${librarySection(contents)}
${devicesSection(contents)}
${deliveriesSection(contents)}
${dataSection(contents)}`,
  );
}

function dropSection(isNew: boolean): Html {
  return html`<section class="drop${isNew ? "" : " familiar"}" id="drop" aria-labelledby="drop-heading">
  <form method="post" action="/page/books" enctype="multipart/form-data" id="upload" class="drop-form">
    <h2 id="drop-heading">Drop a book anywhere on this page</h2>
    <p class="drop-or">or <label class="button main" for="files">choose files</label><input class="unseen" id="files" name="file" type="file" required aria-describedby="drop-help"><button id="upload-button" class="main">Send them</button></p>
    <p id="drop-help" class="help">${kindsTaken}. It becomes a clean EPUB and goes to your automatic devices.</p>
    <label class="check" id="keep-choice" hidden><input type="checkbox" id="keep"> Only keep it here, and do not send it yet</label>
  </form>
  <ul class="uploads" id="uploads" aria-label="Uploads" data-keep></ul>
</section>`;
}

/** For a newcomer: the two things to do first. */
function beginningSection({ devices, books, mailFrom, mailStaysHere }: LibraryContents): Html {
  const hasDevice = devices.length > 0;
  const hasBook = books.length > 0;
  return html`<section class="beginning card" id="beginning" aria-labelledby="beginning-heading">
  <h2 id="beginning-heading">Two things, and you are reading</h2>
  <ol>
    <li class="${hasDevice ? "done" : ""}">
      <strong>${hasDevice ? "Your Kindle is added." : html`<a href="#email">Add your Kindle.</a>`}</strong>
      ${hasDevice ? "" : html`Its address ends in <code>@kindle.com</code>; Amazon shows it under <em>Manage Your Content and Devices → Preferences → Personal Document Settings</em>. On the same page, add <code>${mailFrom}</code> to the <em>Approved Personal Document E-mail List</em>.`}
    </li>
    <li class="${hasBook ? "done" : ""}">
      <strong>${hasBook ? "Your first book is here." : html`<a href="#drop">Drop a book.</a>`}</strong>
      ${hasBook ? "" : "Anywhere on this page, or into the inbox folder of the server. You can watch it being opened, made Kindle-ready, and mailed."}
    </li>
  </ol>
  ${mailStaysHere ? html`<p class="help">No mail server is set yet, so each mail is written to the <code>outbox</code> folder instead: a safe way to try everything. Set <code>SMTP_URL</code> to send for real.</p>` : ""}
</section>`;
}

function librarySection(contents: LibraryContents): Html {
  const { books, query, older, isFirst } = contents;
  const nothing =
    query === ""
      ? "Nothing here yet. The first book that you drop appears in this place."
      : `No book in the library has “${query}” in its title, authors or file name.`;
  return html`<section class="library" id="library" aria-labelledby="library-heading" tabindex="-1">
  <div class="section-head">
    <h2 id="library-heading">Library</h2>
    <form role="search" method="get" action="/" class="search" id="search-form">
      <label class="unseen" for="search">Search by title, author or file name</label>
      <input id="search" name="q" type="search" placeholder="Title, author or file name" value="${query}" maxlength="200" autocomplete="off">
      <button>Search</button>
    </form>
  </div>
  ${query === "" ? "" : html`<p class="found" id="found">${foundWords(books.length, query, older !== undefined)} <a href="/">Show all books</a></p>`}
  ${books.length === 0 ? html`<p class="nothing">${nothing}</p>` : html`<ul class="tiles" id="tiles">${books.map((book) => bookTile(book, contents))}</ul>`}
  ${older === undefined && isFirst ? "" : html`<p class="pages">${isFirst ? "" : html`<a class="button" href="${addressOf(query)}">Newest books</a>`} ${older === undefined ? "" : html`<a class="button" href="${addressOf(query, older)}">Older books</a>`}</p>`}
</section>`;
}

function foundWords(count: number, query: string, more: boolean): string {
  return `${more ? "More than " : ""}${count} ${count === 1 ? "book" : "books"} for “${query}”.`;
}

function addressOf(query: string, page?: string): string {
  const search = new URLSearchParams({ ...(query !== "" && { q: query }), ...(page !== undefined && { page }) });
  return `/${search.size === 0 ? "" : `?${search.toString()}`}#library`;
}
