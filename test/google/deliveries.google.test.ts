import { createHmac, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { PubSub, type Subscription } from "@google-cloud/pubsub";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { catalogue } from "../../events/catalogue.ts";
import { type Envelope, firstCause } from "../../events/define-event.ts";
import { deliveryRequested } from "../../events/delivery-requested.ts";
import { deliverySent } from "../../events/delivery-sent.ts";
import { fromWire } from "../../events/wire.ts";
import { newDelivery } from "../../functions/deliver/delivery-state.ts";
import { callbackSecret, signingSecret } from "../../functions/fetch/websub/hub-secrets.ts";
import { projectEvent } from "../../functions/project/project-event.ts";
import { journalOf, ledgerOf, openGoogle, readModelsOf, secretsOf } from "../../shared/adapters/google/ports.ts";
import { topicOf } from "../../shared/adapters/google/pubsub-events.ts";
import { deviceEmailPurpose } from "../../shared/device-email.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { books } from "../../shared/read-models/books.ts";
import { devices } from "../../shared/read-models/devices.ts";
import { feedHubs } from "../../shared/read-models/feed-hubs.ts";
import { feeds } from "../../shared/read-models/feeds.ts";
import { seal } from "../../shared/seal.ts";
import { type FunctionServer, startFunction } from "../shared/triggers/function-server.ts";
import { type GoogleKeys, startGoogleKeys } from "../shared/triggers/google-keys.ts";
import { type DeliveryFixture, deliveryFixtures, sendFixture } from "./delivery-fixtures.ts";
import { type SecretsServer, startSecrets } from "./secrets-server.ts";
import { type StorageServer, startStorage } from "./storage-server.ts";

// What each trigger really sends, into the functions' own entries behind the framework's test server, on the emulators.

const audience = "kcs-deliveries";
const caller = "kcs-call@tests.iam.gserviceaccount.com";
const inboundPassword = "correct-horse-battery";
const account = "home";
/** The delivery that SendGrid and Amazon speak of. */
const deliveryId = "ab91d5f08fa8c6b8bd7d7e56509136a6";
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const steps = ["project", "ingest", "poll", "fetch", "mail-events"] as const;

const published: Envelope[] = [];
const listeners = new Set<() => void>();
const functions = new Map<string, FunctionServer>();
const subscriptions: Subscription[] = [];
const hub = "https://hub.example/";
let tokenKey: Uint8Array;
let google: ReturnType<typeof openGoogle>;
let pubsub: PubSub;
let keys: GoogleKeys;
let secrets: SecretsServer;
let storage: StorageServer;

beforeAll(async () => {
  const projectId = `test-${randomUUID().slice(0, 18)}`;
  [keys, secrets, storage] = await Promise.all([startGoogleKeys(), startSecrets(), startStorage()]);
  Object.assign(process.env, {
    GOOGLE_CLOUD_PROJECT: projectId,
    BUCKET: "content",
    UPLOADS_BUCKET: "uploads",
    STORAGE_EMULATOR_HOST: storage.address,
    SECRET_MANAGER_HOST: secrets.host,
    PUSH_KEYS_URL: keys.url,
    PUSH_AUDIENCE: audience,
    PUSH_CALLER: caller,
    SENDGRID_EVENT_KEYS: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    SENDGRID_INBOUND_PASSWORD: inboundPassword,
    CALLBACK_URL: "https://kcs-fetch.example.org/",
  });
  pubsub = new PubSub({ projectId });
  await Promise.all(
    catalogue.map(async ({ name }) => {
      const [topic] = await pubsub.createTopic(topicOf("kcs", name));
      const watched = ["book.received", "feed.due", "feed.pushed", "delivery.evidenced", "event.rejected"].includes(
        name,
      );
      if (!watched) return;
      const [subscription] = await topic.createSubscription(`${topic.name.split("/").at(-1)}-test`);
      subscription.on("message", (message) => {
        message.ack();
        published.push(fromWire(JSON.parse(message.data.toString("utf8"))));
        for (const listener of listeners) listener();
      });
      subscription.on("error", () => {});
      subscriptions.push(subscription);
    }),
  );
  google = openGoogle(process.env);
  for (const step of steps) {
    await import(`../../functions/${step}/index.ts`);
    functions.set(step, await startFunction(step));
  }
  await prepare();
}, 120_000);
afterAll(async () => {
  for (const server of functions.values()) await server.close();
  await Promise.all(subscriptions.map((subscription) => subscription.close()));
  await Promise.all([pubsub.close(), keys.close(), secrets.close(), storage.close()]);
});

/** A delivery that was sent, a feed that is due, and two files in the bucket: what the deliveries are about. */
async function prepare(): Promise<void> {
  const now = new Date();
  const readModels = readModelsOf(google);
  const keysOfInstallation = secretsOf(google);
  const deviceId = "d".repeat(32);
  await readModels.update(devices, account, deviceId, () => ({
    id: deviceId,
    sealedEmail: "",
    name: "Kindle",
    automatic: true,
    addedAt: now.toISOString(),
    removed: false,
    stamps: {},
  }));
  const sealedEmail = seal(await keysOfInstallation.key("seal"), account, deviceEmailPurpose, "one@kindle.com");
  await readModels.update(devices, account, deviceId, (device) => device && { ...device, sealedEmail });
  const cause = firstCause(account, "drop");
  const about = { deliveryId, deviceId, documentId: "book", kind: "book", title: "Emma" } as const;
  await ledgerOf(google).open(
    newDelivery(
      { ...about, account, copy: 0, documentKey: "home/x", mediaType: undefined, rung: undefined, cause },
      now,
    ),
  );
  const told = { subject: deliveryId, at: now };
  const world = { journal: journalOf(google), readModels };
  const requested = { ...about, version: 1, attempts: 0, documentKey: "home/x" };
  await projectEvent(deliveryRequested.from(cause, { ...told, data: requested }), world);
  const sent = { ...about, version: 3, attempts: 1, by: "provider" } as const;
  await projectEvent(deliverySent.from(cause, { ...told, data: sent }), world);
  await readModels.update(feeds, publicAccount, "f".repeat(32), () => ({
    id: "f".repeat(32),
    url: "https://example.org/feed",
    title: "A feed",
    state: "active",
    nextFetchAt: "2026-03-01T08:00:00.000Z",
    failures: 0,
    version: 1,
  }));
  tokenKey = await keysOfInstallation.key("token");
  await readModels.update(feedHubs, publicAccount, "f".repeat(32), () => ({
    feedId: "f".repeat(32),
    hub,
    topic: "https://example.org/feed",
    state: "active" as const,
    requestedAt: now.toISOString(),
    until: new Date(now.getTime() + 86_400_000).toISOString(),
  }));
  storage.put("uploads", "home/Émile.txt", Buffer.from("Émile, ou De l'éducation"), "1587627537231057");
  storage.put("uploads", "home/Sophie.txt", Buffer.from("Sophie, ou La femme"), "1587627537231058");
}

/** What only the sender could have put there. */
function filledFor({ text = "" }: DeliveryFixture): Readonly<Record<string, string>> {
  const now = Math.floor(Date.now() / 1000);
  const timestamp = String(now);
  const claims = { iss: "https://accounts.google.com", aud: audience, email: caller, email_verified: true };
  return {
    token: keys.token({ ...claims, iat: now, exp: now + 3600 }),
    timestamp,
    signature: sign("sha256", Buffer.from(timestamp + text), privateKey).toString("base64"),
    password: Buffer.from(`kindle:${inboundPassword}`).toString("base64"),
    secret: callbackSecret(tokenKey, "f".repeat(32)),
    hubSignature: createHmac("sha256", signingSecret(tokenKey, "f".repeat(32), hub))
      .update(text)
      .digest("hex"),
  };
}

function fixture(name: string): DeliveryFixture {
  const found = deliveryFixtures.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no fixture ${name}`);
  return found;
}

async function send(name: string): Promise<number> {
  const delivery = fixture(name);
  return await sendFixture(delivery, functions.get(delivery.step)?.address ?? "", filledFor(delivery));
}

/** The events of that name that have been published since, once there are so many. */
async function publishedSince(before: number, name: string, count: number): Promise<readonly Envelope[]> {
  const found = () => published.slice(before).filter((event) => event.name === name);
  return await new Promise((resolve) => {
    const look = () => {
      if (found().length < count) return;
      listeners.delete(look);
      resolve(found());
    };
    listeners.add(look);
    look();
  });
}

const subjectOf = (name: string): string => {
  const { body } = fixture(name);
  const { message } = (name.endsWith("structured") ? (body as { data: unknown }).data : body) as {
    message: { data: string };
  };
  return (JSON.parse(Buffer.from(message.data, "base64").toString("utf8")) as { subject: string }).subject;
};

describe("the deliveries of every trigger", () => {
  it.each(["pubsub-push", "pubsub-cloudevent-binary", "pubsub-cloudevent-structured"])(
    "reach the step through Pub/Sub: %s",
    async (name) => {
      const read = () => readModelsOf(google).get(books, account, subjectOf(name));
      expect(await read()).toBeUndefined();
      expect(await send(name)).toBe(204);
      expect(await read()).toMatchObject({ status: "received", fileName: "Jane Austen – Emma.epub" });
      // Whatever comes twice.
      expect(await send(name)).toBe(204);
    },
  );

  it("are acknowledged and kept aside where they bring nothing of ours", async () => {
    const before = published.length;
    expect(await send("pubsub-not-ours")).toBe(204);
    const [rejected] = await publishedSince(before, "event.rejected", 1);
    expect(rejected?.data).toMatchObject({ step: "project", code: "event/malformed" });
  });

  it.each([
    ["storage-finalize", "home/Émile.txt"],
    ["storage-cloudevent", "home/Sophie.txt"],
  ])("tell of a file in the bucket, which is taken in: %s", async (name, file) => {
    const before = published.length;
    expect(storage.names("", "uploads")).toContain(file);
    expect(await send(name)).toBe(204);
    const [received] = await publishedSince(before, "book.received", 1);
    expect(received?.data).toMatchObject({ fileName: file.replace("home/", ""), via: "bucket" });
    expect(storage.names("", "uploads")).not.toContain(file);
  });

  it("of a file that is gone change nothing", async () => {
    const before = published.length;
    expect(await send("storage-delete")).toBe(204);
    expect(published.slice(before)).toEqual([]);
  });

  it.each(["scheduler-https", "scheduler-topic"])("are a tick, which finds what is due: %s", async (name) => {
    const before = published.length;
    expect(await send(name)).toBe(204);
    const [due] = await publishedSince(before, "feed.due", 1);
    expect(due).toMatchObject({ account: publicAccount, subject: "f".repeat(32) });
  });

  it("are SendGrid's signed events, each told once", async () => {
    const before = published.length;
    expect(await send("sendgrid-events")).toBe(204);
    const told = await publishedSince(before, "delivery.evidenced", 2);
    expect(told.map(({ data }) => (data as { report: { says: string } }).report.says).toSorted()).toEqual([
      "accepted",
      "delivered",
    ]);
    expect(await send("sendgrid-events")).toBe(204);
    const again = await publishedSince(before, "delivery.evidenced", 4);
    expect(new Set(again.map(({ id }) => id)).size).toBe(2);
  });

  it("are Amazon's own mail through Inbound Parse, bound to the delivery", async () => {
    const before = published.length;
    expect(await send("sendgrid-inbound")).toBe(204);
    const [refused] = await publishedSince(before, "delivery.evidenced", 1);
    expect(refused).toMatchObject({ subject: deliveryId, data: { report: { says: "refused", code: "amazon/e999" } } });
  });

  it("are what a hub pushes, at an address and with a signature that it alone knows", async () => {
    const before = published.length;
    const { text = "", ...delivery } = fixture("websub-push");
    const address = functions.get("fetch")?.address ?? "";
    const filled = filledFor(fixture("websub-push"));
    // Taken and dropped: whoever forges learns nothing of it.
    expect(await sendFixture({ ...delivery, text: `${text} ` }, address, filled)).toBe(202);
    expect(published.slice(before)).toEqual([]);
    expect(await send("websub-push")).toBe(202);
    const [pushed] = await publishedSince(before, "feed.pushed", 1);
    expect(pushed).toMatchObject({ account: publicAccount, subject: "f".repeat(32) });
    expect(storage.names("", "content").some((name) => name.startsWith("public/"))).toBe(true);
  });

  it("are refused where their sender has not signed, whatever they bring", async () => {
    const before = published.length;
    for (const delivery of deliveryFixtures) {
      const address = functions.get(delivery.step)?.address ?? "";
      // Whoever does not know a hub's address learns not even that it is one.
      const refusal = delivery.step === "fetch" ? 404 : 401;
      expect([delivery.name, await sendFixture(delivery, address, {})]).toEqual([delivery.name, refusal]);
    }
    expect(published.slice(before)).toEqual([]);
    process.stdout.write(`${deliveryFixtures.length} deliveries of triggers, each also without its signature\n`);
  });
});
