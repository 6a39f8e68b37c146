import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import type { FeedPace } from "./parsed-feed.ts";
import { valueOf } from "./read-text.ts";
import type { Reading } from "./reading.ts";
import type { FieldKey } from "./vocabulary.ts";

/** Further hours or days than there are mean nothing. */
const ttlMinutesMax = 366 * 24 * 60;

const periodMinutes: ReadonlyMap<string, number> = new Map([
  ["hourly", 60],
  ["daily", 24 * 60],
  ["weekly", 7 * 24 * 60],
  ["monthly", 30 * 24 * 60],
  ["yearly", 365 * 24 * 60],
]);
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

export const noPace: FeedPace = { ttlMinutes: undefined, updatePeriodMinutes: undefined, skipHours: [], skipDays: [] };

/** What a channel says about how often it changes. */
export function readPace(channels: readonly RecoveredElement[], { keyOf }: Reading): FeedPace {
  const fields = channels.flatMap(({ children }) => children.filter((child) => typeof child !== "string"));
  const find = (key: FieldKey) => fields.find((field) => keyOf(field) === key && !field.isCut);
  const values = (key: FieldKey, part: string) =>
    (find(key)?.children ?? [])
      .filter((child) => typeof child !== "string")
      .filter(({ name }) => name.toLowerCase() === part)
      .map(valueOf);
  const ttl = find("home:ttl");
  const period = find("sy:updateperiod");
  const frequency = find("sy:updatefrequency");
  const hours = values("home:skiphours", "hour").map(hourOf);
  return {
    ttlMinutes: ttl === undefined ? undefined : minutesOf(valueOf(ttl)),
    updatePeriodMinutes: period === undefined ? undefined : updateMinutes(period, frequency),
    skipHours: distinct(hours.filter((hour) => hour >= 0)),
    skipDays: distinct(
      values("home:skipdays", "day")
        .map((day) => days.indexOf(day.slice(0, 3).toLowerCase()))
        .filter((day) => day >= 0),
    ),
  };
}

/** 0 to 23; the first RSS counted to 24. -1 for what is no hour. */
function hourOf(written: string): number {
  const hour = /^\d{1,2}$/u.test(written) ? Number(written) : -1;
  return hour === 24 ? 0 : hour > 24 ? -1 : hour;
}

function minutesOf(written: string): number | undefined {
  const minutes = Number.parseInt(written, 10);
  return minutes > 0 && minutes <= ttlMinutesMax ? minutes : undefined;
}

function updateMinutes(period: RecoveredElement, frequency: RecoveredElement | undefined): number | undefined {
  const minutes = periodMinutes.get(valueOf(period).toLowerCase());
  const times = frequency === undefined ? 1 : Number.parseFloat(valueOf(frequency));
  return minutes === undefined ? undefined : Math.max(1, Math.round(minutes / (times > 0 ? times : 1)));
}

function distinct(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}
