import type { Handler } from "../../shared/triggers/handle-event.ts";
import type { DigestPorts } from "./digest-ports.ts";

/** What wakes the step, and what it does then. */
export function digestHandlers(_ports: DigestPorts): readonly Handler[] {
  return [];
}
