import type { DigestSettings } from "../../events/digest-settings.ts";
import { memoryAfter } from "../../shared/digests/memory-after.ts";
import { nextSlot, scheduleMistake } from "../../shared/digests/schedule.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { type DigestMemory, digestMemories } from "../../shared/read-models/digest-memories.ts";
import { type DigestSchedule, digestSchedules, neverAt } from "../../shared/read-models/digest-schedules.ts";
import { type Digest, digests } from "../../shared/read-models/digests.ts";
import { type Edition, editions } from "../../shared/read-models/editions.ts";

/** As many as a memory holds at most. */
const editionsLookedAtMax = 500;

/**
 * When a digest strikes next and what it has carried is the memory of `digest`, and no rebuild touches it. Where it is lost, though,
 * no edition would ever come again, or one with everything once more: both follow from the digest and its editions. Answers how
 * many digests had lost either.
 */
export async function deriveDigests(readModels: ReadModels): Promise<number> {
  let derived = 0;
  for await (const [account, id, digest] of readModels.all(digests)) {
    const { settings } = digest;
    if (digest.removed || settings === undefined) continue;
    const hasSchedule = (await readModels.get(digestSchedules, publicAccount, id)) !== undefined;
    const hasMemory = (await readModels.get(digestMemories, account, id)) !== undefined;
    if (hasSchedule && hasMemory) continue;
    const { items } = await readModels.query(editions, account, "byDigest", {
      where: { digestId: id },
      limit: editionsLookedAtMax,
    });
    const memory = memoryOf(id, items);
    // Before the schedule: what strikes finds what has been printed. A digest without an edition remembers nothing.
    if (memory !== undefined) await readModels.update(digestMemories, account, id, (before) => before ?? memory);
    const schedule = scheduleOf(account, digest, settings, items[0]?.slot);
    await readModels.update(digestSchedules, publicAccount, id, (before) => before ?? schedule);
    if (!hasSchedule || (!hasMemory && memory !== undefined)) derived += 1;
  }
  return derived;
}

/** What was announced long ago is not announced again: of each edition only what it carried is known. */
function memoryOf(digestId: string, newestFirst: readonly Edition[]): DigestMemory | undefined {
  let memory: DigestMemory | undefined;
  for (const { id, slot, articleIds, facts } of newestFirst.toReversed()) {
    // What has not been decided is decided once it comes: remembered, it would never be.
    if (facts.compiled === undefined && facts.failed === undefined && facts.skipped === undefined) continue;
    const outcome = facts.compiled === undefined ? (facts.failed === undefined ? "skipped" : "failed") : "compiled";
    memory = memoryAfter(memory, digestId, { editionId: id, slot, outcome, articleIds, at: slot, data: null });
  }
  return memory;
}

/** The first slot after its last edition, or after it was made: where that is over already, it is caught up once. */
function scheduleOf(
  account: string,
  { id: digestId, definedAt, said, stamps }: Digest,
  { cron, timeZone, paused }: DigestSettings,
  lastSlot: string | undefined,
): DigestSchedule {
  const active = !paused && scheduleMistake(cron, timeZone) === undefined;
  const after = new Date(lastSlot ?? definedAt);
  const settings = Object.entries(said).filter(([name]) => ["cron", "timeZone", "paused"].includes(name));
  return {
    digestId,
    account,
    cron,
    timeZone,
    paused,
    active,
    nextAt: active ? nextSlot(cron, timeZone, after).toISOString() : neverAt,
    stamps: { ...Object.fromEntries(settings.map(([name, { stamp }]) => [name, stamp])), ...stamps },
  };
}
