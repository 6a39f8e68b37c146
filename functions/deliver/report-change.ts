import type { DeliveryReport } from "../../events/delivery-evidenced.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import { nextEntry } from "./next-entry.ts";

/** What somebody outside has told about a delivery: its provider by a webhook, Amazon by a mail. */
export interface ReportChange {
  readonly kind: "report";
  readonly report: DeliveryReport;
  /** The attempt that it is about; absent where whoever tells it does not know of attempts. */
  readonly attempt?: number | undefined;
  /** By the clock of whoever tells it. */
  readonly happenedAt: Date;
  readonly providerMessageId?: string | undefined;
}

/** Clocks differ: what is told to have happened so little before an attempt may be about it. */
const clockSkewMs = 5 * 60_000;

/**
 * How far each state is on the way. A report only ever leads further: late, repeated and reordered ones change nothing.
 * That a mail was certainly not accepted is our own conclusion; the provider's word that it has it goes further.
 */
const ranks: Readonly<Record<DeliveryEntry["state"], number>> = {
  queued: 0,
  attempting: 1,
  uncertain: 2,
  parked: 2,
  failed: 2,
  sent: 3,
  delivered: 4,
  bounced: 5,
  refused: 6,
};
const statesTold: Readonly<Record<DeliveryReport["says"], DeliveryEntry["state"]>> = {
  accepted: "sent",
  delivered: "delivered",
  // Who asks for a confirmation has the mail.
  held: "delivered",
  bounced: "bounced",
  refused: "refused",
};

/** The entry after a report; `undefined` where it is no news, or is about an attempt before the reader's last decision. */
export function reported(entry: DeliveryEntry, change: ReportChange, now: Date): DeliveryEntry | undefined {
  const { report, happenedAt, providerMessageId = entry.providerMessageId } = change;
  if (!isAboutPresent(entry, change)) return undefined;
  const state = statesTold[report.says];
  const isForward = ranks[state] > ranks[entry.state];
  const isLaterHold =
    report.says === "held" && entry.state === "delivered" && Date.parse(report.until) > holdUntil(entry);
  if (!isForward && !isLaterHold) return undefined;
  const next: DeliveryEntry = {
    ...nextEntry(entry, state, now),
    ...(providerMessageId !== undefined && { providerMessageId }),
  };
  switch (report.says) {
    case "accepted":
      return { ...next, settledBy: "provider" };
    case "delivered":
      return { ...next, deliveredAt: happenedAt.toISOString() };
    case "held": {
      const { sealedLink, until } = report;
      return { ...next, deliveredAt: entry.deliveredAt ?? happenedAt.toISOString(), hold: { sealedLink, until } };
    }
    case "bounced":
    case "refused":
      return { ...next, code: report.code, reason: report.reason };
  }
}

function isAboutPresent(entry: DeliveryEntry, { report, attempt, happenedAt }: ReportChange): boolean {
  const before = entry.attemptsBefore ?? 0;
  if (entry.attempts <= before) return false;
  if (attempt === undefined) {
    const since = entry.tryingSince;
    return since !== undefined && happenedAt.getTime() >= Date.parse(since) - clockSkewMs;
  }
  // What became of an attempt in the end is only the end of the delivery where no other has followed it.
  return report.says === "bounced" ? attempt === entry.attempts : attempt > before && attempt <= entry.attempts;
}

function holdUntil({ hold }: DeliveryEntry): number {
  return hold === undefined ? Number.NEGATIVE_INFINITY : Date.parse(hold.until);
}
