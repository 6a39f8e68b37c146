import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import { announcementOf } from "./announcement-of.ts";
import type { DeliverPorts } from "./deliver-ports.ts";

/** Tells the world what the ledger says of an entry. Told again, it is the same event. */
export async function announce(entry: DeliveryEntry, { events }: Pick<DeliverPorts, "events">): Promise<void> {
  const announcement = announcementOf(entry);
  if (announcement !== undefined) await events.publish(announcement);
}

/** @throws Error where there is none: whoever asks for a delivery has opened it before */
export async function readEntry(deliveryId: string, { ledger }: Pick<DeliverPorts, "ledger">): Promise<DeliveryEntry> {
  const entry = await ledger.read(deliveryId);
  if (entry === undefined) throw new Error(`The ledger has no delivery ${deliveryId}`);
  return entry;
}
