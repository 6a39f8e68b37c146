import { type CronPreset, cronOf, presetKinds, presetOf } from "../../digests/cron-presets.ts";
import type { DigestView } from "../../digests/digest-view.ts";

/** A digest as it stands in its form: everything as it was typed. */
export interface DigestDraft {
  readonly name: string;
  /** `all`, or the ids of those that are ticked. */
  readonly feeds: "all" | readonly string[];
  readonly kind: CronPreset["kind"];
  readonly time: string;
  readonly weekday: number;
  readonly cron: string;
  readonly timeZone: string;
  readonly quietDays: readonly number[];
  readonly articlesMax: string;
  readonly scoreMin: string;
  readonly maxAgeDays: string;
  /** Empty: no such limit. */
  readonly wordsMax: string;
  readonly pagesMax: string;
  /** One rule a line. */
  readonly include: string;
  readonly exclude: string;
  readonly sections: string;
  readonly devices: readonly string[];
}

const usualTime = "06:00";

export function emptyDraft(timeZone: string): DigestDraft {
  return {
    name: "Morning paper",
    feeds: "all",
    kind: "daily",
    time: usualTime,
    weekday: 6,
    cron: "0 6 * * *",
    timeZone,
    quietDays: [],
    articlesMax: "30",
    scoreMin: "0",
    maxAgeDays: "3",
    wordsMax: "",
    pagesMax: "",
    include: "",
    exclude: "",
    sections: "feed",
    devices: [],
  };
}

export function draftOf(digest: DigestView): DigestDraft {
  const preset = presetOf(digest.cron);
  return {
    name: digest.name,
    feeds: digest.feeds,
    kind: preset.kind,
    time: preset.kind === "cron" ? usualTime : preset.time,
    weekday: preset.kind === "weekly" ? preset.weekday : 6,
    cron: digest.cron,
    timeZone: digest.timeZone,
    quietDays: digest.quietDays,
    articlesMax: String(digest.articlesMax),
    scoreMin: String(digest.scoreMin),
    maxAgeDays: String(digest.maxAgeDays),
    wordsMax: String(digest.wordsMax ?? ""),
    pagesMax: String(digest.pagesMax ?? ""),
    include: digest.include.join("\n"),
    exclude: digest.exclude.join("\n"),
    sections: digest.sections,
    devices: digest.devices,
  };
}

/** What somebody has filled in. */
export function draftIn(fields: URLSearchParams): DigestDraft {
  const text = (name: string) => (fields.get(name) ?? "").trim();
  return {
    name: text("name"),
    feeds: fields.get("which") === "some" ? fields.getAll("feeds") : "all",
    kind: presetKinds.find((kind) => kind === fields.get("kind")) ?? "cron",
    time: text("time"),
    weekday: Number(fields.get("weekday") ?? 6),
    cron: text("cron"),
    timeZone: text("timeZone"),
    quietDays: fields.getAll("quietDays").map(Number),
    articlesMax: text("articlesMax"),
    scoreMin: text("scoreMin"),
    maxAgeDays: text("maxAgeDays"),
    wordsMax: text("wordsMax"),
    pagesMax: text("pagesMax"),
    include: fields.get("include") ?? "",
    exclude: fields.get("exclude") ?? "",
    sections: text("sections"),
    devices: fields.getAll("devices"),
  };
}

/** The five fields that a draft means; what is no time is handed on, to be refused with its reason. */
export function cronIn({ kind, time, weekday, cron }: DigestDraft): string {
  if (kind === "cron") return cron;
  return cronOf(kind === "weekly" ? { kind, time, weekday } : { kind, time }) ?? time;
}

/** What a draft asks the API for. */
export function digestBody(
  draft: DigestDraft,
  { isNew }: { readonly isNew: boolean },
): Readonly<Record<string, unknown>> {
  const limit = (text: string) => (text === "" ? (isNew ? undefined : null) : numberIn(text));
  return {
    name: draft.name,
    feeds: draft.feeds,
    cron: cronIn(draft),
    timeZone: draft.timeZone,
    quietDays: draft.quietDays,
    articlesMax: numberIn(draft.articlesMax),
    scoreMin: numberIn(draft.scoreMin),
    maxAgeDays: numberIn(draft.maxAgeDays),
    wordsMax: limit(draft.wordsMax),
    pagesMax: limit(draft.pagesMax),
    include: linesIn(draft.include),
    exclude: linesIn(draft.exclude),
    sections: draft.sections,
    devices: draft.devices,
  };
}

/** What is no number stays what it is: the API has a word for that. */
function numberIn(text: string): number | string {
  return /^\d{1,9}$/u.test(text) ? Number(text) : text;
}

function linesIn(text: string): readonly string[] {
  return text
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
