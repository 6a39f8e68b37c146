import { monthOf } from "./date/month-names.ts";
import { type Day, dayOfNumbers, fullYear } from "./date/numbered-day.ts";
import { inZone, isKnownZone, offsetMinutesMax, type Zone, zoneAtStart } from "./date/time-zone.ts";
import { westernised } from "./date/westernised.ts";

/** No date is longer, whatever its language. */
const dateLengthMax = 120;
const yearMin = 1900;
const yearMax = 2200;

interface Clock {
  readonly hours: number;
  readonly minutes: number;
  readonly ms: number;
}

/**
 * The moment that a date in a feed means: RFC 822 and its descendants, RFC 3339, ISO 8601, seconds since the epoch, and what
 * people write by hand, in some thirty languages. Without a zone it is UTC, in Korean it is Korea's. `undefined` for what is
 * no date, or one that cannot be told from others.
 */
export function parseDate(written: string): Date | undefined {
  if (written.length > dateLengthMax * 2) return undefined;
  const plain = fromCommonShape(written.trim());
  if (plain !== undefined) return isInReach(plain) ? new Date(plain) : undefined;
  const text = tidy(written);
  if (text === "" || text.length > dateLengthMax || !/\p{Nd}/u.test(text)) return undefined;
  const ms = /^\d{10,}(?:\.\d{1,9})?$/u.test(text) ? fromDigits(text) : fromWords(westernised(text), text);
  return ms === undefined || !isInReach(ms) ? undefined : new Date(ms);
}

function isInReach(ms: number): boolean {
  return ms >= Date.UTC(yearMin, 0, 1) && ms < Date.UTC(yearMax, 0, 1);
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:Z|([+-]\d\d):(\d\d))$/u;
const rfc822 =
  /^(?:[A-Za-z]{3},? )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (?:GMT|UTC|UT|Z|([+-]\d\d)(\d\d))$/u;

const englishMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** What almost all dates look like, without the patience for the others. */
function fromCommonShape(text: string): number | undefined {
  const iso = rfc3339.exec(text);
  const mail = iso === null ? rfc822.exec(text) : null;
  const match = iso ?? mail;
  if (match === null) return undefined;
  const [, first = "", second = "", third = "", hours, minutes, seconds] = match;
  const month = mail === null ? Number(second) - 1 : englishMonths.indexOf(second);
  if (month < 0) return undefined;
  const day =
    mail === null
      ? { year: Number(first), month, day: Number(third) }
      : { year: Number(third), month, day: Number(first) };
  const [zoneHours = "+00", zoneMinutes = "00"] = match.slice(iso === null ? 7 : 8);
  const offset = Number(zoneHours.slice(1)) * 60 + Number(zoneMinutes);
  if (offset > offsetMinutesMax) return undefined;
  const zone = { minutes: zoneHours.startsWith("-") ? -offset : offset };
  return momentOf(day, clockOf(hours, minutes, seconds, iso?.[7]?.slice(1)), zone);
}

function tidy(written: string): string {
  return written
    .normalize("NFKC")
    .replace(/[\u2010-\u2015\u2212]/gu, "-")
    .replace(/\([^()]*\)|[[\]]/gu, " ")
    .replace(/[\s\p{Cf}\p{Cc}]+/gu, " ")
    .trim();
}

/** Seconds or milliseconds since the epoch, or a date and a time without anything between. */
function fromDigits(digits: string): number | undefined {
  if (/^\d{10}(?:\.\d+)?$/u.test(digits)) return Math.round(Number(digits) * 1000);
  if (digits.length === 13) return Number(digits);
  const [, date, hours, minutes, seconds] = /^(\d{8})(\d{2})(\d{2})(\d{2})?$/u.exec(digits) ?? [];
  if (date === undefined) return undefined;
  return momentOf(dayOfNumbers(date), clockOf(hours, minutes, seconds), { minutes: 0 });
}

const clock =
  /(?<![\d:])(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?(?![\d:])(?:\s?([ap])\.?m\b\.?)?|\s?([ap])\.?m\b\.?)/iu;
/** `T101455`, `T23` */
const bareClock = /(?<=\d)T(\d{2})(?:(\d{2})(\d{2})?)?(?=$|[\sZ+-])/iu;
/** A date of XML Schema, which has a zone without having a time. */
const datedZone = /^(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})$/u;
const koreaMinutes = 9 * 60;

function fromWords(text: string, original: string): number | undefined {
  const dated = datedZone.exec(text);
  if (dated !== null) {
    const [, date = "", written = ""] = dated;
    return momentOf(dayOfNumbers(date), { hours: 0, minutes: 0, ms: 0 }, zoneAtStart(written)?.zone ?? { minutes: 0 });
  }
  const match = clock.exec(text) ?? bareClock.exec(text);
  if (match === null) {
    const day = dayOf(text.replace(/ ([A-Z]{1,5})$/u, (whole, zone: string) => (isKnownZone(zone) ? "" : whole)));
    return momentOf(day, { hours: 0, minutes: 0, ms: 0 }, zoneOfDay(original));
  }
  const [found, hours, minutes, seconds, fraction, half, halfAlone] = match;
  const behind = text.slice(match.index + found.length).trimStart();
  const zone = zoneAtStart(behind);
  const rest = zone === undefined ? behind : behind.slice(zone.length);
  // A second zone repeats the first: "+0000 GMT".
  const repeated = zone === undefined ? undefined : zoneAtStart(rest.trimStart());
  const left = repeated === undefined ? rest : rest.trimStart().slice(repeated.length);
  const day = dayOf(`${text.slice(0, match.index).replace(/T$/u, "")} ${left}`);
  const time = clockOf(hours, minutes, seconds, fraction, half ?? halfAlone);
  return momentOf(day, time, zone?.zone ?? zoneOfDay(original));
}

function zoneOfDay(original: string): Zone {
  return { minutes: /[년월일]|오[전후]/u.test(original) ? koreaMinutes : 0 };
}

function clockOf(hours = "0", minutes = "0", seconds = "0", fraction = "", half?: string): Clock | undefined {
  const h = Number(hours);
  const m = Number(minutes);
  const s = Number(seconds);
  if (m > 59 || s > 60 || h > 24 || (h === 24 && m + s > 0)) return undefined;
  const isAfternoon = half?.toLowerCase() === "p";
  const ms = s * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3));
  // "13:05 PM" means what it says.
  if (half === undefined || h > 12) return { hours: h, minutes: m, ms };
  return { hours: (h % 12) + (isAfternoon ? 12 : 0), minutes: m, ms };
}

function momentOf(day: Day | undefined, time: Clock | undefined, zone: Zone): number | undefined {
  if (day === undefined || time === undefined) return undefined;
  // Date.UTC reads years below 100 as those of the last century.
  if (day.year < yearMin) return undefined;
  const midnight = Date.UTC(day.year, day.month, day.day);
  // Date.UTC makes 1 March of 30 February.
  if (new Date(midnight).getUTCDate() !== day.day || day.month > 11) return undefined;
  return inZone(midnight + (time.hours * 60 + time.minutes) * 60_000 + time.ms, zone);
}

/** Words between the parts of a date. */
const fillers = new Set([
  "de",
  "del",
  "of",
  "the",
  "at",
  "le",
  "den",
  "el",
  "om",
  "kl",
  "um",
  "on",
  "г",
  "года",
  "року",
  "d",
  "uhr",
  "à",
  "às",
  "alle",
  "ore",
  "ora",
  "klo",
  "godz",
  "в",
  "о",
  "m",
  "gada",
]);

/** Days of the week that stand behind a date, in Turkish and Hungarian. Elsewhere they come first. */
const lateWeekdays =
  /^(?:pazartesi|sal[ıi]|[çc]ar[şs]amba|per[şs]embe|cuma|cumartesi|pazar|h[ée]tf[őo]|kedd|szerda|cs[üu]t[öo]rt[öo]k|p[ée]ntek|szombat|vas[áa]rnap)$/iu;

/** The day that the rest of a date means, with a month by name or by number. */
function dayOf(text: string): Day | undefined {
  if (/^\s*\d{4}-?W\d/u.test(text)) return dayOfNumbers(text.trim());
  const words = text
    .trim()
    .replace(/^(\p{L}{3,})-(\d{1,2})-(\d{4})$/u, "$2 $1 $3")
    .replace(/(?<=\s)['’](?=\d{2}$)/u, "")
    .replace(/(\d)(?:st|nd|rd|th|er|[ºª°])(?![\p{L}])/giu, "$1")
    .split(/(?<=\p{L}\.?)[\s,/-]+|(?<=[\d,.])[\s,]+|(?<=\d)-(?=\p{L})|\s+/u)
    .map((word) => word.replace(/^[,;-]+(?!\d)|[,;.]+$|(?<=\D)-+$/gu, ""))
    .filter((word) => word !== "" && word !== "-" && !fillers.has(word.toLowerCase()) && !lateWeekdays.test(word));
  const numbers = words.filter((word) => /\d/u.test(word));
  const names = words.filter((word) => !/\d/u.test(word));
  // The last one that names a month does: "mar., 03 juil." begins with a Tuesday.
  const monthAt = names.findLastIndex((word) => monthOf(word) !== undefined);
  // Anything else that is no number must be the day of the week, which comes first.
  const isWeekdayFirst = names.length === 0 || !/\d/u.test(words[0] ?? "");
  const others = names.length - (monthAt === -1 ? 0 : 1);
  if (others > 1 || (others === 1 && !isWeekdayFirst)) return undefined;
  const month = monthAt === -1 ? undefined : monthOf(names[monthAt] ?? "");
  if (month !== undefined && numbers.length > 0) return dayOfNamedMonth(numbers, month);
  // "11 04 2020" is read as if it had been written with hyphens.
  return numbers.length === 1 || numbers.length === 3 ? dayOfNumbers(numbers.join("-")) : undefined;
}

function dayOfNamedMonth(numbers: readonly string[], month: number): Day | undefined {
  const [first = "", second, ...more] = numbers;
  if (more.length > 0 || !numbers.every((number) => /^\d{1,4}$/u.test(number))) return undefined;
  if (second === undefined) return first.length === 4 ? { year: Number(first), month, day: 1 } : undefined;
  if (first.length > 2) return second.length > 2 ? undefined : { year: Number(first), month, day: Number(second) };
  return { year: fullYear(second), month, day: Number(first) };
}
