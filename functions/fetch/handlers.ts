import type { Handler } from "../../shared/triggers/handle-event.ts";
import type { FetchPorts } from "./fetch-ports.ts";

/** What wakes the step, and what it does then. */
export function fetchHandlers(_ports: FetchPorts): readonly Handler[] {
  return [];
}
