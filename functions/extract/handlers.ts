import { articleFound } from "../../events/article-found.ts";
import { type Handler, when } from "../../shared/triggers/handle-event.ts";
import { extractFound } from "./extract-found.ts";
import type { ExtractPorts } from "./extract-ports.ts";

/** What wakes the step, and what it does then. */
export function extractHandlers(ports: ExtractPorts): readonly Handler[] {
  return [when(articleFound, (found) => extractFound(found, ports))];
}
