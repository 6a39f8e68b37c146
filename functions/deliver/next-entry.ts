import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";

/** What belongs to one state only, and is left behind with it. */
const ofOneState = [
  "dueAt",
  "notBefore",
  "evidenceUntil",
  "token",
  "claimedAt",
  "code",
  "reason",
  "settledBy",
  "deliveredAt",
  "hold",
] as const;

/** The entry in its next version and that state, with nothing of the state before. */
export function nextEntry(entry: DeliveryEntry, state: DeliveryEntry["state"], now: Date): DeliveryEntry {
  const after = { ...entry, state, version: entry.version + 1, changedAt: now.toISOString() };
  for (const field of ofOneState) delete after[field];
  return after;
}
