import { beforeEach, describe, expect, it } from "@jest/globals";
import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { deliveryResolved } from "../../../events/delivery-resolved.ts";
import { deliveryLimits } from "../../../functions/deliver/delivery-state.ts";
import { settleAbandoned } from "../../../functions/deliver/settle-delivery.ts";
import { announceDueDeliveries } from "../../../functions/poll/due-deliveries.ts";
import type { MailAnswer } from "../../../shared/ports/mail.ts";
import type { DeliveryEntry } from "../../../shared/read-models/delivery-entry.ts";
import { account, type DeliverWorld, deliverWorld } from "./deliver-world.ts";

let world: DeliverWorld;
let requested: Envelope;
const hour = 3_600_000;
const noAnswer: MailAnswer = { outcome: "unknown", code: "smtp/no-answer", reason: "Nobody knows." };

beforeEach(async () => {
  world = await deliverWorld();
  await world.addDevice("one@kindle.com");
  await world.handle(world.formatted());
  requested = world.announced[0] as Envelope;
});

const entry = async () => (await world.ports.ledger.read(requested.subject)) as DeliveryEntry;
const last = () => world.announced.at(-1);
const poll = async () => {
  const before = world.announced.length;
  await announceDueDeliveries(world.ports);
  for (const event of world.announced.slice(before)) await world.handle(event);
  return world.announced.slice(before);
};
const resolved = (as: "sent" | "retry", key: string = as) =>
  deliveryResolved.from(firstCause(account, key), {
    subject: requested.subject,
    at: world.time.now(),
    data: { deliveryId: requested.subject, documentId: "book", deviceId: "device", as },
  });

/** Leaves the delivery as a process does that is killed while it is sending. */
async function crashWhileSending() {
  const asked = Promise.withResolvers<void>();
  world.mail.send = () => {
    asked.resolve();
    return new Promise<MailAnswer>(() => undefined);
  };
  void world.handle(requested);
  await asked.promise;
}

describe("the start of the only process there is", () => {
  it("settles every claim that was left behind, at once", async () => {
    await crashWhileSending();
    world.time.advance(1);
    expect(await settleAbandoned(world.time.now(), world.ports)).toBe(1);
    expect(await entry()).toMatchObject({ state: "parked", code: "delivery/abandoned" });
    expect(last()).toMatchObject({ name: "delivery.parked" });
    expect(await settleAbandoned(world.time.now(), world.ports)).toBe(0);
  });

  it("settles more than one page of them", async () => {
    const { ledger } = world.ports;
    const opened = await entry();
    for (let number = 0; number < 230; number += 1) {
      const one = await ledger.open({ ...opened, deliveryId: `d${number}` });
      await ledger.advance({ ...one, version: 2, state: "attempting", token: "t", claimedAt: one.openedAt });
    }
    world.time.advance(1);
    expect(await settleAbandoned(world.time.now(), world.ports)).toBe(230);
    expect(world.names().filter((name) => name === "delivery.parked")).toHaveLength(230);
  });

  it("leaves claims alone that are being made since", async () => {
    await crashWhileSending();
    expect(await settleAbandoned(world.time.now(), world.ports)).toBe(0);
    expect(await entry()).toMatchObject({ state: "attempting" });
  });

  it.each([
    ["accepted", "delivery.sent", "sent"],
    ["not-accepted", "delivery.deferred", "queued"],
  ] as const)("follows the carrier where it can be asked: %s", async (known, name, state) => {
    await crashWhileSending();
    world.mail.known = known;
    world.time.advance(1);
    await settleAbandoned(world.time.now(), world.ports);
    expect(last()).toMatchObject({ name });
    expect(await entry()).toMatchObject({ state });
  });
});

describe("a delivery that is overdue", () => {
  it("is uncertain once its claim is old enough, then parked when no evidence came in time", async () => {
    world.mail.evidenceWithinMs = hour;
    await crashWhileSending();
    world.time.advance(deliveryLimits.claimMs);
    expect(await poll()).toEqual([]);
    world.time.advance(1);
    expect((await poll()).map(({ name }) => name)).toEqual(["delivery.overdue", "delivery.uncertain"]);
    expect(last()).toMatchObject({ name: "delivery.uncertain" });
    world.time.advance(hour - 1);
    expect(await poll()).toEqual([]);
    world.time.advance(1);
    await poll();
    expect(last()).toMatchObject({ name: "delivery.parked" });
    world.time.advance(1000 * hour);
    expect(await poll()).toEqual([]);
  });

  it("is sent after all when the carrier knows of it by then", async () => {
    world.mail.evidenceWithinMs = hour;
    world.mail.answers.push(noAnswer);
    await world.handle(requested);
    world.mail.known = "accepted";
    world.time.advance(hour);
    await poll();
    expect(last()).toMatchObject({ name: "delivery.sent", data: { by: "look-up" } });
    expect(world.mail.sent).toHaveLength(1);
  });

  it("says the same again when it is looked at again", async () => {
    world.mail.answers.push(noAnswer);
    await world.handle(requested);
    const told = last();
    const overdue = { ...requested, name: "delivery.overdue" };
    await world.handle(overdue);
    await world.handle(overdue);
    expect(world.announced.slice(-2)).toEqual([told, told]);
  });

  it("does not act on evidence of an attempt that is no longer the last one", async () => {
    world.mail.evidenceWithinMs = hour;
    world.mail.answers.push(noAnswer, noAnswer);
    await world.handle(requested);
    const asked = Promise.withResolvers<"not-accepted">();
    const asking = Promise.withResolvers<void>();
    world.mail.lookUp = async () => {
      asking.resolve();
      return await asked.promise;
    };
    const overdue = world.handle({ ...requested, name: "delivery.overdue" });
    await asking.promise;
    world.mail.lookUp = async () => "unknown";
    await world.handle(resolved("retry"));
    await world.handle(last() as Envelope);
    expect(await entry()).toMatchObject({ state: "uncertain", attempts: 2 });
    asked.resolve("not-accepted");
    await overdue;
    expect(await entry()).toMatchObject({ state: "uncertain", attempts: 2 });
  });
});

describe("what the reader decides about a parked delivery", () => {
  beforeEach(async () => {
    world.mail.answers.push(noAnswer);
    await world.handle(requested);
    expect(await entry()).toMatchObject({ state: "parked" });
  });

  it("is that it is there: it is sent, by their word", async () => {
    await world.handle(resolved("sent"));
    expect(last()).toMatchObject({ name: "delivery.sent", data: { by: "reader" } });
    expect(world.mail.sent).toHaveLength(1);
  });

  it("is that it is to be sent again: it goes out once more, at once", async () => {
    await world.handle(resolved("retry"));
    expect(last()).toMatchObject({ name: "delivery.requested", data: { version: (await entry()).version } });
    await world.handle(last() as Envelope);
    expect(last()).toMatchObject({ name: "delivery.sent" });
    expect(world.mail.sent.map(({ messageId }) => messageId)).toEqual([
      `${requested.subject}.1@example.org`,
      `${requested.subject}.2@example.org`,
    ]);
  });

  it("counts once, however often its event comes", async () => {
    const decision = resolved("retry");
    world.mail.answers.push(noAnswer);
    await world.handle(decision);
    const told = last();
    await world.handle(decision);
    expect(last()).toEqual(told);
    await world.handle(told as Envelope);
    expect(await entry()).toMatchObject({ state: "parked" });
    await world.handle(decision);
    await poll();
    expect(world.mail.sent).toHaveLength(2);
    await world.handle(resolved("retry", "another decision"));
    await world.handle(last() as Envelope);
    expect(world.mail.sent).toHaveLength(3);
  });

  it("is found again by poll when the request that it leads to gets lost", async () => {
    await world.handle(resolved("retry"));
    expect(world.mail.sent).toHaveLength(1);
    world.time.advance(deliveryLimits.requestLostAfterMs);
    await poll();
    expect(world.mail.sent).toHaveLength(2);
  });

  it("changes nothing about one that has been settled meanwhile", async () => {
    await world.handle(resolved("sent"));
    await world.handle(resolved("retry"));
    expect(await entry()).toMatchObject({ state: "sent" });
    expect(last()).toMatchObject({ name: "delivery.sent" });
  });
});

it("may be tried again when it has failed, as often as the first time", async () => {
  world.mail.answers.push({ outcome: "not-accepted", permanent: true, code: "smtp/refused", reason: "No." });
  await world.handle(requested);
  await world.handle(resolved("sent"));
  expect(await entry()).toMatchObject({ state: "failed" });
  await world.handle(resolved("retry"));
  await world.handle(last() as Envelope);
  expect(last()).toMatchObject({ name: "delivery.sent" });
});
