import type { DigestMemory } from "../read-models/digest-memories.ts";

type RememberedEdition = DigestMemory["editions"][number];

/** As long as an article can be chosen (30 days), and half of that again. */
const rememberedDays = 45;
const dayMs = 24 * 60 * 60 * 1000;
/** 400 KB of a Firestore document's 1 MiB. */
const articlesRememberedMax = 12_000;
const editionsRememberedMax = 500;
/** What is only kept so that a repeat announces the same is let go once nothing repeats any more. */
const announcedAgainMax = 20;

export function rememberedEdition(memory: DigestMemory, editionId: string): RememberedEdition | undefined {
  return memory.editions.find((edition) => edition.editionId === editionId);
}

/** The newest edition before a slot, printed or not. */
export function editionBefore(memory: DigestMemory | undefined, slot: string): RememberedEdition | undefined {
  return memory?.editions.filter((edition) => edition.slot < slot).at(-1);
}

/** The memory with one more edition in it. Old ones are let go from the front. */
export function memoryAfter(
  before: DigestMemory | undefined,
  digestId: string,
  { editionId, slot, outcome, articleIds, at, data }: RememberedEdition,
): DigestMemory {
  const all = [...(before?.editions ?? []), { editionId, slot, outcome, articleIds, at, data }].toSorted(
    (one, other) => (one.slot < other.slot ? -1 : 1),
  );
  const newest = Date.parse(all.at(-1)?.slot ?? slot);
  const kept: RememberedEdition[] = [];
  let articles = 0;
  for (const [age, edition] of all.toReversed().entries()) {
    articles += edition.articleIds.length;
    const isOld = newest - Date.parse(edition.slot) > rememberedDays * dayMs;
    // The one that has just been decided is kept in any case: it is about to be announced.
    const isThis = edition.editionId === editionId;
    if (!isThis && (isOld || articles > articlesRememberedMax || age >= editionsRememberedMax)) continue;
    kept.unshift(isThis || age < announcedAgainMax ? edition : { ...edition, data: null });
  }
  return { digestId, version: (before?.version ?? 0) + 1, editions: kept };
}
