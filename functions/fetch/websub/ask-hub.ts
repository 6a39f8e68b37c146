import { publicAccount } from "../../../shared/public-account.ts";
import { feedHubs } from "../../../shared/read-models/feed-hubs.ts";
import type { FetchPorts } from "../fetch-ports.ts";
import { hubAfterAsking, leaseSeconds, needsAsking } from "./hub-after.ts";
import type { HubOffer } from "./hub-offer.ts";
import { callbackSecret, signingSecret } from "./hub-secrets.ts";

/**
 * Asks the hub of a feed to tell us what is new, where the internet reaches us and it does not do so already. What comes of it, the
 * hub says later; what it does not take is asked again another day. Nothing of the feed depends on it.
 */
export async function askHub(feedId: string, offer: HubOffer, ports: FetchPorts): Promise<void> {
  const { readModels, web, clock, secrets, settings, log } = ports;
  if (settings.publicUrl === undefined) return;
  const now = clock.now();
  const before = await readModels.get(feedHubs, publicAccount, feedId);
  if (!needsAsking(before, offer, now)) return;
  const key = await secrets.key("token");
  // First: the hub may ask back before it has answered.
  await readModels.update(feedHubs, publicAccount, feedId, (there) => hubAfterAsking(there, feedId, offer, now));
  const answer = await web.post({
    url: offer.hub,
    purpose: "hub",
    form: {
      "hub.mode": "subscribe",
      "hub.topic": offer.topic,
      "hub.callback": callbackUrl(settings.publicUrl, feedId, key),
      "hub.secret": signingSecret(key, feedId, offer.hub),
      "hub.lease_seconds": String(leaseSeconds),
    },
  });
  const isTaken = answer.outcome === "answered" && answer.status >= 200 && answer.status < 300;
  if (!isTaken) {
    const code = answer.outcome === "answered" ? `status ${answer.status}` : "code" in answer ? answer.code : "delayed";
    log.warn("websub.not-taken", { step: "fetch", feedId, code });
  }
}

/** Asks the same hub again before it stops. */
export async function renewHub(feedId: string, ports: FetchPorts): Promise<void> {
  const known = await ports.readModels.get(feedHubs, publicAccount, feedId);
  if (known !== undefined) await askHub(feedId, { hub: known.hub, topic: known.topic }, ports);
}

export function callbackUrl(publicUrl: string, feedId: string, key: Uint8Array): string {
  return `${publicUrl}/webhooks/websub/${feedId}/${callbackSecret(key, feedId)}`;
}
