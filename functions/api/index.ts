import { bookReceived } from "../../events/book-received.ts";
import { lazily } from "../../shared/adapters/google/lazily.ts";
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
const settings = {
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
} as const;
// All endpoints and pages, which take longer to load than all else together.
const answers = lazily(async () => onRequest((await import("./app.ts")).createApi(ports, settings)));
serve("api", { ...ports, onStop: () => stopping.abort() }, async (request, response) => {
  // Whether the process lives needs none of it.
  if (request.method === "GET" && request.path === "/health") {
    response.json({ status: "ok" });
    return;
  }
  const answer = await answers();
  await withinDelivery(request, undefined, () =>
    ports.tracing.span(`api ${request.method}`, {}, () => answer(request, response)),
  );
});
