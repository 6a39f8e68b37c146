import { lazily } from "../../shared/adapters/google/lazily.ts";
import {
  blobsOf,
  erasuresOf,
  eventsOf,
  openGoogle,
  readModelsOf,
  secretsOf,
  workshopOf,
} from "../../shared/adapters/google/ports.ts";
import { undiciWeb } from "../../shared/adapters/web/undici-web.ts";
import { productVersion } from "../../shared/product-version.ts";
import { readCallerEnvironment } from "../../shared/triggers/environment.ts";
import { googleCaller } from "../../shared/triggers/google-caller.ts";
import { handleEvents } from "../../shared/triggers/handle-event.ts";
import { onEvent } from "../../shared/triggers/on-event.ts";
import { onRequest } from "../../shared/triggers/on-request.ts";
import { serve } from "../../shared/triggers/serve.ts";
import { withinDelivery } from "../../shared/triggers/within-delivery.ts";
import { readEnvironment } from "../../shared/web/environment.ts";
import { readCallbackUrl } from "./environment.ts";
import { fetchHandlers } from "./handlers.ts";
import { readFeedJob } from "./read-apart.ts";

const google = openGoogle(process.env);
const { fetchAllow: allow, publicUrl: contact } = readEnvironment(process.env);
const ports = {
  ...google.world,
  erasures: erasuresOf(google),
  blobs: blobsOf(google),
  events: eventsOf(google),
  readModels: readModelsOf(google),
  secrets: secretsOf(google),
  workshop: workshopOf(google, [readFeedJob.module]),
  web: undiciWeb({ ...google.world, asker: { version: productVersion, contact }, allow }),
  settings: { publicUrl: readCallbackUrl(process.env) },
};
const caller = googleCaller(readCallerEnvironment(process.env), ports.clock);
const takeEvent = onEvent("fetch", caller, ports, handleEvents("fetch", fetchHandlers(ports), ports));
// Most instances never hear of a hub.
const callbacks = lazily(async () => {
  const { websubCallbacks } = await import("./websub/websub-callbacks.ts");
  return onRequest(websubCallbacks(ports));
});

// Two kinds of callers come here: our own subscriptions, whose tokens are looked at, and hubs, whose addresses and
// signatures are.
serve("fetch", ports, async (request, response) => {
  if (!request.path.startsWith("/webhooks/websub/")) return await takeEvent(request, response);
  const answer = await callbacks();
  await withinDelivery(request, undefined, () =>
    ports.tracing.span("fetch websub", {}, () => answer(request, response)),
  );
});
