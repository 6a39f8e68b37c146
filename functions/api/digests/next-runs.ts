import { nextSlots } from "../../../shared/digests/schedule.ts";

export const runsShown = 5;
/** Slots looked at before nearly every day counts as quiet. */
const slotsMax = 100;
/** Days begin at quarters of an hour everywhere. */
const quarterMs = 15 * 60 * 1000;
const dayMs = 24 * 60 * 60 * 1000;

interface Schedule {
  readonly cron: string;
  readonly timeZone: string;
  /** 0 for Sunday. */
  readonly quietDays: readonly number[];
}

/** When the next editions are due: five, or fewer where nearly every day is quiet. For a schedule without a mistake. */
export function nextRuns({ cron, timeZone, quietDays }: Schedule, after: Date): readonly Date[] {
  if (quietDays.length === 0) return nextSlots(cron, timeZone, after, runsShown);
  const weekday = new Intl.DateTimeFormat("en", { timeZone, weekday: "short" });
  const isQuiet = (at: Date) => quietDays.includes(weekdays.indexOf(weekday.format(at)));
  const runs: Date[] = [];
  let from = after;
  for (let looked = 0; looked < slotsMax && runs.length < runsShown; looked += 1) {
    const [slot] = nextSlots(cron, timeZone, from, 1);
    if (slot === undefined) break;
    if (!isQuiet(slot)) runs.push(slot);
    from = isQuiet(slot) ? beforeLoudDay(slot, isQuiet) : slot;
  }
  return runs;
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** A second before the next day begins that is not quiet: a schedule may strike every minute of those before. */
function beforeLoudDay(slot: Date, isQuiet: (at: Date) => boolean): Date {
  let at = Math.floor(slot.getTime() / quarterMs) * quarterMs;
  const end = at + 7 * dayMs;
  while (at < end && isQuiet(new Date(at))) at += quarterMs;
  return new Date(Math.max(slot.getTime(), at - 1000));
}

/** `Monday, 2 March 2026 at 06:00`, in the digest's own zone. */
export function runInWords(slot: Date, timeZone: string): string {
  const day = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  }).format(slot);
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${day} at ${clock.format(slot)}`;
}
