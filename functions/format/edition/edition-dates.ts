import { editionLocaleOf } from "../../../shared/articles/edition-locale.ts";

interface Told {
  readonly timeZone: string;
  /** Of the edition. */
  readonly language: string;
}

/** Making a formatter takes longer than everything else that is done for an article. */
const formatters = new Map<string, Intl.DateTimeFormat>();

const date = { day: "numeric", month: "long", year: "numeric" } as const;
const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** The day of an edition where its reader is: "Sunday, 1 March 2026", "Sonntag, 1. März 2026". */
export function dayInWords(slot: string, told: Told): string {
  const words = formatted(slot, "day", { weekday: "long", ...date }, told);
  const locale = editionLocaleOf(told.language);
  // English has a comma behind the day of the week or not, as the tables of Unicode change; a line begins with a capital.
  const line = locale === "en-GB" ? words.replace(/^(\p{L}+),? /u, "$1, ") : words;
  return line.slice(0, 1).toLocaleUpperCase(locale) + line.slice(1);
}

/** A moment where the reader is: "1 March 2026, 08:30". */
export function timeInWords(moment: string, told: Told): string {
  const day = formatted(moment, "date", date, told);
  const clock = formatted(moment, "time", time, told);
  const gap = ["ja-JP", "zh-CN"].includes(editionLocaleOf(told.language)) ? " " : ", ";
  return `${day}${gap}${clock}`;
}

function formatted(
  moment: string,
  kind: string,
  options: Intl.DateTimeFormatOptions,
  { timeZone, language }: Told,
): string {
  const locale = editionLocaleOf(language);
  const name = `${kind} ${locale} ${timeZone}`;
  const formatter = formatters.get(name) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formatters.set(name, formatter);
  const words = formatter.format(new Date(moment));
  // The first of a month is an ordinal in French, which the tables of Unicode leave to whoever writes it.
  return locale === "fr-FR" ? words.replace(/(^| )1 (?=\p{L})/u, "$11er ") : words;
}
