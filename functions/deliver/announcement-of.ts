import type { Envelope, EventDefinition } from "../../events/define-event.ts";
import { deliveryDeferred } from "../../events/delivery-deferred.ts";
import { deliveryFailed } from "../../events/delivery-failed.ts";
import { deliveryParked } from "../../events/delivery-parked.ts";
import { deliveryRequested } from "../../events/delivery-requested.ts";
import { deliverySent } from "../../events/delivery-sent.ts";
import { deliveryUncertain } from "../../events/delivery-uncertain.ts";
import { deliveryCause, deliveryFact } from "../../shared/delivery-cause.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";

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
        ...(providerMessageId === undefined ? {} : { providerMessageId }),
      });
    case "failed":
      return announce(deliveryFailed, { ...fact, code, reason });
    case "uncertain":
      return announce(deliveryUncertain, { ...fact, code, reason, evidenceUntil: evidenceUntil ?? changedAt });
    case "parked":
      return announce(deliveryParked, { ...fact, code, reason });
  }
}
