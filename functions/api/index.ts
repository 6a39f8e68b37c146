import { bookReceived } from "../../events/book-received.ts";
import {
  blobsOf,
  eventsOf,
  journalOf,
  ledgerOf,
  openGoogle,
  readModelsOf,
  secretsOf,
  uploadsOf,
  vitalsOf,
} from "../../shared/adapters/google/ports.ts";
import { noProgress } from "../../shared/no-progress.ts";
import { onRequest } from "../../shared/triggers/on-request.ts";
import { serve } from "../../shared/triggers/serve.ts";
import { withinDelivery } from "../../shared/triggers/within-delivery.ts";
import { createApi } from "./app.ts";
import { readEnvironment } from "./environment.ts";

const { token, deviceDomains, mailFrom, fetchAllow } = readEnvironment(process.env);
const google = openGoogle(process.env);
const ports = {
  ...google.world,
  events: eventsOf(google),
  readModels: readModelsOf(google),
  journal: journalOf(google),
  blobs: blobsOf(google),
  ledger: ledgerOf(google),
  secrets: secretsOf(google),
  uploads: uploadsOf(google),
  vitals: vitalsOf(google, bookReceived.name),
  progress: noProgress,
};
const stopping = new AbortController();
const answer = onRequest(
  createApi(ports, {
    account: "home",
    token,
    deviceDomains,
    mailFrom,
    mailStaysHere: false,
    fetchAllow,
    timeZone: "UTC",
    // Cloud Run's own address is the only way in, and names the host itself.
    loopback: false,
    stopping: stopping.signal,
  }),
);
serve("api", { ...ports, onStop: () => stopping.abort() }, (request, response) =>
  withinDelivery(request, undefined, () =>
    ports.tracing.span(`api ${request.method}`, {}, () => answer(request, response)),
  ),
);
