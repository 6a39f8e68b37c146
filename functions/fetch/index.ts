import {
  blobsOf,
  eventsOf,
  openGoogle,
  readModelsOf,
  secretsOf,
  workshopOf,
} from "../../shared/adapters/google/ports.ts";
import { undiciWeb } from "../../shared/adapters/web/undici-web.ts";
import { productVersion } from "../../shared/product-version.ts";
import { serveEvents } from "../../shared/triggers/serve-events.ts";
import { readEnvironment } from "../../shared/web/environment.ts";
import { fetchHandlers } from "./handlers.ts";
import { readFeedJob } from "./read-apart.ts";

const google = openGoogle(process.env);
const { fetchAllow: allow, publicUrl: contact } = readEnvironment(process.env);
const ports = {
  ...google.world,
  blobs: blobsOf(google),
  events: eventsOf(google),
  readModels: readModelsOf(google),
  secrets: secretsOf(google),
  workshop: workshopOf(google, [readFeedJob.module]),
  web: undiciWeb({ ...google.world, asker: { version: productVersion, contact }, allow }),
  // What hubs would call is served by no function: feeds are polled here.
  settings: { publicUrl: undefined },
};
serveEvents("fetch", process.env, ports, fetchHandlers(ports));
