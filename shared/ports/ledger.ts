import type { DeliveryEntry } from "../read-models/delivery-entry.ts";

/**
 * The truth about every delivery: what was intended, who holds the claim, what came of it. Not a read model: nothing
 * can rebuild it, and its entries stay for ever, so that a replay a year later still sends nothing.
 */
export interface Ledger {
  /** Opens the entry, durably, unless one of that id is there; answers the one that is there now. */
  open(entry: DeliveryEntry): Promise<DeliveryEntry>;
  read(deliveryId: string): Promise<DeliveryEntry | undefined>;
  /**
   * One conditional write: puts `next` in the place of the entry whose version is `next.version - 1`. Of simultaneous
   * writers of one version exactly one gets `true`, and its entry is durable then. When the promise rejects the outcome
   * is unknown: read the entry back, and let the token in it decide.
   */
  advance(next: DeliveryEntry): Promise<boolean>;
  /** Entries whose `dueAt` is at or before `now`, the most overdue first, at most `limit`. Entries without `dueAt` never. */
  due(now: Date, limit: number): Promise<readonly DeliveryEntry[]>;
  /** Entries that a process which is gone may have left while `attempting`: all whose claim is older than `claimedBefore`. */
  abandoned(claimedBefore: Date, limit: number): Promise<readonly DeliveryEntry[]>;
  /**
   * Removes every entry of an account that is no more, and answers their ids: none of them can be opened again, because
   * nothing of the account is listened to any more.
   */
  erase(account: string): Promise<readonly string[]>;
}
