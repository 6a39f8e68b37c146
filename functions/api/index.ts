import { bookReceived } from "../../events/book-received.ts";
import { lazily } from "../../shared/adapters/google/lazily.ts";
import {
  blobsOf,
  eventsOf,
  journalOf,
  ledgerOf,
  openGoogle,
  presentNameOf,
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
import { ofPresentAccount } from "./of-present-account.ts";

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
/** The one account of an installation, under its first name: once that has been erased, its owner goes on under another. */
const firstAccount = "home";
const presentName = presentNameOf(google);
const stopping = new AbortController();
const settings = {
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
const answers = lazily(async () => {
  const { createApi } = await import("./app.ts");
  return onRequest(
    ofPresentAccount(
      () => presentName(firstAccount),
      (account) => createApi(ports, { ...settings, account }),
    ),
  );
});
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
