import type { AnyEvent } from "../../events/catalogue.ts";
import type { DeliveryBounced } from "../../events/delivery-bounced.ts";
import type { DeliveryDeferred } from "../../events/delivery-deferred.ts";
import type { DeliveryDelivered } from "../../events/delivery-delivered.ts";
import type { DeliveryFailed } from "../../events/delivery-failed.ts";
import type { DeliveryHeld } from "../../events/delivery-held.ts";
import type { DeliveryParked } from "../../events/delivery-parked.ts";
import type { DeliveryRefused } from "../../events/delivery-refused.ts";
import type { DeliveryRequested } from "../../events/delivery-requested.ts";
import type { DeliverySent } from "../../events/delivery-sent.ts";
import type { DeliveryUncertain } from "../../events/delivery-uncertain.ts";
import { type DeliveryView, deliveries } from "../../shared/read-models/deliveries.ts";
import type { Projection } from "./projection.ts";
import { stampOf } from "./stamps.ts";

type DeliveryEvent =
  | DeliveryRequested
  | DeliverySent
  | DeliveryDeferred
  | DeliveryFailed
  | DeliveryUncertain
  | DeliveryParked
  | DeliveryDelivered
  | DeliveryHeld
  | DeliveryBounced
  | DeliveryRefused;

export const deliveryProjection: Projection<DeliveryView> = {
  model: deliveries,
  changeOf: (event: AnyEvent) => {
    switch (event.name) {
      case "delivery.requested":
      case "delivery.sent":
      case "delivery.deferred":
      case "delivery.failed":
      case "delivery.uncertain":
      case "delivery.parked":
      case "delivery.delivered":
      case "delivery.held":
      case "delivery.bounced":
      case "delivery.refused":
        return { id: event.data.deliveryId, after: (before) => deliveryAfter(before, event) };
      default:
        return undefined;
    }
  },
};

/** Shows the fact with the highest ledger version. Only the time of the first request outlives its fact. */
export function deliveryAfter(before: DeliveryView | undefined, event: DeliveryEvent): DeliveryView {
  const shown = viewOf(event);
  if (before === undefined) return shown;
  const requestedAt = before.requestedAt < shown.requestedAt ? before.requestedAt : shown.requestedAt;
  return { ...(isNewer(shown, before) ? shown : before), requestedAt };
}

function isNewer(one: DeliveryView, other: DeliveryView): boolean {
  if (one.version !== other.version) return one.version > other.version;
  // `poll` requests what the ledger holds as it is: then the outcome of the last attempt says more than the request.
  const oneRequests = one.shows.name === "delivery.requested";
  const otherRequests = other.shows.name === "delivery.requested";
  if (oneRequests !== otherRequests) return otherRequests;
  return one.shows.stamp > other.shows.stamp;
}

function viewOf(event: DeliveryEvent): DeliveryView {
  const { deliveryId, deviceId, documentId, kind, title, version, attempts, rung } = event.data;
  return {
    id: deliveryId,
    deviceId,
    documentId,
    kind,
    title,
    version,
    attempts,
    ...(rung !== undefined && { rung }),
    ...outcomeOf(event),
    requestedAt: event.occurredAt,
    changedAt: event.occurredAt,
    shows: { name: event.name, stamp: stampOf(event) },
  };
}

function outcomeOf(event: DeliveryEvent): Pick<DeliveryView, "status"> & Partial<DeliveryView> {
  switch (event.name) {
    case "delivery.requested":
      return { status: "queued" };
    case "delivery.sent": {
      const { providerMessageId } = event.data;
      return { status: "sent", ...(providerMessageId !== undefined && { providerMessageId }) };
    }
    case "delivery.deferred": {
      const { code, reason, nextAttemptAt } = event.data;
      return { status: "queued", code, reason, nextAttemptAt };
    }
    case "delivery.failed":
      return { status: "failed", code: event.data.code, reason: event.data.reason };
    case "delivery.uncertain":
      return { status: "uncertain", code: event.data.code, reason: event.data.reason };
    case "delivery.parked":
      return { status: "parked", code: event.data.code, reason: event.data.reason };
    case "delivery.delivered": {
      const { providerMessageId } = event.data;
      return { status: "delivered", ...(providerMessageId !== undefined && { providerMessageId }) };
    }
    case "delivery.held": {
      const { sealedLink, until } = event.data;
      return { status: "delivered", hold: { sealedLink, until } };
    }
    case "delivery.bounced":
      return { status: "bounced", code: event.data.code, reason: event.data.reason };
    case "delivery.refused": {
      const { code, reason, repair } = event.data;
      return { status: "refused", code, reason, ...(repair !== undefined && { repair }) };
    }
  }
}
