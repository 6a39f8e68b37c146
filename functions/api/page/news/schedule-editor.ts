import { html } from "hono/html";
import { isTimeZone, scheduleMistake } from "../../../../shared/digests/schedule.ts";
import { presetKinds, weekdayNames } from "../../digests/cron-presets.ts";
import { nextRuns, runInWords } from "../../digests/next-runs.ts";
import { scheduleInWords } from "../../digests/schedule-in-words.ts";
import type { Html } from "../layout.ts";
import { cronIn, type DigestDraft } from "./digest-draft.ts";

const kindWords: Readonly<Record<DigestDraft["kind"], string>> = {
  daily: "Every day",
  weekdays: "On weekdays, Monday to Friday",
  weekly: "Once a week",
  cron: "By a schedule of your own (cron)",
};
/** Days as a week is read: Monday first. */
const week = [1, 2, 3, 4, 5, 6, 0];

/** When a digest comes: presets for most, five fields for the others, and the next five times in words. */
export function scheduleEditor(draft: DigestDraft, now: Date): Html {
  return html`<fieldset class="schedule" id="schedule"><legend>When it comes</legend>
  <div class="kinds">${presetKinds.map((kind) => html`<label class="check"><input type="radio" name="kind" value="${kind}"${kind === draft.kind ? html` checked` : ""}> ${kindWords[kind]}</label>`)}</div>
  <div class="fields">
    <p class="by-time"><label for="digest-time">At</label><input id="digest-time" name="time" type="time" value="${draft.time}"></p>
    <p class="by-week"><label for="digest-weekday">On</label><select id="digest-weekday" name="weekday">${week.map((day) => html`<option value="${day}"${day === draft.weekday ? html` selected` : ""}>${weekdayNames[day] ?? ""}</option>`)}</select></p>
    <p class="by-cron"><label for="digest-cron">Minute, hour, day of the month, month, day of the week</label><input id="digest-cron" name="cron" value="${draft.cron}" maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="cron-help"></p>
    <p><label for="digest-zone">Time zone</label><select id="digest-zone" name="timeZone">${zonesWith(draft.timeZone).map((zone) => html`<option value="${zone}"${zone === draft.timeZone ? html` selected` : ""}>${zone.replaceAll("_", " ")}</option>`)}</select></p>
  </div>
  <p class="help by-cron" id="cron-help">For example <code>0 6 * * 1-5</code>: at six on weekdays. <code>30 7,18 * * *</code>: every day at half past seven and half past six. <code>0 8 1 * *</code>: at eight on the first of each month.</p>
  <details${draft.quietDays.length > 0 ? html` open` : ""}><summary>Quiet days</summary><div class="days" role="group" aria-label="Days without an edition">${week.map((day) => html`<label class="check"><input type="checkbox" name="quietDays" value="${day}"${draft.quietDays.includes(day) ? html` checked` : ""}> ${weekdayNames[day] ?? ""}</label>`)}</div><p class="help">No edition comes on them; what arrives then is in the next one.</p></details>
  ${scheduleOutcome(draft, now)}
  <p class="buttons" id="look-button"><button formaction="/page/digests/look" formnovalidate>Show the next five times</button></p>
</fieldset>`;
}

/** What the schedule comes to: the next five times in words, or what is wrong with it. */
export function scheduleOutcome(draft: DigestDraft, now: Date): Html {
  const cron = cronIn(draft);
  const { timeZone, quietDays } = draft;
  const mistake =
    draft.kind !== "cron" && cron === draft.time
      ? "Say at what time, as in 06:30."
      : isTimeZone(timeZone)
        ? scheduleMistake(cron, timeZone)
        : "There is no such time zone.";
  const runs = mistake === undefined ? nextRuns({ cron, timeZone, quietDays }, now) : [];
  return html`<div class="outcome" id="schedule-outcome" role="status">${
    mistake === undefined
      ? runs.length === 0
        ? html`<p class="notice bad">It would never come: every day on which it would is quiet.</p>`
        : html`<p>It comes ${scheduleInWords(cron)}${quietWords(quietDays)}, next on:</p><ol class="runs">${runs.map((run) => html`<li>${runInWords(run, timeZone)}</li>`)}</ol>`
      : html`<p class="notice bad">${mistake}</p>`
  }</div>`;
}

function quietWords(days: readonly number[]): string {
  const names = week.filter((day) => days.includes(day)).map((day) => `${weekdayNames[day]}s`);
  return names.length === 0 ? "" : `, but not on ${new Intl.ListFormat("en-GB").format(names)}`;
}

/** Node calls some zones by the names that their cities no longer have. */
const presentNames: Readonly<Record<string, string>> = {
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Godthab": "America/Nuuk",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
};
const zones: ReadonlySet<string> = new Set([
  "UTC",
  ...Intl.supportedValuesOf("timeZone")
    .map((zone) => presentNames[zone] ?? zone)
    .toSorted(),
]);

function zonesWith(zone: string): readonly string[] {
  return zones.has(zone) || !isTimeZone(zone) ? [...zones] : [zone, ...zones];
}
