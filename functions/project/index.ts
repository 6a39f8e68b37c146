import { erasuresOf, eventsOf, journalOf, openGoogle, readModelsOf } from "../../shared/adapters/google/ports.ts";
import { serveEvents } from "../../shared/triggers/serve-events.ts";
import { projectHandlers } from "./handlers.ts";

const google = openGoogle(process.env);
const ports = {
  ...google.world,
  erasures: erasuresOf(google),
  events: eventsOf(google),
  journal: journalOf(google),
  readModels: readModelsOf(google),
};
serveEvents("project", process.env, ports, projectHandlers(ports));
