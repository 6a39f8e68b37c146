import { type Envelope, firstCause, hashOf } from "../../events/define-event.ts";
import { digestDue } from "../../events/digest-due.ts";
import { dueSlot } from "../../shared/digests/schedule.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { type DigestSchedule, digestSchedules } from "../../shared/read-models/digest-schedules.ts";

/** More than that wait for the next tick: those that have waited longest come first. */
export const digestsPerPollMax = 500;

/** What asks `digest` for the editions whose time has come. The same digest and slot is the same event, at every poll. */
export async function dueDigests(now: Date, readModels: ReadModels): Promise<readonly Envelope[]> {
  const { items } = await readModels.query(digestSchedules, publicAccount, "due", {
    where: { active: true },
    limit: digestsPerPollMax,
  });
  return items.map((schedule) => dueEditionOf(schedule, now)).filter((event) => event !== undefined);
}

/** The edition of the slot that is due; of several that were missed, the last one's. */
export function dueEditionOf(schedule: DigestSchedule, now: Date): Envelope | undefined {
  const { digestId, account, cron, timeZone, nextAt } = schedule;
  const slot = dueSlot(cron, timeZone, { firstMissed: new Date(nextAt), now });
  if (slot === undefined) return undefined;
  const name = `digest ${digestId} slot ${slot.toISOString()}`;
  return digestDue.from(firstCause(account, name), {
    subject: digestId,
    at: slot,
    data: {
      digestId,
      editionId: hashOf("edition", digestId, slot.toISOString()),
      slot: slot.toISOString(),
      by: "schedule",
    },
  });
}
