import { eventsFor } from "../../events/catalogue.ts";
import type { StepName } from "../../events/define-event.ts";
import { Rejected } from "../../events/rejected.ts";
import { stepFailed } from "../../events/step-failed.ts";
import type { DeadEvent, Route, SqliteEvents, Subscription } from "../../shared/adapters/local/sqlite-events.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { EventHandler } from "../../shared/triggers/handle-event.ts";
import { type RecordDeadLetterPorts, recordDeadLetter } from "../dead-letter/record-dead-letter.ts";
import { rejectedFolderRoute } from "./rejected-folder.ts";

const second = 1000;
const minute = 60 * second;

/** How each step takes its events. The heavy work of a few is done in the workshop, so places here are cheap. */
const limits = {
  ingest: { concurrency: 8, handlingMsMax: 10 * minute },
  format: { concurrency: 8, handlingMsMax: 30 * minute },
  // They wait for servers of the web, one request for each host at a time.
  fetch: { concurrency: 48, handlingMsMax: 5 * minute },
  extract: { concurrency: 8, handlingMsMax: 10 * minute },
  digest: { concurrency: 2, handlingMsMax: 10 * minute },
  // A mail server may take ten minutes for one mail (smtp-mail.ts).
  deliver: { concurrency: 32, handlingMsMax: 20 * minute },
  project: { concurrency: 64, handlingMsMax: 5 * minute },
  "dead-letter": { concurrency: 2, handlingMsMax: 5 * minute },
  // Writing the database anew takes as long as it is large.
  housekeep: { concurrency: 1, handlingMsMax: 60 * minute },
  "rejected-folder": { concurrency: 2, handlingMsMax: 10 * minute },
} as const satisfies Record<string, Pick<Subscription, "concurrency" | "handlingMsMax">>;

export type SubscriptionName = keyof typeof limits;

/** All together some minutes: what is not better by then a person has to see. */
const attemptsMax = 12;
const backoff = { firstMs: 250, maxMs: 2 * minute };
const leaseMs = minute;

const steps: readonly StepName[] = [
  "ingest",
  "format",
  "fetch",
  "extract",
  "digest",
  "deliver",
  "project",
  "dead-letter",
  "housekeep",
];

/** Who gets which events on one machine. */
export const localRoutes: readonly Route[] = [
  ...steps.map((step) => ({ subscription: step, events: eventsFor(step) })),
  rejectedFolderRoute,
];

/** Has the bus deliver to every subscription, and keep aside what fails for good. */
export function subscribeAll(
  bus: SqliteEvents,
  handlers: Readonly<Record<SubscriptionName, EventHandler>>,
  ports: RecordDeadLetterPorts & { readonly log: Log },
): void {
  for (const [subscription, limit] of Object.entries(limits) as [
    SubscriptionName,
    (typeof limits)[SubscriptionName],
  ][]) {
    bus.subscribe({
      subscription,
      handle: handlers[subscription],
      attemptsMax,
      backoff,
      leaseMs,
      ...limit,
      onDeadLetter: (letter) => keepAside(letter, ports),
    });
  }
}

async function keepAside(letter: DeadEvent, ports: RecordDeadLetterPorts & { readonly log: Log }): Promise<void> {
  const { step, wire, attempts, reason } = letter;
  ports.log.error("step.failed", { step, eventId: wire.id, correlationId: wire.correlationid, attempts, reason });
  // The failure of a failure would hold the one before, and so on: the log has to be enough.
  if (wire.type === stepFailed.name) return;
  try {
    await recordDeadLetter(letter, ports);
  } catch (error) {
    // What is no event of ours will not become one.
    if (!(error instanceof Rejected)) throw error;
    ports.log.error("step.failed-unreadably", { step, code: error.code });
  }
}
