import type { AnyEvent } from "../../events/catalogue.ts";
import type { JournalSealed } from "../../events/journal-sealed.ts";
import { type JournalSeal, journalSeals, newestSealId } from "../../shared/read-models/journal-seals.ts";
import type { Projection } from "./projection.ts";

export const sealProjection: Projection<JournalSeal> = {
  model: journalSeals,
  changeOf: (event: AnyEvent) =>
    event.name === "journal.sealed" ? { id: newestSealId, after: (before) => sealAfter(before, event) } : undefined,
};

/** A chain only grows: the seal that has come furthest is the newest. */
export function sealAfter(before: JournalSeal | undefined, { data, occurredAt }: JournalSealed): JournalSeal {
  const seal = { from: data.from, to: data.to, sealedAt: occurredAt };
  return before === undefined || seal.to.events > before.to.events ? seal : before;
}
