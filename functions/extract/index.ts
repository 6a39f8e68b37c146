import { blobsOf, eventsOf, openGoogle, readModelsOf } from "../../shared/adapters/google/ports.ts";
import { serveEvents } from "../../shared/triggers/serve-events.ts";
import { extractHandlers } from "./handlers.ts";

const google = openGoogle(process.env);
const ports = {
  ...google.world,
  blobs: blobsOf(google),
  events: eventsOf(google),
  readModels: readModelsOf(google),
};
serveEvents("extract", process.env, ports, extractHandlers(ports));
