import {
  eventsOf,
  journalOf,
  ledgerOf,
  openGoogle,
  presentNameOf,
  readModelsOf,
  secretsOf,
} from "../../shared/adapters/google/ports.ts";
import { onRequest } from "../../shared/triggers/on-request.ts";
import { serve } from "../../shared/triggers/serve.ts";
import { withinDelivery } from "../../shared/triggers/within-delivery.ts";
import { readEnvironment } from "./environment.ts";
import { webhookCounts } from "./webhook-counts.ts";
import { createWebhooks } from "./webhooks.ts";

const google = openGoogle(process.env);
const ports = {
  ...google.world,
  events: eventsOf(google),
  ledger: ledgerOf(google),
  readModels: readModelsOf(google),
  journal: journalOf(google),
  secrets: secretsOf(google),
};
const settings = readEnvironment(process.env);
/** Mail names no account; it is about the one that there is, under its first name. */
const firstAccount = "home";
const presentName = presentNameOf(google);
const answer = onRequest(
  createWebhooks(ports, { account: () => presentName(firstAccount), ...settings }, webhookCounts()),
);
serve("mail-events", ports, (request, response) =>
  withinDelivery(request, undefined, () => ports.tracing.span("mail-events", {}, () => answer(request, response))),
);
