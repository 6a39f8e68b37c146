import {
  blobsOf,
  erasuresOf,
  eventsOf,
  ledgerOf,
  mailOf,
  openGoogle,
  readModelsOf,
  secretsOf,
} from "../../shared/adapters/google/ports.ts";
import { serveEvents } from "../../shared/triggers/serve-events.ts";
import { readEnvironment } from "./environment.ts";
import { deliverHandlers } from "./handlers.ts";

const google = openGoogle(process.env);
const secrets = secretsOf(google);
const ports = {
  ...google.world,
  erasures: erasuresOf(google),
  ledger: ledgerOf(google),
  mail: mailOf(google, secrets),
  blobs: blobsOf(google),
  readModels: readModelsOf(google),
  secrets,
  events: eventsOf(google),
  settings: readEnvironment(process.env),
};
serveEvents("deliver", process.env, ports, deliverHandlers(ports));
