import { catalogue } from "../../events/catalogue.ts";
import type { Handler } from "../../shared/triggers/handle-event.ts";
import { type ProjectPorts, projectEvent } from "./project-event.ts";

/** Every event wakes this step. It is handed on as it came, so that the journal keeps all of it. */
export function projectHandlers(ports: ProjectPorts): readonly Handler[] {
  return catalogue.map(({ name }) => ({ name, handle: (event) => projectEvent(event, ports) }));
}
