import { hashOf } from "../../events/define-event.ts";
import { stepFailed } from "../../events/step-failed.ts";
import { fromWire, type WireEvent } from "../../events/wire.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import { aboutOf } from "./about-of.ts";

/** An event at which a step has failed for as many attempts as it has. */
export interface FailedDelivery {
  readonly step: string;
  readonly wire: WireEvent;
  /** Which time of publishing the event it was: a replay that fails again is another dead letter. */
  readonly publication: string;
  readonly attempts: number;
  /** Why it failed last. */
  readonly reason: string;
}

export interface RecordDeadLetterPorts {
  readonly events: Events;
  readonly clock: Clock;
}

const reasonCharactersMax = 2000;

/**
 * Announces that a step has given up, so that a person sees it and can have it tried again. Recording the same failure
 * again announces the same event.
 * @throws Rejected `event/malformed` where it is no event of ours
 */
export async function recordDeadLetter(
  failed: FailedDelivery,
  { events, clock }: RecordDeadLetterPorts,
): Promise<void> {
  const { step, wire, publication, attempts, reason } = failed;
  const event = fromWire(wire);
  const deadLetterId = hashOf("dead-letter", step, event.id, publication);
  await events.publish(
    stepFailed.from(event, {
      subject: deadLetterId,
      at: clock.now(),
      data: {
        deadLetterId,
        step,
        eventId: event.id,
        eventName: event.name,
        about: aboutOf(event),
        reason: reason.slice(0, reasonCharactersMax) || "No reason was given.",
        attempts: Math.max(1, attempts),
        original: { ...wire },
      },
    }),
  );
}
