import {
  eventsOf,
  journalOf,
  ledgerOf,
  openGoogle,
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
const settings = { account: "home", ...readEnvironment(process.env) };
const answer = onRequest(createWebhooks(ports, settings, webhookCounts()));
serve("mail-events", ports, (request, response) =>
  withinDelivery(request, undefined, () => ports.tracing.span("mail-events", {}, () => answer(request, response))),
);
