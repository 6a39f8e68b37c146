import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import { advanceEntry } from "./advance-entry.ts";
import { announcementOf, requestOf } from "./announcement-of.ts";
import type { DeliverPorts } from "./deliver-ports.ts";
import { isSettled, isWaiting } from "./delivery-state.ts";

type AnnouncePorts = Pick<DeliverPorts, "events" | "ledger" | "clock">;

/**
 * Tells the world what the ledger says of an entry. Told again, it is the same event. Where that is an outcome, the volume
 * that has waited for it may go: whoever comes again because this failed tells it again, and it asks by itself at last.
 */
export async function announce(entry: DeliveryEntry, ports: AnnouncePorts): Promise<void> {
  const all = [announcementOf(entry), requestOf(entry)].filter((event) => event !== undefined);
  if (all.length > 0) await ports.events.publish(...all);
  if (entry.nextId !== undefined && isSettled(entry)) await passTurn(entry.nextId, ports);
}

async function passTurn(deliveryId: string, ports: AnnouncePorts): Promise<void> {
  const waiting = await ports.ledger.read(deliveryId);
  if (waiting === undefined || !isWaiting(waiting)) return;
  const next = await advanceEntry(waiting, { kind: "turn" }, ports);
  const request = next.notBefore === undefined && next.state === "queued" ? announcementOf(next) : undefined;
  if (request !== undefined) await ports.events.publish(request);
}

/** @throws Error where there is none: whoever asks for a delivery has opened it before */
export async function readEntry(deliveryId: string, { ledger }: Pick<DeliverPorts, "ledger">): Promise<DeliveryEntry> {
  const entry = await ledger.read(deliveryId);
  if (entry === undefined) throw new Error(`The ledger has no delivery ${deliveryId}`);
  return entry;
}
