import { blobsOf, eventsOf, openGoogle, readModelsOf, workshopOf } from "../../shared/adapters/google/ports.ts";
import { serveEvents } from "../../shared/triggers/serve-events.ts";
import { ingestHandlers } from "./handlers.ts";
import { inspectJob } from "./ingest-book.ts";

const google = openGoogle(process.env);
const ports = {
  ...google.world,
  blobs: blobsOf(google),
  events: eventsOf(google),
  readModels: readModelsOf(google),
  workshop: workshopOf(google, [inspectJob.module]),
};
serveEvents("ingest", process.env, ports, ingestHandlers(ports));
