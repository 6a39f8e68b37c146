import type { Ledger } from "../../../shared/ports/ledger.ts";
import type { Page } from "../../../shared/ports/read-models.ts";
import type { DeliveryView as Delivery } from "../../../shared/read-models/deliveries.ts";

/**
 * The read model does not know of claims: an event for each would be one more durable write for every delivery, to say
 * what is over a second later. The ledger does, so that it is asked about the few that are waiting and shown.
 */
const askedMax = 200;

type LedgerToRead = Pick<Ledger, "read">;

/** The delivery as it is at this moment: `attempting` from the claim on, until the read model shows what came of it. */
export async function liveDelivery(delivery: Delivery, ledger: LedgerToRead): Promise<Delivery> {
  if (delivery.status !== "queued") return delivery;
  const entry = await ledger.read(delivery.id);
  if (entry?.state !== "attempting") return delivery;
  const { nextAttemptAt: _notAnyMore, code: _ofTheLastOne, reason: _neither, ...rest } = delivery;
  return { ...rest, status: "attempting", attempts: entry.attempts, changedAt: entry.changedAt };
}

/** The same of several; of very many only the first are asked about. */
export async function liveDeliveries(found: readonly Delivery[], ledger: LedgerToRead): Promise<readonly Delivery[]> {
  const asked = new Set(found.filter(({ status }) => status === "queued").slice(0, askedMax));
  return await Promise.all(
    found.map(async (delivery) => (asked.has(delivery) ? await liveDelivery(delivery, ledger) : delivery)),
  );
}

/** A page of a query, with its deliveries as they are at this moment; those of one status where that is wanted. */
export async function livePage(
  found: Promise<Page<Delivery>>,
  ledger: LedgerToRead,
  status?: Delivery["status"],
): Promise<Page<Delivery>> {
  const page = await found;
  const items = await liveDeliveries(page.items, ledger);
  return { ...page, items: status === undefined ? items : items.filter((delivery) => delivery.status === status) };
}

/** The status under which the read model has what is shown with this one. */
export function keptStatus(status: Delivery["status"]): Delivery["status"] {
  return status === "attempting" ? "queued" : status;
}
