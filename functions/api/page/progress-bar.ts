import { html } from "hono/html";
import type { WorkDone } from "../../../shared/ports/progress.ts";
import { progressView } from "../books/progress-view.ts";
import type { Html } from "./layout.ts";

/** How far a book is, as a bar with words; `live.js` moves it. Always there while it may be needed: hidden without work. */
export function progressBar(bookId: string, work: WorkDone | undefined): Html {
  const { share, words } = work === undefined ? { share: 0, words: "" } : progressView(work);
  const percent = Math.round(share * 100);
  return html`<p class="progress" id="progress-${bookId}"${work === undefined ? html` hidden` : ""}><progress role="progressbar" aria-label="Being made Kindle-ready" aria-valuemin="0" aria-valuemax="100" aria-valuenow="${percent}" aria-valuetext="${words}" max="100" value="${percent}"></progress><span class="progress-words" aria-hidden="true">${words}</span></p>`;
}
