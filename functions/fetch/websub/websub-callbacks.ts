import { hash } from "node:crypto";
import { type Context, Hono } from "hono";
import { firstCause } from "../../../events/define-event.ts";
import { feedPushed } from "../../../events/feed-pushed.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { type FeedHub, feedHubs } from "../../../shared/read-models/feed-hubs.ts";
import { feeds } from "../../../shared/read-models/feeds.ts";
import type { FetchPorts } from "../fetch-ports.ts";
import { feedLimits } from "../parse-feed.ts";
import { updateFeed } from "../update-feed.ts";
import { hubAfterVerifying, isPending, isTelling } from "./hub-after.ts";
import { callbackSecret, isSame, isSigned, signingSecret } from "./hub-secrets.ts";

const mediaTypeLengthMax = 200;
const challengeLengthMax = 2000;

export type CallbackPorts = Pick<FetchPorts, "readModels" | "blobs" | "events" | "secrets" | "clock" | "log">;

/**
 * What hubs call (WebSub, sections 5.3 and 7): `GET` asks whether we have asked it, `POST` brings what is new. Whoever does not know
 * the address exactly learns nothing.
 */
export function websubCallbacks(ports: CallbackPorts): Hono {
  const app = new Hono();
  app.get("/webhooks/websub/:feedId/:secret", (context) => verify(context, ports));
  app.post("/webhooks/websub/:feedId/:secret", (context) => receive(context, ports));
  return app;
}

interface Called {
  readonly feedId: string;
  readonly hub: FeedHub;
  readonly key: Uint8Array;
}

async function called(context: Context, { readModels, secrets }: CallbackPorts): Promise<Called | undefined> {
  const { feedId = "", secret = "" } = context.req.param() as Record<string, string>;
  const key = await secrets.key("token");
  if (!isSame(secret, callbackSecret(key, feedId))) return undefined;
  const hub = await readModels.get(feedHubs, publicAccount, feedId);
  return hub === undefined ? undefined : { feedId, hub, key };
}

async function verify(context: Context, ports: CallbackPorts): Promise<Response> {
  const { readModels, clock, log } = ports;
  const found = await called(context, ports);
  const asked = context.req.query();
  const topic = asked["hub.topic"] ?? "";
  if (found === undefined || found.hub.topic !== topic) return new Response(null, { status: 404 });
  const { feedId } = found;
  if (asked["hub.mode"] === "denied") {
    await readModels.update(feedHubs, publicAccount, feedId, (hub) => hub && { ...hub, state: "denied" as const });
    log.warn("websub.denied", { step: "fetch", feedId });
    return new Response(null, { status: 200 });
  }
  const challenge = asked["hub.challenge"] ?? "";
  const isWanted = asked["hub.mode"] === "subscribe" && isPending(found.hub, topic);
  if (!isWanted || challenge === "" || challenge.length > challengeLengthMax)
    return new Response(null, { status: 404 });
  const now = clock.now();
  const lease = asked["hub.lease_seconds"];
  const after = await readModels.update(
    feedHubs,
    publicAccount,
    feedId,
    (hub) => hub && hubAfterVerifying(hub, topic, lease, now),
  );
  await updateFeed(readModels, feedId, (feed) => feed && { ...feed, hubUntil: after?.until });
  return new Response(challenge, { status: 200, headers: { "content-type": "text/plain" } });
}

async function receive(context: Context, ports: CallbackPorts): Promise<Response> {
  const { readModels, blobs, events, clock, log } = ports;
  const found = await called(context, ports);
  if (found === undefined) return new Response(null, { status: 404 });
  const { feedId, hub, key } = found;
  const now = clock.now();
  const feed = await readModels.get(feeds, publicAccount, feedId);
  // Nobody reads it any more: that is how a hub is told to stop.
  if (feed?.state !== "active" || !isTelling(hub, now)) return new Response(null, { status: 410 });
  const body = await bodyOf(context.req.raw, feedLimits.bytesMax);
  if (body === undefined) return new Response(null, { status: 413 });
  if (!isSigned(context.req.header("x-hub-signature"), body, signingSecret(key, feedId, hub.hub))) {
    // Taken and dropped: whoever forges learns nothing of it.
    log.warn("websub.wrong-signature", { step: "fetch", feedId });
    return new Response(null, { status: 202 });
  }
  const mediaType = context.req.header("content-type")?.slice(0, mediaTypeLengthMax);
  const { key: bodyKey } = await blobs.write(publicAccount, body, { bytesMax: feedLimits.bytesMax });
  await events.publish(
    feedPushed.from(firstCause(publicAccount, `push/${feedId}/${hash("sha256", body)}`), {
      subject: feedId,
      at: now,
      data: { feedId, bodyKey, ...(mediaType !== undefined && { mediaType }) },
    }),
  );
  return new Response(null, { status: 202 });
}

/** `undefined` as soon as it is more than that. */
async function bodyOf(request: Request, bytesMax: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
