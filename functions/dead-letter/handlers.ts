import { deadLetterReplayRequested } from "../../events/dead-letter-replay-requested.ts";
import { type Handler, when } from "../../shared/triggers/handle-event.ts";
import { type ReplayDeadLetterPorts, replayDeadLetter } from "./replay-dead-letter.ts";

export function deadLetterHandlers(ports: ReplayDeadLetterPorts): readonly Handler[] {
  return [when(deadLetterReplayRequested, (requested) => replayDeadLetter(requested, ports))];
}
