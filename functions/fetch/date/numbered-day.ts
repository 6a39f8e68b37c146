export interface Day {
  readonly year: number;
  /** 0 for January. */
  readonly month: number;
  readonly day: number;
}

/** RFC 5322, 4.3. */
export function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 3) return year;
  return year < 50 && digits.length < 3 ? year + 2000 : year + 1900;
}

/** The day that numbers alone mean. */
export function dayOfNumbers(text: string): Day | undefined {
  for (const [pattern, read] of numberedDays) {
    const match = pattern.exec(text);
    if (match !== null) return read(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1), match);
  }
  return undefined;
}

type ReadDay = (first: number, second: number, third: number, match: RegExpExecArray) => Day | undefined;

const byYear: ReadDay = (year, month, day) => ({ year, month: month - 1, day });
const byShortYear: ReadDay = (year, month, day) => ({ year: 2000 + year, month: month - 1, day });
const byOrdinal: ReadDay = (year, ordinal) => {
  const full = year < 100 ? 2000 + year : year;
  const date = new Date(Date.UTC(full, 0, ordinal));
  if (ordinal < 1 || date.getUTCFullYear() !== full) return undefined;
  return { year: full, month: date.getUTCMonth(), day: date.getUTCDate() };
};
/** ISO 8601: the week with the first Thursday is the first. */
const byWeek: ReadDay = (year, week, weekday) => {
  if (week < 1 || week > 53 || weekday < 1 || weekday > 7) return undefined;
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = Date.UTC(year, 0, 4 - ((fourth.getUTCDay() + 6) % 7));
  const date = new Date(monday + ((week - 1) * 7 + weekday - 1) * 24 * 60 * 60_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() };
};
const byDay: ReadDay = (day, month, _, match) => ({ year: fullYear(match[3] ?? ""), month: month - 1, day });
/** The day is the one that cannot be a month; where both can, each sign has its custom. */
const byCustom =
  (custom: "day first" | "month first"): ReadDay =>
  (first, second, third, match) =>
    first > 12 || (custom === "day first" && second <= 12)
      ? byDay(first, second, third, match)
      : byDay(second, first, third, match);

const numberedDays: readonly (readonly [RegExp, ReadDay])[] = [
  [/^(\d{4})[-/.]0?(\d{1,2})[-/.](\d{1,2})\.?$/u, byYear],
  [/^(\d{4})(\d{2})(\d{2})$/u, byYear],
  [/^(\d{4})-(\d{2})$/u, byYear],
  [/^(\d{4})-?W(\d{2})(?:-?(\d))?$/u, byWeek],
  [/^(\d{4})-?(\d{3})$/u, byOrdinal],
  [/^(\d{4})$/u, byYear],
  [/^(\d{2})-(\d{2})-(\d{2})$/u, byShortYear],
  [/^(\d{2})(\d{2})(\d{2})$/u, byShortYear],
  [/^(\d{2})-?(\d{3})$/u, byOrdinal],
  [/^-(\d{2})-?(\d{2})$/u, byShortYear],
  [/^(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})\.?$/u, byDay],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/u, byCustom("month first")],
  [/^(\d{1,2})-(\d{1,2})-(\d{4})$/u, byCustom("day first")],
];
