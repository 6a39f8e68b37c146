import type { Envelope } from "../../events/define-event.ts";
import type { Provider } from "./provider.ts";
import type { LedgerContent } from "./stores.ts";
import type { Told as ToldByWebhook, Webhooks } from "./webhooks.ts";

/**
 * Knows what the provider accepted, what the world was told and what the reader asked for, and nothing of how any of it
 * came about. Looks into the ledger at the very end only, to compare what is shown with what is kept.
 */
export interface Checker {
  /** A delivery that has to come to an end. */
  expect(deliveryId: string): void;
  /** Something that the world is told, at the moment it is told. */
  hear(event: Envelope): void;
  /** Deliveries that are shown with buttons, and about which nobody has decided since they are. */
  resolvable(): readonly string[];
  /** Answers how many attempts the one who decides sees. */
  noteDecision(deliveryId: string, as: "sent" | "retry"): number;
  retriesOf(deliveryId: string): number;
  verdict(): readonly string[];
}

interface Told {
  readonly name: string;
  readonly version: number;
  readonly attempts: number;
  readonly code: string | undefined;
}

const shownAs: Readonly<Record<string, string>> = {
  "delivery.requested": "queued",
  "delivery.deferred": "queued",
  "delivery.sent": "sent",
  "delivery.failed": "failed",
  "delivery.uncertain": "uncertain",
  "delivery.parked": "parked",
  "delivery.delivered": "delivered",
  "delivery.bounced": "bounced",
};
/** What ends a delivery after the carrier has told that of its mail. */
const endsAfter: Readonly<Record<ToldByWebhook["says"], readonly string[]>> = {
  accepted: ["sent", "delivered", "bounced"],
  delivered: ["delivered", "bounced"],
  bounced: ["bounced"],
};

export function checker(carrier: Provider, hooks: Webhooks, content: LedgerContent): Checker {
  const expected = new Set<string>();
  const retries = new Map<string, number>();
  const told = new Map<string, Told[]>();
  const byId = new Map<string, string>();
  const risksTaken = new Map<string, number>();
  const decidedOn = new Map<string, number>();
  const lies: string[] = [];
  const shownOf = (id: string) => told.get(id)?.reduce((newest, one) => (one.version > newest.version ? one : newest));
  const statusOf = (id: string) => shownAs[shownOf(id)?.name ?? ""] ?? "nothing";

  return {
    expect: (id) => void expected.add(id),
    hear: (event) => {
      const { subject, name } = event;
      if (shownAs[name] === undefined) return;
      const known = byId.get(event.id);
      if (known !== undefined && known !== JSON.stringify(event)) lies.push(`Two events have the id ${event.id}`);
      byId.set(event.id, JSON.stringify(event));
      const { version, attempts, code, by } = event.data as Omit<Told, "name"> & { by?: string };
      told.set(subject, [...(told.get(subject) ?? []), { name, version, attempts, code }]);
      if (name === "delivery.sent" && by !== "reader" && carrier.acceptedOf(subject) === 0) {
        lies.push(`${subject} was said to be sent, and nothing was accepted`);
      }
      const said = shownAs[name];
      if ((said === "delivered" || said === "bounced") && !hooks.saidOf(subject).some(({ says }) => says === said)) {
        lies.push(`${subject} was said to be ${said}, and the carrier has not told so`);
      }
    },
    resolvable: () =>
      [...told.keys()].filter(
        (id) =>
          ["parked", "failed", "uncertain", "bounced"].includes(statusOf(id)) &&
          decidedOn.get(id) !== shownOf(id)?.version,
      ),
    noteDecision: (id, as) => {
      const { version = 0, attempts = 0 } = shownOf(id) ?? {};
      decidedOn.set(id, version);
      if (as !== "retry") return attempts;
      retries.set(id, (retries.get(id) ?? 0) + 1);
      // Where all that was sent has been refused, sending once more risks nothing.
      if (carrier.openRisksOf(id) > 0) risksTaken.set(id, (risksTaken.get(id) ?? 0) + 1);
      return attempts;
    },
    retriesOf: (id) => retries.get(id) ?? 0,
    verdict: () => {
      const found = [...lies];
      for (const id of new Set([...expected, ...content.keys(), ...told.keys()])) {
        const times = carrier.acceptedOf(id);
        const allowed = 1 + (retries.get(id) ?? 0);
        if (times > allowed) found.push(`${id} was accepted ${times} times, ${allowed} were allowed`);
        const risks = carrier.risksOf(id);
        const accounted = 1 + (risksTaken.get(id) ?? 0);
        if (risks > accounted) found.push(`${id} was risked ${risks} times, ${accounted} were allowed`);
        const kept = content.get(id)?.state ?? "nothing";
        if (!["sent", "failed", "parked", "delivered", "bounced"].includes(kept))
          found.push(`${id} was lost: it ends as ${kept}`);
        if (statusOf(id) !== kept) found.push(`${id} is shown as ${statusOf(id)}, and is ${kept}`);
        const { attempts: made = 0, attemptsBefore: before = 0 } = content.get(id) ?? {};
        for (const { attempt, says } of hooks.toldOf(id)) {
          // Of what came before the reader's last decision, nothing counts any more; and a mail that comes back is the
          // end of a delivery only where no other has followed it.
          const counts = attempt > before && (says !== "bounced" || attempt === made);
          if (counts && !endsAfter[says].includes(kept))
            found.push(`${id} was told to be ${says}, and ends as ${kept}`);
        }
        for (const { name, attempts, code } of told.get(id) ?? []) {
          const isNo = name === "delivery.deferred" || name === "delivery.failed";
          if (isNo && attempts > 0 && carrier.accepted.includes(`${id}.${attempts}`)) {
            found.push(`${id} was said not to be accepted (${code}), and attempt ${attempts} was`);
          }
        }
      }
      return found;
    },
  };
}
