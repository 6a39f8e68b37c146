import { generateKeyPairSync } from "node:crypto";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { deliveryRequested } from "../../../events/delivery-requested.ts";
import { deliverySent } from "../../../events/delivery-sent.ts";
import { newDelivery } from "../../../functions/deliver/delivery-state.ts";
import type { MailEventsSettings } from "../../../functions/mail-events/mail-events-ports.ts";
import { webhookCounts } from "../../../functions/mail-events/webhook-counts.ts";
import { createWebhooks } from "../../../functions/mail-events/webhooks.ts";
import { projectEvent } from "../../../functions/project/project-event.ts";
import { openSqliteDatabase } from "../../../shared/adapters/local/sqlite-database.ts";
import { sqliteJournal } from "../../../shared/adapters/local/sqlite-journal.ts";
import { openHoldLink } from "../../../shared/hold-link.ts";
import { eventAbout, type SendgridEvent, type SendgridEventKind, signedPost } from "../../sendgrid-events.ts";
import { type DeliverWorld, deliverWorld } from "../deliver/deliver-world.ts";
import { formOf, inboundSample } from "./inbound-mails.ts";

const account = "home";
const deliveryId = "ab91d5f08fa8c6b8bd7d7e56509136a6";
const password = "correct-horse-battery";
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

let world: DeliverWorld;
let counts: ReturnType<typeof webhookCounts>;
let published: Envelope[];
let publishFails: boolean;
let hook: (settings?: Partial<MailEventsSettings>) => ReturnType<typeof createWebhooks>;

beforeEach(async () => {
  world = await deliverWorld();
  const { id: deviceId } = await world.addDevice("one@kindle.com");
  const journal = sqliteJournal(openSqliteDatabase(":memory:"));
  const cause = firstCause(account, "drop");
  const about = { deliveryId, account, deviceId, documentId: "book", kind: "book", title: "Emma", copy: 0 } as const;
  await world.ports.ledger.open(
    newDelivery({ ...about, documentKey: "home/x", mediaType: undefined, rung: undefined, cause }, world.time.now()),
  );
  const { copy: _copy, account: _account, ...fact } = about;
  const told = { subject: deliveryId, at: world.time.now() };
  const sent = { ...fact, version: 3, attempts: 1, by: "provider" } as const;
  for (const event of [
    deliveryRequested.from(cause, { ...told, data: { ...fact, version: 1, attempts: 0, documentKey: "home/x" } }),
    deliverySent.from(cause, { ...told, data: sent }),
  ]) {
    await projectEvent(event, { journal, readModels: world.ports.readModels });
  }
  counts = webhookCounts();
  published = [];
  publishFails = false;
  const events = {
    publish: async (...all: readonly Envelope[]) => {
      if (publishFails) throw new Error("The bus is away");
      published.push(...all);
    },
  };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  hook = (settings = {}) =>
    createWebhooks(
      { ...world.ports, events, journal, log },
      { account: async () => account, eventKeys: [publicKey], inboundPassword: password, ...settings },
      counts,
    );
});

const counted = () =>
  Object.fromEntries(counts.measure().values.map(({ labels, value }) => [labels?.["outcome"], value]));
const about = (kind: SendgridEventKind, id = deliveryId, attempt = 1): SendgridEvent =>
  eventAbout(
    {
      to: "one@kindle.com",
      messageId: `${id}.${attempt}@example.org`,
      providerMessageId: "provider-id",
      customArgs: { deliveryId: id, messageId: `${id}.${attempt}@example.org` },
    },
    kind,
    world.time.now(),
  );
const postEvents = async (
  events: readonly SendgridEvent[],
  changes: { body?: string; key?: typeof privateKey } = {},
) => {
  const { body, headers } = signedPost(events, changes.key ?? privateKey, world.time.now());
  return await hook().request("/webhooks/sendgrid/events", { method: "POST", headers, body: changes.body ?? body });
};
const postMail = async (name: string, changes: Readonly<Record<string, string>> = {}, given = password) =>
  await hook().request("/webhooks/sendgrid/inbound", {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`kindle:${given}`).toString("base64")}` },
    body: formOf({ ...inboundSample(name).form, ...changes }),
  });

describe("the webhook for events", () => {
  it("tells of each event that is about a delivery of ours", async () => {
    const kinds = ["processed", "deferred", "delivered", "bounce", "blocked", "dropped", "open"] as const;
    expect((await postEvents(kinds.map((kind) => about(kind)))).status).toBe(204);
    const reports = published.map(({ data }) => (data as { report: unknown }).report);
    expect(reports).toEqual([
      { says: "accepted" },
      { says: "accepted" },
      { says: "delivered" },
      {
        says: "bounced",
        code: "sendgrid/bounced",
        reason: "Amazon’s mail server did not take it: it does not know the device's address (5.1.1).",
      },
      {
        says: "bounced",
        code: "sendgrid/blocked",
        reason: "Amazon’s mail server did not take it: this sender may not send there (5.7.1).",
      },
      { says: "bounced", code: "sendgrid/dropped", reason: expect.stringContaining("SendGrid did not send it") },
    ]);
    expect(published[0]).toMatchObject({
      name: "delivery.evidenced",
      account,
      subject: deliveryId,
      correlationId: firstCause(account, "drop").correlationId,
      data: { attempt: 1, providerMessageId: "provider-id", documentId: "book" },
    });
    expect(counted()).toEqual({ accepted: 2, delivered: 1, bounced: 3, ignored: 1 });
  });

  it("tells the same event under the same id, however often it is posted", async () => {
    const event = about("delivered");
    await postEvents([event, event]);
    await postEvents([event]);
    expect(published).toHaveLength(2);
    expect(new Set(published.map(({ id }) => id)).size).toBe(1);
  });

  it("leaves alone what is not ours, and reads on past what it cannot read", async () => {
    const events = [about("delivered", "f".repeat(32)), { event: "delivered" }, { junk: true }, about("processed")];
    expect((await postEvents([...events, { ...about("delivered"), deliveryId: "../x" }])).status).toBe(204);
    expect(published).toHaveLength(1);
    expect(counted()).toEqual({ accepted: 1, foreign: 1, malformed: 2, ignored: 1 });
  });

  it("knows a delivery by its Message-ID where the custom arguments are gone", async () => {
    const {
      deliveryId: _id,
      messageId: _message,
      ...event
    } = about("delivered", deliveryId, 3) as Record<string, unknown>;
    await postEvents([event]);
    expect(published[0]).toMatchObject({ subject: deliveryId, data: { attempt: 3 } });
  });

  it("answers with success only once the bus has it", async () => {
    publishFails = true;
    expect((await postEvents([about("delivered")])).status).toBe(500);
    publishFails = false;
    expect((await postEvents([about("delivered")])).status).toBe(204);
  });

  it("refuses what SendGrid has not signed, and tells of nothing in it", async () => {
    const { privateKey: key } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect((await postEvents([about("delivered")], { key })).status).toBe(401);
    expect((await postEvents([about("delivered")], { body: "[]" })).status).toBe(401);
    const unsigned = await hook().request("/webhooks/sendgrid/events", { method: "POST", body: "[]" });
    expect(await unsigned.json()).toMatchObject({ status: 401, code: "webhook/unsigned" });
    expect(published).toEqual([]);
    expect(counted()).toEqual({ forged: 2, unsigned: 1 });
  });

  it("refuses what is too large before it is looked at, and what was signed and is no list", async () => {
    const body = `[${" ".repeat(5_000_000)}]`;
    expect((await postEvents([], { body })).status).toBe(413);
    const broken = signedPost([], privateKey, world.time.now());
    expect(broken.body).toBe("[]\r\n");
  });

  it("is not there without a key", async () => {
    const answer = await hook({ eventKeys: [] }).request("/webhooks/sendgrid/events", { method: "POST", body: "[]" });
    expect(answer.status).toBe(404);
  });
});

describe("the webhook for mail that comes in", () => {
  it("tells of a refusal, with its code and a sentence", async () => {
    expect((await postMail("fr-refused-e999")).status).toBe(204);
    expect(published).toEqual([
      expect.objectContaining({
        name: "delivery.evidenced",
        subject: deliveryId,
        data: expect.objectContaining({
          report: { says: "refused", code: "amazon/e999", reason: "Amazon could not convert the document (E999)." },
          happenedAt: "2026-03-01T08:00:30.000Z",
        }),
      }),
    ]);
    expect(counted()).toEqual({ refused: 1 });
  });

  it("tells of a request to confirm, its address sealed", async () => {
    await postMail("ja-verification");
    const [{ report }] = published.map(({ data }) => data) as [{ report: { sealedLink: string; until: string } }];
    expect(report.until).toBe("2026-03-03T08:00:30.000Z");
    expect(JSON.stringify(published)).not.toContain("amazon.co.jp");
    expect(await openHoldLink(account, report.sealedLink, world.ports.secrets)).toBe(
      "https://www.amazon.co.jp/sendtokindle/verify?token=4f8a1c&lang=ja",
    );
  });

  it("tells the same mail under the same id, however often it is posted", async () => {
    await postMail("en-refused-e999");
    await postMail("en-refused-e999");
    expect(new Set(published.map(({ id }) => id)).size).toBe(1);
    await postMail("de-refused-e999");
    expect(new Set(published.map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    ["forged-without-signature", "forged"],
    ["forged-signed-by-another", "forged"],
    ["forged-broken-signature", "forged"],
    ["foreign-lookalike", "foreign"],
    ["foreign-reader", "foreign"],
    ["en-something-else", "unrecognised"],
    ["en-verification-elsewhere", "unrecognised"],
  ])("ignores and counts %s", async (name, outcome) => {
    expect((await postMail(name)).status).toBe(204);
    expect(published).toEqual([]);
    expect(counted()).toEqual({ [outcome]: 1 });
  });

  it("counts a mail that is about none of our deliveries", async () => {
    const text = "The document Persuasion.epub could not be delivered. Emma is fine. E999";
    await postMail("en-refused-e999", { text: text.replace("Emma is fine. ", "") });
    expect(counted()).toEqual({ refused: 1 });
    world.time.advance(7_200_000);
    await postMail("en-refused-e999", { text: text.replace("Emma is fine. ", ""), headers: "Message-ID: <x@y>\n" });
    expect(counted()).toEqual({ refused: 1, unbound: 1 });
  });

  it("wants its password, and compares all of it", async () => {
    for (const given of ["", "wrong", `${password}x`, password.slice(1)]) {
      const answer = await postMail("en-refused-e999", {}, given);
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
    }
    expect(published).toEqual([]);
  });

  it("asks whose mail it is for what SendGrid posts, and for nothing else", async () => {
    let asked = 0;
    const ask = async (path: string, given: string, init: RequestInit = {}) =>
      await hook({
        account: async () => {
          asked += 1;
          return account;
        },
      }).request(path, {
        method: "POST",
        headers: { authorization: `Basic ${Buffer.from(`kindle:${given}`).toString("base64")}` },
        ...init,
      });
    await ask("/health", password);
    await ask("/webhooks/sendgrid/events", password, { body: "[]" });
    await ask("/webhooks/sendgrid/inbound", "wrong", { body: formOf(inboundSample("en-refused-e999").form) });
    expect(asked).toBe(0);
    await ask("/webhooks/sendgrid/inbound", password, { body: formOf(inboundSample("en-refused-e999").form) });
    expect(asked).toBe(1);
  });

  it("answers with success only once the bus has it", async () => {
    publishFails = true;
    expect((await postMail("en-refused-e999")).status).toBe(500);
  });

  it("refuses what is no form, and is not there without a password", async () => {
    const headers = { authorization: `Basic ${Buffer.from(`x:${password}`).toString("base64")}` };
    const answer = await hook().request("/webhooks/sendgrid/inbound", { method: "POST", headers, body: "x" });
    expect(await answer.json()).toMatchObject({ status: 400, code: "webhook/malformed" });
    const none = hook({ inboundPassword: undefined });
    expect((await none.request("/webhooks/sendgrid/inbound", { method: "POST", body: "x" })).status).toBe(404);
  });
});
