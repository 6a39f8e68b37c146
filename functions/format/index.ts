import {
  blobsOf,
  erasuresOf,
  eventsOf,
  openGoogle,
  readModelsOf,
  workshopOf,
} from "../../shared/adapters/google/ports.ts";
import { noProgress } from "../../shared/no-progress.ts";
import { serveEvents } from "../../shared/triggers/serve-events.ts";
import { readEnvironment } from "./environment.ts";
import { convertJob } from "./format-document.ts";
import { formatHandlers } from "./handlers.ts";

const google = openGoogle(process.env);
const ports = {
  ...google.world,
  erasures: erasuresOf(google),
  blobs: blobsOf(google),
  events: eventsOf(google),
  readModels: readModelsOf(google),
  workshop: workshopOf(google, [convertJob.module]),
  settings: readEnvironment(process.env),
  progress: noProgress,
};
serveEvents("format", process.env, ports, formatHandlers(ports));
