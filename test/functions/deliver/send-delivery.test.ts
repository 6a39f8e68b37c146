import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Envelope } from "../../../events/define-event.ts";
import { deliveryLimits } from "../../../functions/deliver/delivery-state.ts";
import { BlobMissing } from "../../../shared/ports/blobs.ts";
import type { MailAnswer } from "../../../shared/ports/mail.ts";
import type { DeliveryEntry } from "../../../shared/read-models/delivery-entry.ts";
import { account, type DeliverWorld, deliverWorld } from "./deliver-world.ts";

let world: DeliverWorld;
let requested: Envelope;
const busy: MailAnswer = { outcome: "not-accepted", permanent: false, code: "smtp/busy", reason: "Later." };
const noAnswer: MailAnswer = { outcome: "unknown", code: "smtp/no-answer", reason: "Nobody knows." };

beforeEach(async () => {
  await open();
});

async function open(overrides: Parameters<typeof deliverWorld>[0] = {}) {
  world = await deliverWorld(overrides);
  await world.addDevice("one@kindle.com");
  await world.handle(world.formatted());
  requested = world.announced[0] as Envelope;
}

const entry = async () => (await world.ports.ledger.read(requested.subject)) as DeliveryEntry;
const last = () => world.announced.at(-1);

describe("sending a delivery", () => {
  it("mails the document once, and says so", async () => {
    world.mail.answers.push({ outcome: "accepted", providerMessageId: "4XyZ" });
    await world.handle(requested);
    expect(world.mail.sent).toMatchObject([
      {
        deliveryId: requested.subject,
        messageId: `${requested.subject}.1@example.org`,
        from: "reader@example.org",
        to: "one@kindle.com",
        attachment: { fileName: "Emma.epub", mediaType: "application/epub+zip", bytes: 7 },
      },
    ]);
    expect(await entry()).toMatchObject({ state: "sent", attempts: 1, version: 3, providerMessageId: "4XyZ" });
    expect(last()).toMatchObject({
      name: "delivery.sent",
      subject: requested.subject,
      account,
      correlationId: requested.correlationId,
      data: { version: 3, attempts: 1, by: "provider", providerMessageId: "4XyZ", title: "Emma" },
    });
  });

  it("sends nothing again, and announces the same again, however often it is asked and however late", async () => {
    await world.handle(requested);
    const told = last();
    world.time.advance(400 * 24 * 3_600_000);
    await world.handle(requested);
    await Promise.all([world.handle(requested), world.handle(requested)]);
    expect(world.mail.sent).toHaveLength(1);
    expect(world.announced.slice(2)).toEqual([told, told, told]);
  });

  it("is done by one of many who are asked at once; the others ask to be asked again", async () => {
    const ends = await Promise.allSettled(Array.from({ length: 8 }, () => world.handle(requested)));
    expect(world.mail.sent).toHaveLength(1);
    expect(ends.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
    await world.handle(requested);
    expect(last()).toMatchObject({ name: "delivery.sent" });
  });

  it("tries again later what was certainly not accepted, and not before its time", async () => {
    world.mail.answers.push(busy);
    await world.handle(requested);
    const nextAttemptAt = new Date(world.time.now().getTime() + 15_000).toISOString();
    expect(last()).toMatchObject({
      name: "delivery.deferred",
      data: { code: "smtp/busy", reason: "Later.", nextAttemptAt, attempts: 1 },
    });
    await world.handle(requested);
    expect(world.mail.sent).toHaveLength(1);
    world.time.advance(15_000);
    await world.handle(requested);
    expect(world.mail.sent.map(({ messageId }) => messageId.split(".")[1]?.[0])).toEqual(["1", "2"]);
    expect(last()).toMatchObject({ name: "delivery.sent", data: { attempts: 2 } });
  });

  it("gives up on what the carrier refuses for good", async () => {
    world.mail.answers.push({ outcome: "not-accepted", permanent: true, code: "smtp/refused", reason: "No." });
    await world.handle(requested);
    expect(last()).toMatchObject({ name: "delivery.failed", data: { code: "smtp/refused", reason: "No." } });
  });

  it("parks at once what nobody can ever know of", async () => {
    world.mail.answers.push(noAnswer);
    await world.handle(requested);
    expect(last()).toMatchObject({
      name: "delivery.parked",
      data: { code: "smtp/no-answer", reason: "Nobody knows." },
    });
    await world.handle(requested);
    expect(world.mail.sent).toHaveLength(1);
  });

  it("asks the carrier at once what it did not answer", async () => {
    world.mail.answers.push(noAnswer);
    world.mail.known = "accepted";
    await world.handle(requested);
    expect(last()).toMatchObject({ name: "delivery.sent", data: { by: "look-up" } });
  });

  it("waits for evidence where it may still come", async () => {
    world.mail.answers.push(noAnswer);
    world.mail.evidenceWithinMs = 3_600_000;
    await world.handle(requested);
    expect(last()).toMatchObject({ name: "delivery.uncertain" });
    expect(await entry()).toMatchObject({ state: "uncertain", evidenceUntil: "2026-03-01T09:00:00.000Z" });
  });

  it("takes a carrier that throws for one that may have sent", async () => {
    world.mail.answers.push(new Error("one@kindle.com is secret"));
    await world.handle(requested);
    expect(last()).toMatchObject({ name: "delivery.parked", data: { code: "delivery/answer-lost" } });
    expect(JSON.stringify([world.announced, await entry()])).not.toContain("secret");
  });

  it("announces no address, ever", async () => {
    world.mail.answers.push(busy, noAnswer);
    await world.handle(requested);
    world.time.advance(60_000);
    await world.handle(requested);
    expect(JSON.stringify([world.announced, await entry()])).not.toMatch(/@|one|kindle\.com/);
  });
});

describe("what is not sent at all", () => {
  it("is what goes to a device that has been removed", async () => {
    await world.addDevice("one@kindle.com", { removed: true, stamps: { "device.removed": "2026" } });
    await world.handle(requested);
    expect(last()).toMatchObject({ name: "delivery.failed", data: { code: "delivery/device-removed", attempts: 0 } });
    expect(world.mail.sent).toEqual([]);
  });

  it("is what goes to an address outside of the allowed domains", async () => {
    world = await deliverWorld();
    await world.addDevice("one@kindle.com.example.org");
    await world.handle(world.formatted());
    await world.handle(world.announced[0] as Envelope);
    expect(last()).toMatchObject({ name: "delivery.failed", data: { code: "delivery/device-domain" } });
    expect(world.mail.sent).toEqual([]);
  });

  it("is a document that is gone", async () => {
    await world.ports.blobs.remove(world.documentKey);
    await world.handle(requested);
    expect(last()).toMatchObject({ name: "delivery.failed", data: { code: "delivery/document-gone" } });
  });

  it("is a message larger than the carrier takes, with both sizes and a way out", async () => {
    world.mail.messageBytesMax = 13;
    await world.handle(requested);
    expect(last()).toMatchObject({
      name: "delivery.failed",
      data: {
        code: "delivery/too-large",
        attempts: 0,
        reason:
          "As a mail the document has 14 bytes, and at most 13 bytes can be mailed. " +
          "Download it at /api/books/book/epub and copy it to the Kindle by cable.",
      },
    });
    expect(world.mail.sent).toEqual([]);
  });

  it("is not one of exactly that size", async () => {
    world.mail.messageBytesMax = 14;
    await world.handle(requested);
    expect(world.mail.sent).toHaveLength(1);
  });

  it("is, for a while, what goes to a device that the read models do not know yet", async () => {
    await world.addDevice("one@kindle.com", { removed: true, sealedEmail: "" });
    await expect(world.handle(requested)).rejects.toThrow("not there yet");
    world.time.advance(3_600_001);
    await world.handle(requested);
    expect(last()).toMatchObject({ name: "delivery.failed", data: { code: "delivery/device-unknown" } });
  });
});

const claimBy = async (token: string) => {
  const now = world.time.now().toISOString();
  const claim = { ...(await entry()), version: 2, state: "attempting" as const, token, claimedAt: now, attempts: 1 };
  expect(await world.ports.ledger.advance(claim)).toBe(true);
  return claim;
};

describe("a claim", () => {
  it("that is alive keeps everybody else away: they come again later", async () => {
    await claimBy("somebody else");
    await expect(world.handle(requested)).rejects.toThrow("by another worker");
    world.time.advance(deliveryLimits.claimMs);
    await expect(world.handle(requested)).rejects.toThrow("by another worker");
    expect(world.mail.sent).toEqual([]);
  });

  it("that was left behind makes it uncertain, and never sent again by itself", async () => {
    await claimBy("somebody dead");
    world.time.advance(deliveryLimits.claimMs + 1);
    await world.handle(requested);
    expect(last()).toMatchObject({ name: "delivery.parked", data: { code: "delivery/abandoned" } });
    expect(world.mail.sent).toEqual([]);
  });

  it("that was left behind by somebody who is merely slow is settled by what they say in the end", async () => {
    const { mail } = world;
    const sending = Promise.withResolvers<MailAnswer>();
    const asked = Promise.withResolvers<void>();
    mail.send = async () => {
      asked.resolve();
      return await sending.promise;
    };
    const slow = world.handle(requested);
    await asked.promise;
    world.time.advance(deliveryLimits.claimMs + 1);
    await world.handle(requested);
    expect(await entry()).toMatchObject({ state: "parked" });
    sending.resolve({ outcome: "accepted" });
    await slow;
    expect(await entry()).toMatchObject({ state: "sent", settledBy: "provider" });
    expect(last()).toMatchObject({ name: "delivery.sent" });
  });

  it("that slept too long before it led to the carrier does not lead there any more", async () => {
    const { blobs } = world.ports;
    await open({
      blobs: {
        ...blobs,
        size: async () => 7,
        withFile: async (_key, use) => {
          world.time.advance(deliveryLimits.startWithinMs + 1);
          return await use("/nowhere");
        },
      },
    });
    await world.handle(requested);
    expect(world.mail.sent).toEqual([]);
    expect(last()).toMatchObject({ name: "delivery.deferred", data: { code: "delivery/started-too-late" } });
  });

  it("is let go of when the document cannot be read: nobody has been asked", async () => {
    await open({
      blobs: {
        ...world.ports.blobs,
        size: async () => 7,
        withFile: async (key) => {
          throw new BlobMissing(key);
        },
      },
    });
    await world.handle(requested);
    expect(last()).toMatchObject({ name: "delivery.deferred", data: { code: "delivery/document-unreadable" } });
  });

  it("stands by the carrier's answer when the document's file cannot be put away after it", async () => {
    await open({
      blobs: {
        ...world.ports.blobs,
        size: async () => 7,
        withFile: async (_key, use) => {
          await use("/nowhere");
          throw new Error("Cannot remove the file");
        },
      },
    });
    await world.handle(requested);
    expect(last()).toMatchObject({ name: "delivery.sent" });
  });
});

/** The nth write is made, or not, and then nobody is told. */
const forgetful = async (nth: number, { made }: { made: boolean }) => {
  let writes = 0;
  await open();
  const { ledger } = world.ports;
  const advance = ledger.advance.bind(ledger);
  ledger.advance = async (next) => {
    writes += 1;
    if (writes !== nth) return await advance(next);
    if (made) await advance(next);
    throw new Error("The connection broke");
  };
};

describe("a write to the ledger whose outcome is unknown", () => {
  it.each([
    ["of the claim, made", 1, true],
    ["of the outcome, made", 2, true],
    ["of the outcome, not made", 2, false],
  ] as const)("is settled by reading it back: %s", async (_what, nth, made) => {
    await forgetful(nth, { made });
    await world.handle(requested);
    expect(world.mail.sent).toHaveLength(1);
    expect(await entry()).toMatchObject({ state: "sent" });
    expect(last()).toMatchObject({ name: "delivery.sent" });
  });

  it("of the claim, not made, leads to nothing but another try", async () => {
    await forgetful(1, { made: false });
    await world.handle(requested);
    expect(world.mail.sent).toEqual([]);
    expect(await entry()).toMatchObject({ state: "queued", attempts: 0 });
    await world.handle(requested);
    expect(world.mail.sent).toHaveLength(1);
  });

  it("that goes on for ever is an error, and what was sent stays claimed until it is settled", async () => {
    await open();
    const { ledger } = world.ports;
    const advance = ledger.advance.bind(ledger);
    ledger.advance = async (next) => {
      if (next.state === "attempting") return await advance(next);
      throw new Error("The connection broke");
    };
    await expect(world.handle(requested)).rejects.toThrow("did not take a change");
    expect(await entry()).toMatchObject({ state: "attempting" });
  });
});

it("says that a delivery which nobody has opened is not there", async () => {
  await expect(
    world.handle({ ...requested, data: { ...(requested.data as object), deliveryId: "x" } }),
  ).rejects.toThrow("The ledger has no delivery x");
});
