import type { Envelope } from "../../events/define-event.ts";
import { deliveryOverdue } from "../../events/delivery-overdue.ts";
import { deliveryRequested } from "../../events/delivery-requested.ts";
import { deliveryCause, deliveryFact } from "../../shared/delivery-cause.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { Ledger } from "../../shared/ports/ledger.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";

export interface DueDeliveriesPorts {
  readonly ledger: Ledger;
  readonly events: Events;
  readonly clock: Clock;
}

/** More than that wait for the next tick: the most overdue come first. */
export const deliveriesPerPollMax = 1000;

/**
 * Finds the deliveries whose time has come and asks `deliver` to look at them. Nothing is written: a delivery is found
 * again, under the same event id, until somebody has acted on it. Answers how many there were.
 */
export async function announceDueDeliveries({ ledger, events, clock }: DueDeliveriesPorts): Promise<number> {
  const due = await ledger.due(clock.now(), deliveriesPerPollMax);
  const wakeUps = due.map(wakeUpFor).filter((event) => event !== undefined);
  if (wakeUps.length > 0) await events.publish(...wakeUps);
  return wakeUps.length;
}

/** What an entry that is due needs; `undefined` for those to which nothing is to come. The same for every poll. */
export function wakeUpFor(entry: DeliveryEntry): Envelope | undefined {
  const { deliveryId, documentId, deviceId, version, documentKey, changedAt, notBefore, dueAt } = entry;
  const cause = deliveryCause(entry);
  switch (entry.state) {
    case "queued":
      return deliveryRequested.from(cause, {
        subject: deliveryId,
        // As `deliver` dates its own request for a new delivery: what got lost and what is found again are one event.
        at: new Date(notBefore ?? changedAt),
        data: { ...deliveryFact(entry), documentKey },
      });
    case "attempting":
    case "uncertain":
      return deliveryOverdue.from(cause, {
        subject: deliveryId,
        at: new Date(dueAt ?? changedAt),
        data: { deliveryId, documentId, deviceId, version },
      });
    case "sent":
    case "failed":
    case "parked":
    case "delivered":
    case "bounced":
    case "refused":
      return undefined;
  }
}
