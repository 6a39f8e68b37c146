import { blobsOf, eventsOf, openGoogle, readModelsOf } from "../../shared/adapters/google/ports.ts";
import { serveEvents } from "../../shared/triggers/serve-events.ts";
import { fetchHandlers } from "./handlers.ts";

const google = openGoogle(process.env);
const ports = {
  ...google.world,
  blobs: blobsOf(google),
  events: eventsOf(google),
  readModels: readModelsOf(google),
};
serveEvents("fetch", process.env, ports, fetchHandlers(ports));
