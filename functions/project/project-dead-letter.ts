import type { AnyEvent } from "../../events/catalogue.ts";
import type { DeadLetterDiscarded } from "../../events/dead-letter-discarded.ts";
import type { DeadLetterReplayed } from "../../events/dead-letter-replayed.ts";
import type { EventRejected } from "../../events/event-rejected.ts";
import { Rejected } from "../../events/rejected.ts";
import type { StepFailed } from "../../events/step-failed.ts";
import { fromWire, type WireEvent } from "../../events/wire.ts";
import { type DeadLetter, deadLetters } from "../../shared/read-models/dead-letters.ts";
import type { Projection } from "./projection.ts";
import { isNews, type Stamps, stamped, unknownTime } from "./stamps.ts";

type DeadLetterEvent = StepFailed | EventRejected | DeadLetterReplayed | DeadLetterDiscarded;

/**
 * What a step gave up on is a dead letter, and so is what no retry can repair: both wait for a person. Each time that
 * one fails is a letter of its own, so that a replay which fails again shows again.
 */
export const deadLetterProjection: Projection<DeadLetter> = {
  model: deadLetters,
  changeOf: (event: AnyEvent) => {
    switch (event.name) {
      case "event.rejected":
        return { id: event.id, after: (before) => deadLetterAfter(before, event.id, event) };
      case "step.failed":
      case "dead-letter.replayed":
      case "dead-letter.discarded":
        return {
          id: event.data.deadLetterId,
          after: (before) => deadLetterAfter(before, event.data.deadLetterId, event),
        };
      default:
        return undefined;
    }
  },
};

export function deadLetterAfter(before: DeadLetter | undefined, id: string, event: DeadLetterEvent): DeadLetter {
  const letter = before ?? unknownLetter(id);
  const stamps = stamped(letter.stamps, event);
  const news = isNews(letter.stamps, event) ? contentOf(event) : {};
  return { ...letter, ...news, state: stateOf(stamps), stamps };
}

function contentOf(event: DeadLetterEvent): Partial<DeadLetter> {
  switch (event.name) {
    case "step.failed": {
      const { step, eventId, eventName, about, reason, attempts, original } = event.data;
      return { step, eventId, eventName, about, reason, attempts, original, failedAt: event.occurredAt };
    }
    case "event.rejected": {
      const { step, message, received } = event.data;
      const original = readOriginal(received);
      return {
        step,
        eventId: original?.id ?? event.causationId,
        eventName: original?.type ?? "unknown",
        about: original?.subject ?? event.subject,
        reason: message,
        attempts: 1,
        failedAt: event.occurredAt,
        original: { ...original },
      };
    }
    case "dead-letter.replayed":
    case "dead-letter.discarded":
      return {};
  }
}

/** What came in, where it is an event of ours. It is not where it was cut, or was nothing of ours to begin with. */
function readOriginal(received: string): WireEvent | undefined {
  try {
    const wire: unknown = JSON.parse(received);
    fromWire(wire);
    return wire as WireEvent;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof Rejected) return undefined;
    throw error;
  }
}

function stateOf(stamps: Stamps): DeadLetter["state"] {
  const replayed = stamps["dead-letter.replayed"] ?? "";
  const discarded = stamps["dead-letter.discarded"] ?? "";
  if (replayed === discarded) return "open";
  return replayed > discarded ? "replayed" : "discarded";
}

function unknownLetter(id: string): DeadLetter {
  return {
    id,
    step: "",
    eventId: "",
    eventName: "",
    about: "",
    reason: "",
    attempts: 0,
    failedAt: unknownTime,
    state: "open",
    original: {},
    stamps: {},
  };
}
