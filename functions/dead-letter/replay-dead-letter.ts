import type { DeadLetterReplayRequested } from "../../events/dead-letter-replay-requested.ts";
import { deadLetterReplayed } from "../../events/dead-letter-replayed.ts";
import { Rejected } from "../../events/rejected.ts";
import { fromWire } from "../../events/wire.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { deadLetters } from "../../shared/read-models/dead-letters.ts";
import { aboutOf } from "./about-of.ts";

export interface ReplayDeadLetterPorts {
  readonly readModels: ReadModels;
  readonly events: Events;
  readonly clock: Clock;
}

/**
 * Publishes the event of a dead letter again, under its own id: the step that failed gets another round of attempts,
 * and for the others it is a repeat that changes nothing. Doing it twice does that twice, which is harmless.
 * @throws Rejected `dead-letter/unknown`, `dead-letter/unreadable`
 */
export async function replayDeadLetter(
  requested: DeadLetterReplayRequested,
  { readModels, events, clock }: ReplayDeadLetterPorts,
): Promise<void> {
  const { deadLetterId } = requested.data;
  const letter = await readModels.get(deadLetters, requested.account, deadLetterId);
  if (letter === undefined || letter.eventId === "") {
    throw new Rejected("dead-letter/unknown", "There is no such dead letter to try again.");
  }
  if (Object.keys(letter.original).length === 0) {
    throw new Rejected("dead-letter/unreadable", "What came in was no event, so there is nothing to try again.");
  }
  const original = fromWire(letter.original);
  const replayed = deadLetterReplayed.from(requested, {
    subject: deadLetterId,
    at: clock.now(),
    data: { deadLetterId, step: letter.step, eventName: letter.eventName, about: aboutOf(original) },
  });
  // One publication for both: a replay that fails again at once must not be older than the news of the replay.
  await events.publish(original, replayed);
}
