import { type Cause, hashOf } from "../events/define-event.ts";
import type { DeliveryEntry } from "./read-models/delivery-entry.ts";

/**
 * The cause of everything that is announced about one version of a delivery. The ledger is the outbox: whoever
 * announces a version, and however often, the ids are the same.
 */
export function deliveryCause(entry: DeliveryEntry): Cause {
  const { account, correlationId, deliveryId, version } = entry;
  return { id: hashOf("ledger", deliveryId, String(version)), account, correlationId };
}

/** What every event about a delivery says. */
export function deliveryFact(entry: DeliveryEntry) {
  const { deliveryId, deviceId, documentId, kind, title, version, attempts, rung } = entry;
  return { deliveryId, deviceId, documentId, kind, title, version, attempts, ...(rung !== undefined && { rung }) };
}
