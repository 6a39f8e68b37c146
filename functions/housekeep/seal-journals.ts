import { firstCause } from "../../events/define-event.ts";
import { type JournalHead, journalSealed } from "../../events/journal-sealed.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { Journal } from "../../shared/ports/journal.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { type JournalSeal, journalSeals, newestSealId } from "../../shared/read-models/journal-seals.ts";
import { chainStart, headAfter, isWorthSealing } from "./journal-chain.ts";

export interface SealPorts {
  readonly journal: Journal;
  readonly readModels: ReadModels;
  readonly events: Events;
  readonly clock: Clock;
  readonly log: Log;
}

/** What one seal holds at most; what is more gets another one. A day's events are some thousands. */
export const sealedEventsMax = 50_000;
/** More than that wait for tomorrow: a first seal over years must not take longer than the step may. */
const sealsPerDayMax = 20;

/**
 * Goes on with the hash chain over an account's journal, and announces how far it has come. Before that the last seal is
 * checked against what the journal says now: where that differs, somebody has changed what had happened, which is an error for
 * a person; nothing more is sealed then, so that the broken seal stays the last one. Repeated, it announces the same seal:
 * there is one after each head. Answers how many seals it has announced.
 */
export async function sealJournal(account: string, ports: SealPorts): Promise<number> {
  const { readModels, events, clock, log } = ports;
  const last = await readModels.get(journalSeals, account, newestSealId);
  if (last !== undefined && !(await isUnbroken(account, last, ports))) {
    log.error("journal.seal-broken", { step: "housekeep", events: last.to.events });
    return 0;
  }
  let head = last?.to ?? chainStart(account);
  let seals = 0;
  while (seals < sealsPerDayMax) {
    const next = await chainOn(account, head, ports);
    if (!next.isWorthSealing) break;
    await events.publish(
      journalSealed.from(firstCause(account, `seal after ${head.sha256}`), {
        subject: "journal",
        at: clock.now(),
        data: { from: head, to: next.head },
      }),
    );
    head = next.head;
    seals += 1;
  }
  return seals;
}

/** Whether the events of a seal still lead from its one head to the other. */
export async function isUnbroken(
  account: string,
  { from, to }: Pick<JournalSeal, "from" | "to">,
  { journal }: Pick<SealPorts, "journal">,
): Promise<boolean> {
  let head: JournalHead = from;
  for await (const placed of journal.settled(account, from.place)) {
    if (head.events === to.events) break;
    head = headAfter(head, placed);
  }
  return head.events === to.events && head.sha256 === to.sha256 && head.place === to.place;
}

async function chainOn(account: string, from: JournalHead, { journal }: SealPorts) {
  let head = from;
  let worth = false;
  for await (const placed of journal.settled(account, from.place)) {
    head = headAfter(head, placed);
    worth ||= isWorthSealing(placed.event);
    if (head.events - from.events === sealedEventsMax) break;
  }
  return { head, isWorthSealing: worth };
}
