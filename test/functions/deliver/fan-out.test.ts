import { beforeEach, describe, expect, it } from "@jest/globals";
import { bookDuplicated } from "../../../events/book-duplicated.ts";
import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { deliveryOrdered } from "../../../events/delivery-ordered.ts";
import { Rejected } from "../../../events/rejected.ts";
import { deliveryIdOf } from "../../../shared/delivery-id.ts";
import { type Book, books } from "../../../shared/read-models/books.ts";
import { account, type DeliverWorld, deliverWorld, sourceSha256 } from "./deliver-world.ts";

let world: DeliverWorld;
beforeEach(async () => {
  world = await deliverWorld();
});

const idOf = async (deviceEmail: string, copy = 0) =>
  deliveryIdOf(await world.ports.secrets.key("delivery"), { account, deviceEmail, sourceSha256, copy });

function duplicated(key: string, deliver = true): Envelope {
  return bookDuplicated.from(firstCause(account, key), {
    subject: "book",
    at: world.time.now(),
    data: { bookId: "book", fileName: "emma.epub", via: "http", deliver },
  });
}

function ordered(...deliveries: readonly { deliveryId: string; deviceId: string; copy: number }[]): Envelope {
  return deliveryOrdered.from(firstCause(account, JSON.stringify(deliveries)), {
    subject: "book",
    at: world.time.now(),
    data: { documentId: "book", kind: "book", deliveries: [...deliveries] },
  });
}

describe("a document that has been formatted", () => {
  it("is requested for every automatic device, and for no other", async () => {
    const one = await world.addDevice("one@kindle.com");
    const two = await world.addDevice("Two@free.kindle.com");
    await world.addDevice("manual@kindle.com", { automatic: false });
    await world.addDevice("gone@kindle.com", { removed: true });
    await world.handle(world.formatted());
    expect(world.names()).toEqual(["delivery.requested", "delivery.requested"]);
    expect(new Map(world.announced.map(({ subject, data }) => [subject, data]))).toEqual(
      new Map(
        [[await idOf("one@kindle.com"), one.id] as const, [await idOf("two@FREE.kindle.com"), two.id] as const].map(
          ([deliveryId, deviceId]) => [
            deliveryId,
            {
              deliveryId,
              deviceId,
              documentId: "book",
              kind: "book",
              documentKey: world.documentKey,
              title: "Emma",
              version: 1,
              attempts: 0,
            },
          ],
        ),
      ),
    );
  });

  it("is opened volume by volume where it is more than one, the first requested, each other waiting for the one before", async () => {
    await world.addDevice("one@kindle.com");
    const volumes = [1, 2, 3].map((number) => ({
      documentKey: `${world.documentKey}${number}`,
      sha256: String(number).repeat(64),
      bytes: number,
      title: `Emma (${number} of 3)`,
    }));
    await world.handle(world.formatted("first", { volumes }));
    expect(world.names()).toEqual(["delivery.requested", "delivery.deferred", "delivery.deferred"]);
    expect(world.announced.map(({ data }) => data)).toEqual(
      volumes.map(({ title }) => expect.objectContaining({ documentId: "book", title, attempts: 0 })),
    );
    const key = await world.ports.secrets.key("delivery");
    const identity = { account, deviceEmail: "one@kindle.com", sourceSha256, copy: 0 };
    const ids = [1, 2, 3].map((number) => deliveryIdOf(key, { ...identity, volume: { number, count: 3 } }));
    expect(world.announced.map(({ subject }) => subject)).toEqual(ids);
    const entries = await Promise.all(ids.map((id) => world.ports.ledger.read(id)));
    expect(entries.map((entry) => entry?.documentKey)).toEqual(volumes.map(({ documentKey }) => documentKey));
    expect(entries.map((entry) => [entry?.previousId, entry?.nextId])).toEqual([
      [undefined, ids[1]],
      [ids[0], ids[2]],
      [ids[1], undefined],
    ]);
  });

  it("reaches more devices than one page of them holds", async () => {
    for (let number = 0; number < 205; number += 1) await world.addDevice(`reader${number}@kindle.com`);
    await world.handle(world.formatted());
    expect(new Set(world.announced.map(({ subject }) => subject)).size).toBe(205);
  });

  it("is requested for nobody where it was to be kept off the devices", async () => {
    await world.addDevice("one@kindle.com");
    await world.handle(world.formatted("first", { deliver: false }));
    expect(world.announced).toEqual([]);
    expect(await world.ports.ledger.read(await idOf("one@kindle.com"))).toBeUndefined();
  });

  it("carries its correlation id on, and no address", async () => {
    await world.addDevice("one@kindle.com");
    const formatted = world.formatted();
    await world.handle(formatted);
    expect(world.announced[0]).toMatchObject({ account, correlationId: formatted.correlationId });
    const told = JSON.stringify([world.announced, await world.ports.ledger.read(await idOf("one@kindle.com"))]);
    expect(told).not.toMatch(/one|@|kindle\.com/);
  });

  it("is requested again under the same id when its event comes again before anybody has acted", async () => {
    await world.addDevice("one@kindle.com");
    await world.handle(world.formatted());
    world.time.advance(60_000);
    await world.handle(world.formatted("first", { receivedAt: "2026-03-01T08:00:00.000Z" }));
    expect(world.announced).toHaveLength(2);
    expect(world.announced[1]).toEqual(world.announced[0]);
  });

  it("is requested by nobody else, whatever else leads to the same delivery", async () => {
    await world.addDevice("one@kindle.com");
    await world.handle(world.formatted("first"));
    await world.handle(world.formatted("a better converter", { documentKey: "home/other" }));
    expect(world.announced).toHaveLength(1);
    expect(await world.ports.ledger.read(await idOf("one@kindle.com"))).toMatchObject({
      documentKey: world.documentKey,
    });
  });

  it("is not requested again once it has been sent", async () => {
    await world.addDevice("one@kindle.com");
    await world.handle(world.formatted());
    await world.settle();
    await world.handle(world.formatted());
    expect(world.names()).toEqual(["delivery.requested", "delivery.sent"]);
  });
});

describe("a book that came again", () => {
  it("goes to the automatic devices that lack it", async () => {
    await world.addDevice("one@kindle.com");
    await world.addBook();
    await world.handle(world.formatted());
    await world.settle();
    const two = await world.addDevice("two@kindle.com");
    await world.handle(duplicated("second"));
    await world.settle();
    expect(world.mail.sent.map(({ to }) => to)).toEqual(["one@kindle.com", "two@kindle.com"]);
    expect(world.announced.at(-1)).toMatchObject({ name: "delivery.sent", data: { deviceId: two.id } });
  });

  it("goes nowhere where it is to be kept off the devices, or was refused", async () => {
    await world.addDevice("one@kindle.com");
    await world.addBook();
    await world.handle(duplicated("kept off", false));
    await world.addBook({ status: "rejected" });
    await world.handle(duplicated("refused"));
    expect(world.announced).toEqual([]);
  });

  it("waits for its document: the first one may have been kept off the devices", async () => {
    await world.addDevice("one@kindle.com");
    const { document: _none, ...received } = await bookOf();
    await world.ports.readModels.update(books, account, "book", () => ({ ...received, status: "received" }));
    await expect(world.handle(duplicated("early"))).rejects.toThrow("no document yet");
    await world.addBook();
    await world.handle(duplicated("early"));
    expect(world.names()).toEqual(["delivery.requested"]);
  });
});

describe("a delivery that the reader has ordered", () => {
  it("is requested for exactly the devices they named, under the ids they were given", async () => {
    const device = await world.addDevice("manual@kindle.com", { automatic: false });
    await world.addDevice("other@kindle.com");
    await world.addBook({ title: "Emma, again" });
    const deliveryId = await idOf("manual@kindle.com", 2);
    await world.handle(ordered({ deliveryId, deviceId: device.id, copy: 2 }));
    expect(world.announced).toMatchObject([
      { name: "delivery.requested", subject: deliveryId, data: { deviceId: device.id, title: "Emma, again" } },
    ]);
    expect(await world.ports.ledger.read(deliveryId)).toMatchObject({ copy: 2, state: "queued" });
  });

  it("goes out again for every copy that was asked for, and never twice for one", async () => {
    const device = await world.addDevice("one@kindle.com");
    await world.addBook();
    const order = async (copy: number) =>
      await world.handle(ordered({ deliveryId: await idOf("one@kindle.com", copy), deviceId: device.id, copy }));
    await world.handle(world.formatted());
    for (const copy of [0, 1, 1, 2, 0]) {
      await order(copy);
      await world.settle();
    }
    expect(world.mail.sent).toHaveLength(3);
  });

  it("comes again while there is no document yet", async () => {
    await expect(world.handle(ordered({ deliveryId: "d", deviceId: "x", copy: 0 }))).rejects.toThrow("no document yet");
    expect(world.announced).toEqual([]);
  });

  it("is kept aside where there never will be a document", async () => {
    const order = ordered({ deliveryId: "d", deviceId: "x", copy: 0 });
    await world.addBook({ status: "rejected" });
    await expect(world.handle(order)).rejects.toThrow(Rejected);
    await world.addBook({ removed: true, stamps: { "book.removed": "2026" } });
    await expect(world.handle(order)).rejects.toThrow(Rejected);
    // Heard of, and not come in yet as far as this read model knows.
    await world.addBook({ removed: true });
    await expect(world.handle(order)).rejects.toThrow("no document yet");
  });
});

async function bookOf(): Promise<Book> {
  await world.addBook();
  const book = await world.ports.readModels.get(books, account, "book");
  if (book === undefined) throw new Error("There is no book");
  return book;
}
