import type { Feed } from "../../shared/read-models/feeds.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** No feed is asked more often by itself. */
export const intervalMsMin = hourMs;
export const intervalMsMax = dayMs;
/** For servers that give no validators: each answer is the whole feed. */
export const intervalMsMinWithoutValidators = dayMs;
/** A feed that has brought nothing for so long may be asked more rarely still. */
const dormantAfterMs = 90 * dayMs;
export const dormantIntervalMsMax = 7 * dayMs;
/** A hub tells us what is new: asking only makes sure. */
const intervalMsMinWithHub = dayMs;
/** Of the time between two items, so that half of it passes before the next one is seen, on average. */
const shareOfGap = 0.5;
/** How far chance moves the next time, to both sides. */
const jitter = 0.1;
/** The same hours and days come again after a week. */
const skippedHoursMax = 7 * 24;

export interface Pacing extends Pick<Feed, "gapMs" | "newestAt" | "freshUntil" | "pace"> {
  readonly hasValidators: boolean;
  readonly hasHub: boolean;
}

/**
 * When a feed that works is asked next: by its own pace, no sooner than its publisher says, at least hourly apart, at most a
 * day, or a week for one that is dormant.
 * @param fraction at least 0, less than 1: the chance in it
 */
export function nextFetchAfter(feed: Pacing, now: Date, fraction: number): Date {
  const ageMs = feed.newestAt === undefined ? undefined : now.getTime() - Date.parse(feed.newestAt);
  const isDormant = ageMs !== undefined && ageMs > dormantAfterMs;
  const max = isDormant ? dormantIntervalMsMax : intervalMsMax;
  const min = Math.max(
    intervalMsMin,
    feed.hasValidators ? 0 : intervalMsMinWithoutValidators,
    feed.hasHub ? intervalMsMinWithHub : 0,
  );
  const wanted = Math.max(
    ownInterval(feed.gapMs, ageMs, isDormant),
    feed.freshUntil === undefined ? 0 : Date.parse(feed.freshUntil) - now.getTime(),
    (feed.pace?.ttlMinutes ?? 0) * minuteMs,
    (feed.pace?.updatePeriodMinutes ?? 0) * minuteMs,
  );
  const next = new Date(now.getTime() + jittered(wanted, { min, max: Math.max(min, max) }, fraction));
  return outsideSkipped(next, feed.pace?.skipHours ?? [], feed.pace?.skipDays ?? []);
}

/** Proportional to the gap between its items, which has grown where nothing has come since. */
function ownInterval(gapMs: number | undefined, ageMs: number | undefined, isDormant: boolean): number {
  if (isDormant && ageMs !== undefined) return ageMs / 30;
  if (gapMs === undefined && ageMs === undefined) return intervalMsMin;
  return Math.max(gapMs ?? 0, (ageMs ?? 0) / 4) * shareOfGap;
}

/** Somewhere within a tenth of it, and within the bounds: those are moved in by as much, so that no two feeds meet there. */
function jittered(wanted: number, { min, max }: { min: number; max: number }, fraction: number): number {
  const low = min / (1 - jitter);
  const high = Math.max(low, max / (1 + jitter));
  return Math.min(Math.max(wanted, low), high) * (1 - jitter + 2 * jitter * fraction);
}

/** Hour by hour on, past those that the publisher rules out in GMT; whoever rules out all of them has not meant it. */
function outsideSkipped(at: Date, hours: readonly number[], days: readonly number[]): Date {
  for (let skipped = 0; skipped <= skippedHoursMax; skipped += 1) {
    const tried = new Date(at.getTime() + skipped * hourMs);
    if (!hours.includes(tried.getUTCHours()) && !days.includes(tried.getUTCDay())) return tried;
  }
  return at;
}

/**
 * When a feed that has failed is asked again: after an hour, two, four ... at most a day, and up to a fifth more, by chance.
 * @param failures in a row, this one included
 */
export function retryAfterFailure(failures: number, now: Date, fraction: number): Date {
  return new Date(now.getTime() + backoffMs(failures) * (1 + 2 * jitter * fraction));
}

function backoffMs(failures: number): number {
  return Math.min(intervalMsMax, hourMs * 2 ** Math.min(Math.max(0, failures - 1), 10));
}
