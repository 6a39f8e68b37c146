import type { DigestDue } from "../../events/digest-due.ts";
import { editionCompiled } from "../../events/edition-compiled.ts";
import { editionFailed } from "../../events/edition-failed.ts";
import { editionSkipped } from "../../events/edition-skipped.ts";
import { chooseArticles } from "../../shared/digests/choose-articles.ts";
import { foundSince, gatherCandidates } from "../../shared/digests/gather-candidates.ts";
import { memoryAfter, rememberedEdition } from "../../shared/digests/memory-after.ts";
import { type DigestMemory, digestMemories, printedIn } from "../../shared/read-models/digest-memories.ts";
import { type Digest, digests } from "../../shared/read-models/digests.ts";
import { decideEdition, type EditionDecision, withoutGathering } from "./decide-edition.ts";
import type { DigestPorts } from "./digest-ports.ts";
import { advanceSchedule } from "./keep-schedule.ts";

/** Of two editions of one digest that are compiled at once, the later one looks again at what the other has taken. */
const turnsMax = 5;
const layoutBytesMax = 64 * 1024 * 1024;

/**
 * Puts one edition together. What it carries is decided once, in the digest's memory, before anything is announced: doing it again
 * announces the same, and no other edition of the digest can carry the same article.
 * @throws Error while the digest has not been heard of yet: the event comes again, later
 */
export async function compileEdition(due: DigestDue, ports: DigestPorts): Promise<void> {
  const { digestId, editionId, slot, by } = due.data;
  const digest = await ports.readModels.get(digests, due.account, digestId);
  if (digest?.stamps["digest.removed"] !== undefined) return;
  if (digest?.settings === undefined) throw new Error(`Digest ${digestId} is not there yet`);
  if (by === "schedule") await advanceSchedule(digestId, new Date(slot), ports);

  for (let turn = 0; turn < turnsMax; turn += 1) {
    const before = await ports.readModels.get(digestMemories, due.account, digestId);
    const remembered = before === undefined ? undefined : rememberedEdition(before, editionId);
    if (remembered !== undefined) return await announce(due, remembered, ports);
    const decision = await decide(due, digest, before, ports);
    const after = await ports.readModels.update(digestMemories, due.account, digestId, (present) =>
      // Somebody else has compiled an edition meanwhile: what was chosen here may be in it.
      present?.version === before?.version ? memoryAfter(present, digestId, { editionId, slot, ...decision }) : present,
    );
    const kept = after === undefined ? undefined : rememberedEdition(after, editionId);
    if (kept !== undefined) return await announce(due, kept, ports);
  }
  throw new Error(`Other editions of digest ${digestId} are being compiled`);
}

async function decide(
  due: DigestDue,
  digest: Digest,
  memory: DigestMemory | undefined,
  { readModels, blobs, clock }: DigestPorts,
): Promise<EditionDecision> {
  const { settings } = digest;
  if (settings === undefined) throw new Error(`Digest ${digest.id} has no settings`);
  const now = clock.now();
  const early = withoutGathering(due, settings, now);
  if (early !== undefined) return early;
  const gathered = await gatherCandidates(due.account, settings, foundSince(settings, now), { readModels, blobs });
  const printed = printedIn(memory);
  const choice = chooseArticles({ candidates: gathered.candidates, settings, printed, now });
  const decision = decideEdition({ due, settings, sources: gathered.sources, choice, memory, now });
  if (decision.layout === undefined) return decision;
  const bytes = Buffer.from(JSON.stringify(decision.layout));
  const { key, sha256 } = await blobs.write(due.account, bytes, { bytesMax: layoutBytesMax });
  return { ...decision, data: { ...decision.data, layoutKey: key, layoutSha256: sha256 } };
}

type Remembered = DigestMemory["editions"][number];

const definitions = { compiled: editionCompiled, skipped: editionSkipped, failed: editionFailed } as const;

/** The memory is our outbox: told again, it is the same event to the last byte. */
async function announce(due: DigestDue, { outcome, at, data }: Remembered, { events }: DigestPorts): Promise<void> {
  // Long announced: what it said has been let go.
  if (data === null) return;
  const subject = due.data.editionId;
  const fact = { subject, at: new Date(at) };
  switch (outcome) {
    case "compiled":
      return await events.publish(definitions.compiled.from(due, { ...fact, data: editionCompiled.data.parse(data) }));
    case "skipped":
      return await events.publish(definitions.skipped.from(due, { ...fact, data: editionSkipped.data.parse(data) }));
    case "failed":
      return await events.publish(definitions.failed.from(due, { ...fact, data: editionFailed.data.parse(data) }));
  }
}
