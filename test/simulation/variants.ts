import { type DeliveryEvidenced, deliveryEvidenced } from "../../events/delivery-evidenced.ts";
import { deliverySent } from "../../events/delivery-sent.ts";
import type { DeliverPorts } from "../../functions/deliver/deliver-ports.ts";
import { followReport } from "../../functions/deliver/follow-report.ts";
import { deliveryCause, deliveryFact } from "../../shared/delivery-cause.ts";
import type { Ledger } from "../../shared/ports/ledger.ts";
import type { Mail } from "../../shared/ports/mail.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import type { Variant } from "./simulate.ts";

export const asDesigned: Variant = { name: "as designed" };

function withLedger(name: string, finding: RegExp, change: (ledger: Ledger) => Partial<Ledger>): BrokenVariant {
  return { name, finding, ports: (ports) => ({ ...ports, ledger: { ...ports.ledger, ...change(ports.ledger) } }) };
}

function withMail(name: string, finding: RegExp, change: (mail: Mail) => Partial<Mail>): BrokenVariant {
  return { name, finding, ports: (ports) => ({ ...ports, mail: { ...ports.mail, ...change(ports.mail) } }) };
}

/** Writes over whatever is there. */
async function overwrite(ledger: Ledger, next: DeliveryEntry): Promise<boolean> {
  for (;;) {
    const present = await ledger.read(next.deliveryId);
    const version = (present?.version ?? 0) + 1;
    if (await ledger.advance({ ...next, version })) return true;
  }
}

/** What the checker has to find, so that it is caught for what is wrong with it. */
export interface BrokenVariant extends Variant {
  readonly finding: RegExp;
}
const twice = /was (accepted|risked) \d+ times/;
const untrue = /was said (not )?to be/;
const lost = /was lost/;
const disbelieved = /was told to be \w+, and ends as/;
const hidden = /is shown as queued, and is sent/;

/** Designs that one could think of, each without one of the things that the guarantee rests on. */
export const brokenVariants: readonly BrokenVariant[] = [
  withLedger("nobody claims: whoever is asked sends", twice, (ledger) => ({
    advance: (next) => (next.state === "attempting" ? overwrite(ledger, next) : ledger.advance(next)),
  })),
  withLedger("outcomes are recorded without a fence", twice, (ledger) => ({
    advance: (next) => (next.state === "attempting" ? ledger.advance(next) : overwrite(ledger, next)),
  })),
  withMail("what is unknown is tried again", twice, (mail) => ({
    send: async (outgoing) => {
      const answer = await mail.send(outgoing);
      return answer.outcome === "unknown" ? { ...answer, outcome: "not-accepted", permanent: false } : answer;
    },
  })),
  withMail("what is unknown is taken for sent", untrue, (mail) => ({
    send: async (outgoing) => {
      const answer = await mail.send(outgoing);
      return answer.outcome === "unknown" ? { outcome: "accepted" } : answer;
    },
  })),
  withLedger("a claim that was left behind is sent again", twice, (ledger) => ({
    advance: (next) =>
      ledger.advance(next.state === "uncertain" && next.code === "delivery/abandoned" ? requeued(next) : next),
  })),
  {
    ...withLedger("a decision of the reader is followed as often as it is delivered", twice, (ledger) => ({
      advance: ({ resolutions: _forgotten, ...next }) => ledger.advance(next),
    })),
    handlers: (handlers) =>
      handlers.map((handler) => ({
        name: handler.name,
        handle: async (event) => {
          const { attempts: _ignored, ...data } = event.data as { attempts?: number };
          await handler.handle(handler.name === "delivery.resolved" ? { ...event, data } : event);
        },
      })),
  },
  {
    name: "it is marked as sent before it is",
    finding: untrue,
    handlers: (handlers, { ledger, mail, events }) =>
      handlers.map((handler) =>
        handler.name !== "delivery.requested"
          ? handler
          : {
              name: handler.name,
              handle: async ({ subject }) => {
                const entry = await ledger.read(subject);
                if (entry?.state !== "queued") return;
                const { dueAt: _never, ...kept } = entry;
                const sent: DeliveryEntry = { ...kept, state: "sent", version: entry.version + 1, attempts: 1 };
                if (!(await ledger.advance(sent))) return;
                const at = new Date(sent.changedAt);
                const data = { ...deliveryFact(sent), by: "provider" as const };
                await events.publish(deliverySent.from(deliveryCause(sent), { subject, at, data }));
                await mail.send({ deliveryId: subject, messageId: `${subject}.1@x` } as never);
              },
            },
      ),
  },
  {
    name: "an outcome is announced only by who recorded it",
    finding: hidden,
    handlers: (handlers, { ledger }) =>
      handlers.map((handler) => ({
        name: handler.name,
        handle: async (event) => {
          const isRequest = event.name === "delivery.requested";
          if (isRequest && (await ledger.read(event.subject))?.state !== "queued") return;
          await handler.handle(event);
        },
      })),
  },
  { name: "nobody polls", finding: lost, polls: false },
  withLedger("volumes do not wait for each other", /went before the volume before it/, (ledger) => ({
    read: async (deliveryId) => {
      const entry = await ledger.read(deliveryId);
      if (entry === undefined) return undefined;
      const { previousId: _forgotten, notBefore: _none, ...rest } = entry;
      return entry.attempts > 0 ? entry : rest;
    },
  })),
  withLedger(
    "a volume is passed its turn while the one before is uncertain",
    /went before the volume before it/,
    (ledger) => ({
      read: async (deliveryId) => {
        const entry = await ledger.read(deliveryId);
        return entry?.state === "uncertain" && entry.nextId !== undefined && entry.dueAt !== undefined
          ? { ...entry, state: "parked" }
          : entry;
      },
    }),
  ),
  withReports("what is told out of order takes a delivery back", disbelieved, (event, ports) =>
    followReport(event, {
      ...ports,
      ledger: {
        ...ports.ledger,
        read: async (deliveryId) => {
          const entry = await ports.ledger.read(deliveryId);
          return entry?.state === "delivered" ? { ...entry, state: "uncertain" } : entry;
        },
      },
    }),
  ),
  withReports("nobody believes what is told once a delivery is parked", disbelieved, async (event, ports) => {
    const entry = await ports.ledger.read(event.subject);
    if (entry?.state !== "parked") await followReport(event, ports);
  }),
  withReports("what the carrier has accepted is taken for delivered", untrue, (event, ports) =>
    followReport({ ...event, data: { ...event.data, report: { says: "delivered" } } }, ports),
  ),
  { name: "a webhook is answered before what it tells is on the bus", finding: disbelieved, answersFirst: true },
];

/** Follows what the carrier tells in another way. */
function withReports(
  name: string,
  finding: RegExp,
  follow: (event: DeliveryEvidenced, ports: DeliverPorts) => Promise<void>,
): BrokenVariant {
  return {
    name,
    finding,
    handlers: (handlers, ports) =>
      handlers.map((handler) =>
        handler.name === deliveryEvidenced.name
          ? { name: handler.name, handle: async (event) => await follow(deliveryEvidenced.parse(event), ports) }
          : handler,
      ),
  };
}

function requeued(next: DeliveryEntry): DeliveryEntry {
  const { token: _token, evidenceUntil: _until, code: _code, reason: _reason, ...kept } = next;
  return { ...kept, state: "queued" };
}
