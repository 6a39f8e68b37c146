import { beforeEach, describe, expect, it } from "@jest/globals";
import { firstCause } from "../../../events/define-event.ts";
import { deliveryResolved } from "../../../events/delivery-resolved.ts";
import { announceDueDeliveries } from "../../../functions/poll/due-deliveries.ts";
import { deliveryIdOf } from "../../../shared/delivery-id.ts";
import type { MailAnswer } from "../../../shared/ports/mail.ts";
import { account, type DeliverWorld, deliverWorld, sourceSha256 } from "./deliver-world.ts";

let world: DeliverWorld;
let ids: readonly string[];

const minute = 60_000;
const busy: MailAnswer = { outcome: "not-accepted", permanent: false, code: "mail/busy", reason: "Later." };
const refused: MailAnswer = { outcome: "not-accepted", permanent: true, code: "mail/refused", reason: "Never." };
const unknown: MailAnswer = { outcome: "unknown", code: "mail/no-answer", reason: "Nobody knows." };

beforeEach(async () => {
  world = await deliverWorld();
  await world.addDevice("one@kindle.com");
  const key = await world.ports.secrets.key("delivery");
  const identity = { account, deviceEmail: "one@kindle.com", sourceSha256, copy: 0 };
  ids = [1, 2, 3].map((number) => deliveryIdOf(key, { ...identity, volume: { number, count: 3 } }));
});

const volumes = () =>
  [1, 2, 3].map((number) => ({
    documentKey: world.documentKey,
    sha256: "6".repeat(64),
    bytes: 7,
    title: `Volume ${number}`,
  }));
const order = async () => {
  await world.handle(world.formatted("first", { volumes: volumes() }));
  await world.settle();
};
const poll = async () => {
  await announceDueDeliveries(world.ports);
  await world.settle();
};
const sent = () => world.mail.sent.map(({ subject }) => subject);
const states = async () => await Promise.all(ids.map(async (id) => (await world.ports.ledger.read(id))?.state));
const titles = ["Volume 1", "Volume 2", "Volume 3"];

describe("the volumes of a document", () => {
  it("go one after the other, each as soon as the one before it is sent", async () => {
    await order();
    expect(sent()).toEqual(titles);
    expect(await states()).toEqual(["sent", "sent", "sent"]);
    // Told again, it is the same.
    for (const event of world.announced.slice()) await world.handle(event);
    await world.settle();
    expect(sent()).toEqual(titles);
  });

  it("wait while the one before is tried again, whoever asks for them, and say why", async () => {
    world.mail.answers.push(busy);
    await order();
    expect(sent()).toEqual(["Volume 1"]);
    expect(world.announced.find(({ subject }) => subject === ids[1])).toMatchObject({
      name: "delivery.deferred",
      data: { code: "delivery/waits-its-turn", reason: "The volume before this one is sent first.", attempts: 0 },
    });
    // Asked for all the same, before its time and after it.
    const entry = await world.ports.ledger.read(ids[1] ?? "");
    expect(entry).toMatchObject({ state: "queued", previousId: ids[0], nextId: ids[2] });
    world.time.advance(30_000);
    await poll();
    expect(sent()).toEqual(["Volume 1", ...titles]);
    expect(await states()).toEqual(["sent", "sent", "sent"]);
  });

  it("ask for their turn by themselves where nobody tells them, and do not go while it has not come", async () => {
    world.mail.answers.push(...Array.from({ length: 6 }, () => busy));
    await order();
    for (let round = 0; round < 5; round += 1) {
      world.time.advance(11 * minute);
      await poll();
      expect(new Set(sent())).toEqual(new Set(["Volume 1"]));
    }
    expect(await states()).toEqual(["queued", "queued", "queued"]);
    world.mail.answers.length = 0;
    for (let round = 0; round < 5; round += 1) {
      world.time.advance(8 * 60 * minute);
      await poll();
    }
    expect(sent().slice(-3)).toEqual(titles);
  });

  it("wait while nobody knows of the one before, and go once that is for its reader to say", async () => {
    world.mail.evidenceWithinMs = 30 * minute;
    world.mail.answers.push(unknown);
    await order();
    expect(await states()).toEqual(["uncertain", "queued", "queued"]);
    world.time.advance(15 * minute);
    await poll();
    expect(sent()).toEqual(["Volume 1"]);
    world.time.advance(31 * minute);
    await poll();
    expect(await states()).toEqual(["parked", "sent", "sent"]);
  });

  it("go on where one is given up, and do not wait where their reader asks for one again", async () => {
    world.mail.answers.push(refused, refused);
    await order();
    expect(await states()).toEqual(["failed", "failed", "sent"]);
    world.mail.answers.push(busy);
    for (const deliveryId of ids.slice(0, 2)) {
      const data = { deliveryId, documentId: "book", deviceId: "device", as: "retry", attempts: 1 } as const;
      const about = { subject: deliveryId, at: world.time.now(), data };
      await world.handle(deliveryResolved.from(firstCause(account, `again ${deliveryId}`), about));
    }
    await world.settle();
    expect(await states()).toEqual(["queued", "sent", "sent"]);
  });
});
