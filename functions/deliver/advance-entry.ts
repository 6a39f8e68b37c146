import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import type { DeliverPorts } from "./deliver-ports.ts";
import { changeDelivery, type DeliveryChange } from "./delivery-state.ts";

/** How often a write whose outcome is unknown, or that somebody else was faster than, is looked into before giving up. */
const attemptsMax = 5;

type LedgerPorts = Pick<DeliverPorts, "ledger" | "clock">;

/**
 * Makes a change of an entry, whoever else is at it: where somebody was faster, the change is decided anew on what they
 * wrote; where the outcome of the write is unknown, the entry is read back. Answers the entry as it is then, changed or
 * not. For everything but claims: of those, exactly one may win.
 * @throws Error where the ledger does not answer: nothing is known then, and the step has to come again
 */
export async function advanceEntry(
  entry: DeliveryEntry,
  change: DeliveryChange,
  ports: LedgerPorts,
): Promise<DeliveryEntry> {
  let present = entry;
  let trouble: unknown;
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const changed = changeDelivery(present, change, ports.clock.now());
    if (changed === undefined) return present;
    try {
      if (await ports.ledger.advance(changed)) return changed;
    } catch (error) {
      // It may be written or not. Reading tells: a change that has been made is not one for the state it led to.
      trouble = error;
    }
    present = (await readBack(entry.deliveryId, ports)) ?? present;
  }
  throw new Error("The ledger did not take a change of a delivery", { cause: trouble });
}

/**
 * Claims an entry for this token. `undefined` where somebody else was faster. Where the outcome of the write is
 * unknown, the token in the ledger decides.
 */
export async function claimEntry(
  entry: DeliveryEntry,
  token: string,
  ports: LedgerPorts,
): Promise<DeliveryEntry | undefined> {
  const claim = changeDelivery(entry, { kind: "claim", token }, ports.clock.now());
  if (claim === undefined) return undefined;
  try {
    return (await ports.ledger.advance(claim)) ? claim : undefined;
  } catch {
    const present = await readBack(entry.deliveryId, ports);
    return present?.state === "attempting" && present.token === token ? present : undefined;
  }
}

async function readBack(deliveryId: string, { ledger }: LedgerPorts): Promise<DeliveryEntry | undefined> {
  let trouble: unknown;
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    try {
      return await ledger.read(deliveryId);
    } catch (error) {
      trouble = error;
    }
  }
  throw new Error("The ledger cannot be read", { cause: trouble });
}
