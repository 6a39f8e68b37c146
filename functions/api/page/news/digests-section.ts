import { html } from "hono/html";
import type { DigestView } from "../../digests/digest-view.ts";
import { runInWords } from "../../digests/next-runs.ts";
import type { Html } from "../layout.ts";
import { counted } from "./news-words.ts";
import type { NewsContents } from "./read-news.ts";

/** The newspapers that are wanted, and when each comes next. */
export function digestsSection({ digests, devices }: NewsContents): Html {
  const nameOf = (id: string) => devices.find((device) => device.id === id)?.name ?? "a former device";
  return html`<section class="digests" id="digests" aria-labelledby="digests-heading" tabindex="-1">
  <div class="section-head"><h2 id="digests-heading">Digests</h2><p class="buttons head-links"><a class="button main" href="/digest/new">New digest</a></p></div>
  ${digests.length === 0 ? html`<p class="nothing">No newspaper has been asked for yet.</p>` : html`<ul class="cards">${digests.map((digest) => digestCard(digest, nameOf))}</ul>`}
</section>`;
}

function digestCard(digest: DigestView, nameOf: (id: string) => string): Html {
  const { id, name, schedule, paused, feeds, devices, articlesMax } = digest;
  const from = feeds === "all" ? "all feeds" : counted(feeds.length, "feed", "feeds");
  const to = devices.length === 0 ? "your automatic devices" : devices.map(nameOf).join(", ");
  return html`<li class="card stack digest" id="digest-${id}">
  <h3><a href="/digest/${id}">${name}</a></h3>
  <p>${schedule.charAt(0).toUpperCase()}${schedule.slice(1)}, up to ${counted(articlesMax, "article", "articles")} from ${from}, to ${to}.</p>
  ${nextLine(digest)}
  <div class="buttons">
    <form method="post" action="/page/digests/${id}/run" data-say="An edition is being put together."><button class="main">Run now<span class="unseen">: ${name}</span></button></form>
    <a class="button" href="/digest/${id}/preview">Preview<span class="unseen"> of ${name}</span></a>
    <form method="post" action="/page/digests/${id}/pause"><button name="paused" value="${paused ? "false" : "true"}">${paused ? "Go on" : "Pause"}<span class="unseen"> with ${name}</span></button></form>
  </div>
</li>`;
}

export function nextLine({ paused, nextRunAt, timeZone }: DigestView): Html {
  if (paused)
    return html`<p class="state unclear"><span class="sign" aria-hidden="true">‖</span>Paused: nothing comes by itself</p>`;
  if (nextRunAt === undefined)
    return html`<p class="state unclear"><span class="sign" aria-hidden="true">?</span>Every day on which it would come is quiet</p>`;
  return html`<p class="state busy"><span class="sign" aria-hidden="true">→</span>Next: ${runInWords(new Date(nextRunAt), timeZone)} (${timeZone})</p>`;
}
