import type { DeliveryEvidenced } from "../../events/delivery-evidenced.ts";
import { advanceEntry } from "./advance-entry.ts";
import { announce, readEntry } from "./announce-entry.ts";
import type { DeliverPorts } from "./deliver-ports.ts";

/**
 * Has a report from outside change the delivery that it is about, as far as it is news. One that comes again announces
 * again what the ledger says by now: whoever announces a version, the event is the same.
 */
export async function followReport(
  evidenced: DeliveryEvidenced,
  ports: Pick<DeliverPorts, "ledger" | "events" | "clock">,
): Promise<void> {
  const { deliveryId, report, attempt, happenedAt, providerMessageId } = evidenced.data;
  const entry = await readEntry(deliveryId, ports);
  const change = { kind: "report", report, attempt, happenedAt: new Date(happenedAt), providerMessageId } as const;
  const after = await advanceEntry(entry, change, ports);
  if (["sent", "delivered", "bounced", "refused"].includes(after.state)) await announce(after, ports);
}
