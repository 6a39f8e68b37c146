import type { DeliveryOverdue } from "../../events/delivery-overdue.ts";
import type { DeliveryResolved } from "../../events/delivery-resolved.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import { advanceEntry } from "./advance-entry.ts";
import { announce, readEntry } from "./announce-entry.ts";
import type { DeliverPorts } from "./deliver-ports.ts";
import { abandonedBefore } from "./delivery-state.ts";

type SettlePorts = Pick<DeliverPorts, "ledger" | "mail" | "events" | "clock" | "randomness">;

/** How many abandoned claims are read at once. */
const abandonedPerPage = 100;

/**
 * What is to become of a delivery whose time has come without an answer: a claim that was left behind is uncertain, and
 * what is uncertain is settled by evidence, or parked once none can come any more. Whatever it is, it is announced.
 */
export async function settleOverdue(overdue: DeliveryOverdue, ports: SettlePorts): Promise<void> {
  const entry = await readEntry(overdue.data.deliveryId, ports);
  await settle(entry, abandonedBefore(ports.clock.now()), ports);
}

/**
 * Settles every claim that was made before then. For the start of the only process there is: whoever held them is gone.
 * Answers how many there were.
 */
export async function settleAbandoned(claimedBefore: Date, ports: SettlePorts): Promise<number> {
  let settled = 0;
  for (;;) {
    const page = await ports.ledger.abandoned(claimedBefore, abandonedPerPage);
    // Settling takes each of them out of the next page.
    for (const entry of page) await settle(entry, claimedBefore, ports);
    settled += page.length;
    if (page.length < abandonedPerPage) return settled;
  }
}

/** Follows what the reader has decided about a delivery that nobody else could settle, or that has failed. */
export async function resolveDelivery(
  resolved: DeliveryResolved,
  ports: Pick<SettlePorts, "ledger" | "events" | "clock">,
): Promise<void> {
  const { deliveryId, as, attempts } = resolved.data;
  const entry = await readEntry(deliveryId, ports);
  const after = await advanceEntry(entry, { kind: "resolve", as, eventId: resolved.id, attempts }, ports);
  // A repeat announces again what it has led to, unless that is past: by then somebody else has announced more.
  if (after.resolutions?.includes(resolved.id) === true) await announce(after, ports);
}

/** One delivery that may have been left behind before then, or be uncertain since. */
export async function settle(entry: DeliveryEntry, claimedBefore: Date, ports: SettlePorts): Promise<void> {
  const { mail, clock, randomness } = ports;
  const { evidenceWithinMs } = mail;
  let settled = await advanceEntry(entry, { kind: "abandon", claimedBefore, evidenceWithinMs }, ports);
  if (settled.state === "uncertain") {
    const { version } = settled;
    const found = await mail.lookUp(settled.deliveryId);
    settled = await advanceEntry(
      settled,
      { kind: "evidence", version, found, fraction: randomness.fraction() },
      { ...ports, clock },
    );
  }
  await announce(settled, ports);
}
