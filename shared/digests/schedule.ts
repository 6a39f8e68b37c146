import { Cron } from "croner";

/** What is wrong with a schedule, in a sentence for whoever wrote it; `undefined` where nothing is. */
export function scheduleMistake(cron: string, timeZone: string): string | undefined {
  if (cron.trim().split(/\s+/u).length !== 5 || cron.startsWith("@")) {
    return "A schedule has five fields: minute, hour, day of the month, month and day of the week, as in “0 6 * * 1-5”.";
  }
  if (!isTimeZone(timeZone)) return `There is no time zone named “${timeZone}”: write it as in “Europe/Berlin”.`;
  try {
    if (jobOf(cron, timeZone).nextRun(new Date(0)) === null)
      return "This schedule never comes: no year has such a day.";
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/^Cron\w+: /u, "") : "";
    return `This is no schedule: ${said || "it cannot be read"}.`;
  }
}

/**
 * When a schedule strikes next, after a moment and not at it. Where the clock skips that time of day it strikes at the moment of the
 * change, and where that time comes twice it strikes at the first: once on each day that it names.
 * @throws Error for a schedule with a mistake
 */
export function nextSlot(cron: string, timeZone: string, after: Date): Date {
  const [slot] = nextSlots(cron, timeZone, after, 1);
  if (slot === undefined) throw new Error(`The schedule ${cron} never comes`);
  return slot;
}

/** The next few. */
export function nextSlots(cron: string, timeZone: string, after: Date, count: number): readonly Date[] {
  return jobOf(cron, timeZone).nextRuns(count, after);
}

/**
 * The slot that is due: of all that were missed the last one, at or before `now`. So a server that was off for days catches up once.
 * @param firstMissed the earliest that has not been acted on; `undefined` is answered while it is still to come
 */
export function dueSlot(cron: string, timeZone: string, { firstMissed, now }: { firstMissed: Date; now: Date }) {
  if (firstMissed > now) return undefined;
  const [last] = jobOf(cron, timeZone).previousRuns(1, new Date(now.getTime() + 1));
  return last === undefined || last < firstMissed ? firstMissed : last;
}

export function isTimeZone(name: string): boolean {
  try {
    // oxlint-disable-next-line no-new -- only whether it can be made is of interest.
    new Intl.DateTimeFormat("en", { timeZone: name });
    return !/^[+-]/u.test(name);
  } catch {
    return false;
  }
}

function jobOf(cron: string, timeZone: string): Cron {
  return new Cron(cron, { timezone: timeZone, mode: "5-part", paused: true });
}
