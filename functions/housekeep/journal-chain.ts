import { createHash } from "node:crypto";
import type { Envelope } from "../../events/define-event.ts";
import { type JournalHead, journalSealed } from "../../events/journal-sealed.ts";
import { toWire } from "../../events/wire.ts";
import { canonicalJson } from "../../shared/canonical-json.ts";
import type { PlacedEvent } from "../../shared/ports/journal.ts";

/** Where the chain of an account begins. No two accounts have a link in common. */
export function chainStart(account: string): JournalHead {
  return { events: 0, sha256: sha256Of("journal", account) };
}

/** The chain with one event more. Each link is the hash of the link before and of the whole event, canonically written. */
export function headAfter(head: JournalHead, { event, place }: PlacedEvent): JournalHead {
  return { place, events: head.events + 1, sha256: sha256Of(head.sha256, canonicalJson(toWire(event))) };
}

/** Whether there is anything in an event that a seal is worth: a seal of nothing but the seal before would never end. */
export function isWorthSealing(event: Envelope): boolean {
  return event.name !== journalSealed.name;
}

function sha256Of(before: string, text: string): string {
  return createHash("sha256").update(before).update("\n").update(text).digest("hex");
}
