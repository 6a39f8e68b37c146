import {
  blobsOf,
  erasuresOf,
  eventsOf,
  openGoogle,
  readModelsOf,
  workshopOf,
} from "../../shared/adapters/google/ports.ts";
import { undiciWeb } from "../../shared/adapters/web/undici-web.ts";
import { productVersion } from "../../shared/product-version.ts";
import { serveEvents } from "../../shared/triggers/serve-events.ts";
import { readEnvironment } from "../../shared/web/environment.ts";
import { pageGate } from "../../shared/web/page-gate.ts";
import { extractHandlers } from "./handlers.ts";
import { extractJob } from "./open-apart.ts";

const google = openGoogle(process.env);
const { fetchAllow: allow, publicUrl: contact } = readEnvironment(process.env);
const web = undiciWeb({ ...google.world, asker: { version: productVersion, contact }, allow });
const ports = {
  ...google.world,
  erasures: erasuresOf(google),
  blobs: blobsOf(google),
  events: eventsOf(google),
  readModels: readModelsOf(google),
  workshop: workshopOf(google, [extractJob.module]),
  web,
  pageGate: pageGate({ ...google.world, web }),
};
serveEvents("extract", process.env, ports, extractHandlers(ports));
