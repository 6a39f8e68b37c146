import type { Envelope, EventDefinition } from "../../events/define-event.ts";
import { deliveryBounced } from "../../events/delivery-bounced.ts";
import { deliveryDeferred } from "../../events/delivery-deferred.ts";
import { deliveryDelivered } from "../../events/delivery-delivered.ts";
import { deliveryFailed } from "../../events/delivery-failed.ts";
import { deliveryHeld } from "../../events/delivery-held.ts";
import { deliveryParked } from "../../events/delivery-parked.ts";
import { deliveryRefused } from "../../events/delivery-refused.ts";
import { deliveryRequested } from "../../events/delivery-requested.ts";
import { deliverySent } from "../../events/delivery-sent.ts";
import { deliveryUncertain } from "../../events/delivery-uncertain.ts";
import { documentRebuildRequested } from "../../events/document-rebuild-requested.ts";
import { deliveryCause, deliveryFact } from "../../shared/delivery-cause.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import { repairOf } from "./repair-of.ts";

/**
 * What the world is told of an entry, made of nothing but the entry: told again, it is the same event to the last byte.
 * `undefined` while it is being attempted, since nothing is known then.
 */
export function announcementOf(entry: DeliveryEntry): Envelope | undefined {
  const { deliveryId, changedAt, notBefore, evidenceUntil, providerMessageId, documentKey } = entry;
  const { code = "delivery/unexplained", reason = "No reason was given." } = entry;
  const announce = <Data>(definition: EventDefinition<string, Data>, data: Data): Envelope =>
    definition.from(deliveryCause(entry), { subject: deliveryId, at: new Date(changedAt), data });
  const fact = deliveryFact(entry);
  const named = providerMessageId === undefined ? {} : { providerMessageId };

  switch (entry.state) {
    case "queued":
      return notBefore === undefined
        ? announce(deliveryRequested, { ...fact, documentKey })
        : announce(deliveryDeferred, { ...fact, code, reason, nextAttemptAt: notBefore });
    case "attempting":
      return undefined;
    case "sent":
      return announce(deliverySent, {
        ...fact,
        by: entry.settledBy ?? "provider",
        ...named,
      });
    case "failed":
      return announce(deliveryFailed, { ...fact, code, reason });
    case "uncertain":
      return announce(deliveryUncertain, { ...fact, code, reason, evidenceUntil: evidenceUntil ?? changedAt });
    case "parked":
      return announce(deliveryParked, { ...fact, code, reason });
    case "delivered":
      return entry.hold === undefined
        ? announce(deliveryDelivered, { ...fact, ...named, deliveredAt: entry.deliveredAt ?? changedAt })
        : announce(deliveryHeld, { ...fact, ...entry.hold });
    case "bounced":
      return announce(deliveryBounced, { ...fact, code, reason });
    case "refused": {
      const repair = repairOf(entry);
      return announce(deliveryRefused, { ...fact, code, reason, ...(repair !== undefined && { repair }) });
    }
  }
}

/** What is asked for because of an entry, besides what is told of it: another version of a document that was refused. */
export function requestOf(entry: DeliveryEntry): Envelope | undefined {
  const rung = repairOf(entry);
  if (rung === undefined) return undefined;
  const { deliveryId, documentId, deviceId, documentKey, kind, changedAt } = entry;
  return documentRebuildRequested.from(deliveryCause(entry), {
    subject: deliveryId,
    at: new Date(changedAt),
    data: { documentId, kind, rung, deliveryId, deviceId, documentKey },
  });
}
