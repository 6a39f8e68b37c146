import type { Envelope } from "../../events/define-event.ts";
import { Rejected } from "../../events/rejected.ts";
import { canonicalJson } from "../../shared/canonical-json.ts";
import type { Journal } from "../../shared/ports/journal.ts";
import type { ReadModel, ReadModels } from "../../shared/ports/read-models.ts";
import { books } from "../../shared/read-models/books.ts";
import { rebuiltModels as models } from "../../shared/read-models/catalogue.ts";
import { intakes } from "../../shared/read-models/intakes.ts";
import { deriveDigests } from "./derive-digests.ts";
import { deriveFeeds } from "./derive-feeds.ts";
import { intakeOf } from "./intake-of.ts";
import { applyEvent } from "./project-event.ts";

export interface RebuildPorts {
  readonly journal: Journal;
  /** What is thrown away and written anew. */
  readonly readModels: ReadModels;
  /** Empty read models beside them, in which everything is made first. */
  readonly beside: ReadModels;
  /** Is told how many events have been replayed so far, now and then. */
  readonly onProgress: (events: number) => void;
  /**
   * The time that the journal had at the beginning, or somewhat before, where the steps go on working meanwhile: what was
   * kept since is applied once more in the end. Absent where nobody else writes.
   */
  readonly atWorkSince?: Date;
  /** How many events wait to be handed out. Steps may remember what the journal will tell only once those have come. */
  readonly waiting?: number;
}

export interface RebuiltModel {
  readonly name: string;
  readonly documents: number;
  /** How the documents differ from those before: 0 and 0 and 0 where the read models were right. */
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
  /** Some could not be read, so that there was nothing to compare with. */
  readonly wasUnreadable: boolean;
}

export interface Rebuilt {
  readonly events: number;
  /** The ids of kept events that this version cannot read: they are left out. */
  readonly unreadable: readonly string[];
  readonly models: readonly RebuiltModel[];
  readonly wasEqual: boolean;
  /** Feeds that somebody reads, and that nothing was known of any more. */
  readonly feedsAskedAnew: number;
  /** Digests that had lost when they strike next, or what they have carried. */
  readonly digestsRemembered: number;
  /** Events that were applied once more, because they may have come in between. */
  readonly caughtUp: number;
  /** Events that wait to be handed out: what steps remember for themselves was left alone because of them. */
  readonly waiting: number;
}

/** Works at once, so that they share a flush to the disk. */
const batchMax = 200;

/**
 * Makes every read model anew from the journal, beside those in use, and only then puts them in their place, document
 * by document: each is an old or a new one at any moment, and after a crash in the middle running it again repairs it.
 *
 * Where steps are at work meanwhile, a document may be put back to what it was when the journal was read. Whatever has
 * changed it since is in the journal by then, because an event is kept before it is applied; so the journal's end is
 * applied again, which changes nothing where nothing was put back.
 * @throws NewerEvent, having changed nothing, where a newer version of this program has written the journal
 */
export async function rebuild(ports: RebuildPorts): Promise<Rebuilt> {
  const { journal, readModels, beside, atWorkSince, waiting = 0 } = ports;
  const { events, unreadable } = await replay(journal.all(), beside, ports.onProgress);
  await deriveIntakes(beside);
  const rebuilt: RebuiltModel[] = [];
  for (const model of models) {
    // What other steps remember for themselves may be news that has not come here yet.
    const removesOthers = (atWorkSince === undefined && waiting === 0) || model.writer === "project";
    const difference = await compare(model, readModels, beside);
    const { wasUnreadable, added, documents, removed } = difference;
    // What cannot be read cannot be replaced one by one; and where nothing lies, what it was found by may be left over.
    const holdsNothingRight = added === documents && (removesOthers || removed === 0);
    if (wasUnreadable || holdsNothingRight) await readModels.clear(model);
    await overwrite(model, readModels, beside, { removesOthers });
    rebuilt.push({ name: model.name, ...difference, removed: removesOthers ? removed : 0 });
  }
  const { events: caughtUp } =
    atWorkSince === undefined ? { events: 0 } : await replay(journal.all(atWorkSince), readModels, () => undefined);
  const feedsAskedAnew = await deriveFeeds(readModels);
  const digestsRemembered = await deriveDigests(readModels);
  const wasEqual = rebuilt.every(
    ({ changed, added, removed, wasUnreadable }) => changed + added + removed === 0 && !wasUnreadable,
  );
  return { events, unreadable, models: rebuilt, wasEqual, feedsAskedAnew, digestsRemembered, caughtUp, waiting };
}

async function replay(kept: AsyncIterable<Envelope>, onto: ReadModels, onProgress: RebuildPorts["onProgress"]) {
  const unreadable: string[] = [];
  let events = 0;
  const apply = async (event: Envelope) => {
    try {
      await applyEvent(event, onto);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      unreadable.push(event.id);
    }
  };
  for await (const batch of batchesOf(kept)) {
    // All at once: the order in which events are applied does not matter.
    await Promise.all(batch.map(apply));
    events += batch.length;
    onProgress(events);
  }
  return { events, unreadable };
}

async function deriveIntakes(beside: ReadModels): Promise<void> {
  for await (const batch of batchesOf(beside.all(books))) {
    await Promise.all(batch.map(([account, id, book]) => beside.update(intakes, account, id, () => intakeOf(book))));
  }
}

/** Goes through both in their common order, one page of each in memory. */
async function compare(model: ReadModel, old: ReadModels, beside: ReadModels): Promise<Omit<RebuiltModel, "name">> {
  const count = { documents: 0, changed: 0, added: 0, removed: 0 };
  const olds = old.all(model)[Symbol.asyncIterator]();
  let before = await nextOf(olds);
  for await (const [account, id, document] of beside.all(model)) {
    count.documents += 1;
    while (before !== "unreadable" && before !== undefined && isBefore(before, [account, id])) {
      count.removed += 1;
      before = await nextOf(olds);
    }
    if (before === "unreadable") continue;
    if (before === undefined || before[0] !== account || before[1] !== id) {
      count.added += 1;
      continue;
    }
    if (canonicalJson(before[2]) !== canonicalJson(document)) count.changed += 1;
    before = await nextOf(olds);
  }
  for (; before !== "unreadable" && before !== undefined; before = await nextOf(olds)) count.removed += 1;
  return { ...count, wasUnreadable: before === "unreadable" };
}

type Row = readonly [account: string, id: string, document: unknown];

async function nextOf(rows: AsyncIterator<Row>): Promise<Row | "unreadable" | undefined> {
  try {
    const next = await rows.next();
    return next.done === true ? undefined : next.value;
  } catch {
    // Whatever is wrong with what lies there, it is about to be replaced.
    return "unreadable";
  }
}

function isBefore([account, id]: Row, [otherAccount, otherId]: readonly [string, string]): boolean {
  return account === otherAccount ? id < otherId : account < otherAccount;
}

async function overwrite(
  model: ReadModel,
  old: ReadModels,
  beside: ReadModels,
  { removesOthers }: { readonly removesOthers: boolean },
): Promise<void> {
  for await (const batch of batchesOf(beside.all(model))) {
    await Promise.all(batch.map(([account, id, document]) => old.update(model, account, id, () => document)));
  }
  if (!removesOthers) return;
  for await (const batch of batchesOf(old.all(model))) {
    await Promise.all(
      batch.map(async ([account, id]) => {
        if ((await beside.get(model, account, id)) !== undefined) return;
        await old.update(model, account, id, () => undefined);
      }),
    );
  }
}

async function* batchesOf<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < batchMax) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
