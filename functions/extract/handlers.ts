import type { Handler } from "../../shared/triggers/handle-event.ts";
import type { ExtractPorts } from "./extract-ports.ts";

/** What wakes the step, and what it does then. */
export function extractHandlers(_ports: ExtractPorts): readonly Handler[] {
  return [];
}
