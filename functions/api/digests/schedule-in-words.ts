import { weekdayNames } from "./cron-presets.ts";

/** More times a day are told more clearly by the expression. */
const timesMax = 4;
const shortNames = weekdayNames.map((name) => name.slice(0, 3).toUpperCase());
/** As people count them: the week begins on Monday. */
const weekOrder = [1, 2, 3, 4, 5, 6, 0];
const list = new Intl.ListFormat("en-GB");
const ordinals = new Intl.PluralRules("en-GB", { type: "ordinal" });
const endings: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> = { one: "st", two: "nd", few: "rd" };

/**
 * `every day at 06:00`, `on weekdays at 07:30 and 18:00`, `from Monday to Saturday at 06:00`, `on the 1st of each month at 08:00`: or
 * the expression as it is, where words would be no clearer.
 * @param cron five fields without a mistake
 */
export function scheduleInWords(cron: string): string {
  const asItIs = `by the schedule “${cron}”`;
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = cron.trim().split(/\s+/u);
  const times = timesOf(minute, hour);
  if (times === undefined || month !== "*") return asItIs;
  const at = ` at ${list.format(times)}`;
  if (day === "*") {
    const weekdays = weekday === "*" ? weekOrder : valuesOf(named(weekday), 0, 7);
    return weekdays === undefined ? asItIs : `${weekdaysInWords(new Set(weekdays.map((one) => one % 7)))}${at}`;
  }
  // With a day of the week besides, it comes on either.
  const days = weekday === "*" ? valuesOf(day, 1, 31) : undefined;
  if (days === undefined || days.length > timesMax) return asItIs;
  return `on the ${list.format(days.map((one) => `${one}${endings[ordinals.select(one)] ?? "th"}`))} of each month${at}`;
}

function timesOf(minute: string, hour: string): readonly string[] | undefined {
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  if (minutes === undefined || hours === undefined || minutes.length * hours.length > timesMax) return undefined;
  return hours.flatMap((one) => minutes.map((other) => `${twoDigits(one)}:${twoDigits(other)}`));
}

const twoDigits = (value: number) => String(value).padStart(2, "0");

function weekdaysInWords(weekdays: ReadonlySet<number>): string {
  const days = weekOrder.filter((day) => weekdays.has(day));
  const names = days.map((day) => weekdayNames[day] ?? "");
  const [first = "", last = ""] = [names[0], names.at(-1)];
  if (days.length === 7) return "every day";
  if (days.join("") === "12345") return "on weekdays";
  if (days.length >= 3 && weekOrder.join("").includes(days.join(""))) return `from ${first} to ${last}`;
  return `every ${list.format(names)}`;
}

/** Numbers in the place of names. */
function named(weekday: string): string {
  return weekday.toUpperCase().replace(/[A-Z]{3}/gu, (name) => {
    const day = shortNames.indexOf(name);
    return day === -1 ? name : String(day);
  });
}

/** Each value of a list of numbers and ranges, once and in order; `undefined` for steps, wildcards and whatever else there is. */
function valuesOf(field: string, min: number, max: number): readonly number[] | undefined {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [, from = "", to = from] = /^(\d{1,2})(?:-(\d{1,2}))?$/u.exec(part) ?? [];
    if (from === "" || Number(from) < min || Number(to) > max || Number(to) < Number(from)) return undefined;
    for (let value = Number(from); value <= Number(to); value += 1) values.add(value);
  }
  return [...values].toSorted((one, other) => one - other);
}
