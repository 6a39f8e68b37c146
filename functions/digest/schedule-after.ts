import type { DigestChanged } from "../../events/digest-changed.ts";
import type { DigestDefined } from "../../events/digest-defined.ts";
import type { DigestRemoved } from "../../events/digest-removed.ts";
import { nextSlot, scheduleMistake } from "../../shared/digests/schedule.ts";
import { type DigestSchedule, neverAt } from "../../shared/read-models/digest-schedules.ts";

type ScheduleEvent = DigestDefined | DigestChanged | DigestRemoved;

/**
 * A digest's schedule after an event, whatever order events come in. What changes its times makes it strike next after `now`; what
 * leaves them as they are leaves a slot that is due as it is.
 */
export function scheduleAfter(before: DigestSchedule | undefined, event: ScheduleEvent, now: Date): DigestSchedule {
  const { digestId } = event.data;
  const known = before ?? unknownSchedule(digestId, event.account);
  const stamp = `${event.occurredAt} ${event.id}`;
  const stamps: Record<string, string> = { ...known.stamps };
  const news = Object.entries(wordsOf(event)).filter(
    ([name, value]) => value !== undefined && stamp > (stamps[name] ?? ""),
  );
  for (const [name] of news) stamps[name] = stamp;
  if (stamp > (stamps[event.name] ?? "")) stamps[event.name] = stamp;
  const told: DigestSchedule = { ...known, ...Object.fromEntries(news), stamps };
  const isThere = "digest.defined" in stamps && !("digest.removed" in stamps);
  const isReadable = scheduleMistake(told.cron, told.timeZone) === undefined;
  const active = isThere && isReadable && !told.paused;
  const isSame = known.active && active && told.cron === known.cron && told.timeZone === known.timeZone;
  const nextAt = isSame ? known.nextAt : active ? nextSlot(told.cron, told.timeZone, now).toISOString() : neverAt;
  return { ...told, active, nextAt };
}

/** The schedule once a slot has been acted on. One that is ahead already stays so. */
export function struckSchedule(before: DigestSchedule, slot: Date, now: Date): DigestSchedule {
  if (!before.active || before.nextAt > slot.toISOString()) return before;
  const after = slot > now ? slot : now;
  return { ...before, nextAt: nextSlot(before.cron, before.timeZone, after).toISOString() };
}

function wordsOf(event: ScheduleEvent): Partial<Pick<DigestSchedule, "cron" | "timeZone" | "paused">> {
  switch (event.name) {
    case "digest.defined": {
      const { cron, timeZone, paused } = event.data.settings;
      return { cron, timeZone, paused };
    }
    case "digest.changed": {
      const { cron, timeZone, paused } = event.data.change;
      return {
        ...(cron !== undefined && { cron }),
        ...(timeZone !== undefined && { timeZone }),
        ...(paused !== undefined && { paused }),
      };
    }
    case "digest.removed":
      return {};
  }
}

function unknownSchedule(digestId: string, account: string): DigestSchedule {
  return { digestId, account, cron: "", timeZone: "", paused: false, active: false, nextAt: neverAt, stamps: {} };
}
