import { blobsOf, erasuresOf, eventsOf, openGoogle, readModelsOf } from "../../shared/adapters/google/ports.ts";
import { serveEvents } from "../../shared/triggers/serve-events.ts";
import { digestHandlers } from "./handlers.ts";

const google = openGoogle(process.env);
const ports = {
  ...google.world,
  erasures: erasuresOf(google),
  blobs: blobsOf(google),
  events: eventsOf(google),
  readModels: readModelsOf(google),
};
serveEvents("digest", process.env, ports, digestHandlers(ports));
