import type { DigestDue } from "../../events/digest-due.ts";
import type { DigestSettings } from "../../events/digest-settings.ts";
import { editionLocaleOf } from "../../shared/articles/edition-locale.ts";
import type { DigestMemory } from "../../shared/read-models/digest-memories.ts";

type Zoned = Pick<DigestSettings, "timeZone">;

/**
 * What the Kindle's library shows: the digest's name and the date where its reader is, in the edition's language. The time of day too where the date alone would
 * name two editions.
 */
export function editionTitle(
  due: DigestDue,
  settings: DigestSettings,
  memory: DigestMemory | undefined,
  language: string,
): string {
  const slot = new Date(due.data.slot);
  const date = dayOf(slot, settings);
  const isSecond = memory?.editions.some(
    (edition) =>
      edition.editionId !== due.data.editionId &&
      dayOf(new Date(edition.slot), settings) === date &&
      edition.outcome !== "skipped",
  );
  const words = slot.toLocaleDateString(editionLocaleOf(language), {
    timeZone: settings.timeZone,
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  return `${settings.name}, ${words}${isSecond === true ? ` ${timeOf(slot, settings)}` : ""}`;
}

/** Whether a slot falls on a day of the week without an edition, where its reader is. */
export function isOnQuietDay(slot: Date, { timeZone, quietDays }: DigestSettings): boolean {
  const weekday = slot.toLocaleDateString("en-GB", { timeZone, weekday: "short" });
  return quietDays.includes(["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(weekday));
}

function dayOf(slot: Date, { timeZone }: Zoned): string {
  return slot.toLocaleDateString("en-CA", { timeZone });
}

/** With a point, since a colon cannot be in a file's name. */
function timeOf(slot: Date, { timeZone }: Zoned): string {
  return slot.toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).replace(":", ".");
}
