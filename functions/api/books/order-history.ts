import type { Envelope } from "../../../events/define-event.ts";

/**
 * Events as they happened, oldest first. Steps on one machine happen within a millisecond, and events are kept in the
 * order in which they arrive: of those with the same time, a cause comes before what follows from it.
 */
export function orderHistory(events: readonly Envelope[]): readonly Envelope[] {
  const byTime = events.toSorted((one, other) => Date.parse(one.occurredAt) - Date.parse(other.occurredAt));
  const byId = new Map(byTime.map((event) => [event.id, event]));
  const ordered = new Set<Envelope>();
  for (const event of byTime) {
    const causes: Envelope[] = [];
    for (let at: Envelope | undefined = event; at !== undefined; at = byId.get(at.causationId)) {
      const known = ordered.has(at) || causes.includes(at);
      if (known || at.occurredAt !== event.occurredAt) break;
      causes.push(at);
    }
    for (const cause of causes.toReversed()) ordered.add(cause);
  }
  return [...ordered];
}
