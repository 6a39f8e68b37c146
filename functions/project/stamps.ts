import type { Envelope } from "../../events/define-event.ts";

/** By what: the stamp of the newest fact that has been applied. */
export type Stamps = Readonly<Record<string, string>>;

/** Stands where a time belongs that nothing has told yet. */
export const unknownTime = "1970-01-01T00:00:00.000Z";

/** Puts facts in one order, the same for everybody: by time, then by id. Compared as text. */
export function stampOf({ occurredAt, id }: Pick<Envelope, "occurredAt" | "id">): string {
  return `${occurredAt} ${id}`;
}

/** Whether nothing newer of that kind has been applied, nor the event itself. */
export function isNews(stamps: Stamps, event: Envelope, kind: string = event.name): boolean {
  return stampOf(event) > (stamps[kind] ?? "");
}

export function stamped(stamps: Stamps, event: Envelope, kind: string = event.name): Record<string, string> {
  return isNews(stamps, event, kind) ? { ...stamps, [kind]: stampOf(event) } : { ...stamps };
}
