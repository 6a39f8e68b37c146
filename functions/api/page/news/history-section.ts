import { html } from "hono/html";
import type { Happening } from "../../happening.ts";
import { type Html, time } from "../layout.ts";

/** What has happened, in sentences, oldest first. */
export function historySection(happenings: readonly Happening[]): Html {
  return html`<section id="history" aria-labelledby="history-heading">
  <h2 id="history-heading">What has happened</h2>
  <ol class="history">${happenings.map(({ id, at, sentence }) => html`<li id="event-${id}"><span class="when">${time(at)}</span> <span>${sentence}</span></li>`)}</ol>
</section>`;
}
