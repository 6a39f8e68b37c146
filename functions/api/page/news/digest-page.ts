import { html } from "hono/html";
import { digestLimits } from "../../../../events/digest-settings.ts";
import type { DigestView } from "../../digests/digest-view.ts";
import type { FeedView } from "../../feeds/feed-view.ts";
import { frame, type Html } from "../layout.ts";
import type { ShownDevice } from "../read-page.ts";
import type { DigestDraft } from "./digest-draft.ts";
import { nextLine } from "./digests-section.ts";
import { scheduleEditor } from "./schedule-editor.ts";

interface DigestPageContents {
  readonly draft: DigestDraft;
  /** Absent where it is a new one. */
  readonly digest: DigestView | undefined;
  readonly feeds: readonly FeedView[];
  readonly devices: readonly ShownDevice[];
  readonly now: Date;
}

/** A digest to fill in: a new one, or how one that is there is to be from now on. */
export function digestPage({ draft, digest, feeds, devices, now }: DigestPageContents): Html {
  const title = digest === undefined ? "A new digest" : digest.name;
  const action = digest === undefined ? "/page/digests" : `/page/digests/${digest.id}`;
  return frame(
    `${title} · Kindle Content Server`,
    html`<section class="digest-page" id="digest" aria-labelledby="digest-heading" tabindex="-1">
  <p class="back"><a href="/news#digests">News</a></p>
  <h1 id="digest-heading">${title}</h1>
  ${digest === undefined ? html`<p class="help">A newspaper of your own: say when it comes and what may be in it. Everything can be changed later.</p>` : html`${nextLine(digest)}<p class="buttons"><a class="button" href="/digest/${digest.id}/preview">Preview</a></p>`}
  <form method="post" action="${action}" class="digest-form" id="digest-form" data-keep${digest === undefined ? html` data-go-on="/news#digests"` : ""}>
    ${digest === undefined ? "" : html`<input type="hidden" name="id" value="${digest.id}">`}
    <p class="named"><label for="digest-name">What it is called</label><input id="digest-name" name="name" value="${draft.name}" required maxlength="${digestLimits.nameLengthMax}" autocomplete="off"></p>
    ${scheduleEditor(draft, now)}
    ${feedChoice(draft, feeds)}
    ${limits(draft)}
    ${rules(draft)}
    ${deviceChoice(draft, devices)}
    <p class="buttons"><button class="main">${digest === undefined ? "Make it" : "Save"}</button></p>
  </form>
</section>
${digest === undefined ? "" : removal(digest)}`,
    "news",
  );
}

function feedChoice({ feeds: chosen, sections }: DigestDraft, feeds: readonly FeedView[]): Html {
  const ticked = new Set(chosen === "all" ? [] : chosen);
  const shown = feeds.slice(0, digestLimits.feedsMax);
  return html`<fieldset class="choice"><legend>What it draws from</legend>
  <label class="check"><input type="radio" name="which" value="all"${chosen === "all" ? html` checked` : ""}> All feeds, also those that you add later</label>
  <label class="check"><input type="radio" name="which" value="some"${chosen === "all" ? "" : html` checked`}> Only these:</label>
  <div class="feed-choice" role="group" aria-label="Feeds">${shown.length === 0 ? html`<p class="nothing">There is no feed yet.</p>` : shown.map((feed) => html`<label class="check"><input type="checkbox" name="feeds" value="${feed.id}"${ticked.has(feed.id) ? html` checked` : ""}> ${feed.title}</label>`)}</div>
  <p><label for="digest-sections">Its sections are</label><select id="digest-sections" name="sections"><option value="feed"${sections === "feed" ? html` selected` : ""}>the feeds</option><option value="folder"${sections === "folder" ? html` selected` : ""}>your folders</option></select></p>
</fieldset>`;
}

type Limit = "articlesMax" | "maxAgeDays" | "scoreMin" | "wordsMax" | "pagesMax";

function limits(draft: DigestDraft): Html {
  const field = (name: Limit, label: string, min: number, max: number, unit: string, required = true) =>
    html`<p><label for="digest-${name}">${label}</label><input id="digest-${name}" name="${name}" type="number" inputmode="numeric" min="${min}" max="${max}" value="${draft[name]}"${required ? html` required` : html` placeholder="no limit"`}> ${unit}</p>`;
  return html`<fieldset><legend>How much</legend><div class="fields numbers">
    ${field("articlesMax", "At most", 1, digestLimits.articlesMax, "articles")}
    ${field("maxAgeDays", "None older than", 1, digestLimits.maxAgeDaysMax, "days")}
    ${field("scoreMin", "Each with a score of at least", 0, 100, "of 100")}
    ${field("wordsMax", "In all at most", 100, digestLimits.wordsMax, "words", false)}
    ${field("pagesMax", "In all at most", 1, digestLimits.pagesMax, "pages", false)}
  </div></fieldset>`;
}

function rules({ include, exclude }: DigestDraft): Html {
  return html`<fieldset><legend>What it is about</legend><div class="fields">
    <p><label for="digest-include">Only articles with one of these</label><textarea id="digest-include" name="include" rows="4" spellcheck="false" aria-describedby="rules-help">${include}</textarea></p>
    <p><label for="digest-exclude">Never articles with one of these</label><textarea id="digest-exclude" name="exclude" rows="4" spellcheck="false" aria-describedby="rules-help">${exclude}</textarea></p>
  </div><p class="help" id="rules-help">One a line: words or phrases (<code>central bank</code>), beginnings of words (<code>climat*</code>), or expressions between slashes (<code>/v\\d+\\.0/</code>). Empty: whatever there is.</p></fieldset>`;
}

function deviceChoice({ devices: chosen }: DigestDraft, devices: readonly ShownDevice[]): Html {
  return html`<fieldset><legend>Where it goes</legend>
  ${devices.length === 0 ? html`<p class="help">There is no Kindle yet: <a href="/#email">add one</a>. Until then each edition waits here.</p>` : devices.map(({ id, name }) => html`<label class="check"><input type="checkbox" name="devices" value="${id}"${chosen.includes(id) ? html` checked` : ""}> ${name}</label>`)}
  ${devices.length === 0 ? "" : html`<p class="help">None ticked: those that get every new book get it.</p>`}
</fieldset>`;
}

function removal({ id, name, paused }: DigestView): Html {
  return html`<section id="removal" aria-labelledby="removal-heading" class="removal">
  <h2 id="removal-heading" class="unseen">Run, pause or remove</h2>
  <div class="buttons"><form method="post" action="/page/digests/${id}/run" data-say="An edition is being put together." data-go-on="/edition/{id}"><button>Run now</button></form>
  <form method="post" action="/page/digests/${id}/pause"><button name="paused" value="${paused ? "false" : "true"}">${paused ? "Go on" : "Pause"}</button></form></div>
  <details><summary>Remove this digest…</summary>
    <form method="post" action="/page/digests/${id}/remove" class="row" data-go-on="/news#digests"><p class="help">No more editions of it are made. Those that there were stay.</p><button class="danger">Remove ${name}</button></form>
  </details>
</section>`;
}
