import type { Envelope } from "../../events/define-event.ts";
import { deliveryOverdue } from "../../events/delivery-overdue.ts";
import { deliveryCause } from "../../shared/delivery-cause.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { Ledger } from "../../shared/ports/ledger.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { type DeliveryView, deliveries } from "../../shared/read-models/deliveries.ts";

export interface ReconcilePorts {
  readonly readModels: ReadModels;
  readonly ledger: Ledger;
  readonly events: Events;
  readonly clock: Clock;
}

/** What is on its way gets there, or has failed often enough for a person to be told, within that. */
const underWayMs = 60 * 60_000;
/** Of those that show an outcome the newest are looked at: others may have been told more of them since. */
const newestMax = 500;
const pageMax = 200;
const unfinished = ["queued", "uncertain", "parked"] as const;

/**
 * Compares what the page shows of deliveries with what the ledger holds. The ledger is right: where it has come further, and
 * nobody has heard of it, `deliver` is asked to tell it again. Answers of how many.
 */
export async function reconcileDeliveries(account: string, ports: ReconcilePorts): Promise<number> {
  const looked = new Set<string>();
  let behind = 0;
  for await (const page of shownPages(account, ports)) {
    const news: Envelope[] = [];
    for (const view of page) {
      if (looked.has(view.id)) continue;
      looked.add(view.id);
      const event = await wakeUpFor(view, ports);
      if (event !== undefined) news.push(event);
    }
    if (news.length > 0) await ports.events.publish(...news);
    behind += news.length;
  }
  return behind;
}

async function wakeUpFor(view: DeliveryView, { ledger, clock }: ReconcilePorts): Promise<Envelope | undefined> {
  const entry = await ledger.read(view.id);
  // While it is being attempted nothing is told, and its next version tells all of it.
  if (entry === undefined || entry.state === "attempting" || entry.version <= view.version) return undefined;
  if (clock.now().getTime() - Date.parse(entry.changedAt) < underWayMs) return undefined;
  const { deliveryId, documentId, deviceId, version, changedAt } = entry;
  return deliveryOverdue.from(deliveryCause(entry), {
    subject: deliveryId,
    at: new Date(changedAt),
    data: { deliveryId, documentId, deviceId, version },
  });
}

async function* shownPages(
  account: string,
  { readModels }: Pick<ReconcilePorts, "readModels">,
): AsyncGenerator<readonly DeliveryView[]> {
  yield (await readModels.query(deliveries, account, "newest", { limit: newestMax })).items;
  for (const status of unfinished) {
    let after: string | undefined;
    do {
      const page = await readModels.query(deliveries, account, "byStatus", {
        where: { status },
        limit: pageMax,
        ...(after !== undefined && { after }),
      });
      yield page.items;
      after = page.next;
    } while (after !== undefined);
  }
}
