import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type AnyEvent, eventNamed } from "../../../events/catalogue.ts";
import { firstCause } from "../../../events/define-event.ts";
import { applyEvent } from "../../../functions/project/project-event.ts";
import { books, duplicatesMax } from "../../../shared/read-models/books.ts";
import { deliveries } from "../../../shared/read-models/deliveries.ts";
import { devices } from "../../../shared/read-models/devices.ts";
import { tokens } from "../../../shared/read-models/tokens.ts";
import { inMemory } from "./in-memory.ts";

const sha256 = "a".repeat(64);
const file = { bookId: "b", sourceKey: "k", sha256, bytes: 9, fileName: "Emma.epub", via: "inbox" };
const fact = { deliveryId: "x", deviceId: "d", documentId: "b", kind: "book", title: "Emma", attempts: 1 };
let stores: ReturnType<typeof inMemory>;
beforeEach(() => {
  stores = inMemory();
});
afterEach(() => stores.close());

const received = (at: number) => happened("book.received", at, { ...file, mediaType: "x/y", deliver: true });
const removed = (at: number) => happened("book.removed", at, { bookId: "b" });
const rejected = (at: number, cause?: AnyEvent) =>
  happened("book.rejected", at, { ...file, code: "epub/protected", message: "Protected." }, cause);
const duplicated = (at: number, fileName = "Emma (1).epub") =>
  happened("book.duplicated", at, { bookId: "b", fileName, via: "http", deliver: true });
const ingested = (at: number, cause?: AnyEvent) =>
  happened(
    "book.ingested",
    at,
    {
      ...file,
      format: "epub",
      title: "Emma",
      authors: ["Jane Austen"],
      language: "en",
      receivedAt: timeAt(1),
      deliver: true,
    },
    cause,
  );
const formatted = (at: number, cause?: AnyEvent) =>
  happened(
    "document.formatted",
    at,
    {
      documentId: "b",
      kind: "book",
      sourceSha256: sha256,
      documentKey: "e",
      sha256,
      bytes: 8,
      title: "Emma",
      authors: ["Jane Austen"],
      language: "en",
      warnings: [],
      receivedAt: timeAt(1),
      deliver: true,
    },
    cause,
  );
const refused = (at: number, cause?: AnyEvent) =>
  happened(
    "document.refused",
    at,
    {
      documentId: "b",
      kind: "book",
      sourceKey: "k",
      fileName: "Emma.epub",
      via: "inbox",
      code: "epub/empty",
      message: "Empty.",
    },
    cause,
  );

const requested = (at: number, version: number) =>
  happened("delivery.requested", at, { ...fact, version, documentKey: "e" });
const failure = { code: "mail/busy", reason: "Busy." };
const deferred = (at: number, version: number) =>
  happened("delivery.deferred", at, { ...fact, ...failure, version, nextAttemptAt: timeAt(60) });
const sent = (at: number, version: number) =>
  happened("delivery.sent", at, { ...fact, version, by: "provider", providerMessageId: "m" });
const added = (at: number, name = "Kindle") =>
  happened("device.added", at, { deviceId: "d", sealedEmail: "s", name, automatic: true });
const changed = (at: number, change: object) => happened("device.changed", at, { deviceId: "d", ...change });
const gone = (at: number) => happened("device.removed", at, { deviceId: "d" });
const made = (at: number) => happened("token.created", at, { tokenSha256: sha256, name: "Phone", scopes: ["read"] });
const revoked = (at: number) => happened("token.revoked", at, { tokenSha256: sha256 });

describe("a book", () => {
  it("is received, then ready", async () => {
    expect(await bookAfter(received(1))).toMatchObject({ status: "received", title: "Emma", removed: false });
    const opened = await bookAfter(ingested(2));
    expect(opened).toMatchObject({ status: "received", authors: ["Jane Austen"], mediaType: "application/epub+zip" });
    expect(await bookAfter(formatted(3))).toMatchObject({ status: "ready", document: { key: "e", bytes: 8 } });
  });

  it("is rejected with the reason, whichever step refused it", async () => {
    expect(await bookAfter(received(1), rejected(2))).toMatchObject({
      status: "rejected",
      rejection: { code: "epub/protected", message: "Protected." },
    });
    expect(await bookAfter(received(3), ingested(4), refused(5))).toMatchObject({
      status: "rejected",
      rejection: { code: "epub/empty" },
    });
  });

  it("is under way again once a refused file has been opened again, and ready if it works out then", async () => {
    await bookAfter(received(1), ingested(2), refused(3));
    expect(await bookAfter(received(4), ingested(5))).toMatchObject({ status: "received" });
    expect(await bookAfter(formatted(6))).toMatchObject({ status: "ready" });
  });

  it("is rejected by its own verdict even where the clock of that step is behind", async () => {
    const opened = ingested(5);
    expect(await bookAfter(received(1), opened, refused(4, opened))).toMatchObject({ status: "rejected" });
  });

  it("is not brought back by what comes late, once it was removed", async () => {
    expect(await bookAfter(received(1), ingested(2), removed(3), formatted(4))).toMatchObject({ removed: true });
    expect(await bookAfter(duplicated(5))).toMatchObject({ removed: true });
  });

  it("comes back when it is received again, without what was known before", async () => {
    await bookAfter(received(1), ingested(2), formatted(3), removed(4));
    expect(await bookAfter(received(5))).toMatchObject({ removed: false, status: "received" });
    expect((await bookAfter())?.document).toBeUndefined();
    expect(await bookAfter(ingested(6), formatted(7))).toMatchObject({ removed: false, status: "ready" });
  });

  it("comes back as it was when ingest had not heard of the removal yet", async () => {
    const back = await bookAfter(received(1), ingested(2), formatted(3), removed(4), received(5), duplicated(6));
    expect(back).toMatchObject({ removed: false, status: "ready" });
  });

  it("is not in the library before it is known to have come in", async () => {
    expect(await bookAfter(formatted(3))).toMatchObject({ removed: true });
    expect(await bookAfter(received(1))).toMatchObject({ removed: false, status: "ready" });
  });

  it("is not in the library where it was an archive, but says what was in it", async () => {
    const books = [{ bookId: "x", fileName: "x.epub" }];
    const unpacked = (at: number) => happened("book.unpacked", at, { ...file, books, others: 1 });
    const shown = { removed: true, status: "ready", unpacked: { books, others: 1 } };
    expect(await bookAfter(received(1), unpacked(2))).toMatchObject(shown);
    expect(await bookAfter(unpacked(2), received(1))).toMatchObject(shown);
    // Refused by an older version of this program, then dropped again.
    expect(await bookAfter(received(1), rejected(2), received(3), unpacked(4))).toMatchObject(shown);
    const taken = await bookAfter(removed(5));
    expect([taken?.removed, taken?.unpacked]).toEqual([true, undefined]);
  });

  it("remembers the newest times that its bytes came in again, in order", async () => {
    await bookAfter(received(1));
    const drops = Array.from({ length: duplicatesMax + 5 }, (_, at) => duplicated(10 + at, `copy ${at}`));
    for (const drop of drops.toReversed()) await bookAfter(drop, drop);
    const names = (await bookAfter())?.duplicates.map(({ fileName }) => fileName);
    expect(names).toEqual(Array.from({ length: duplicatesMax }, (_, at) => `copy ${at + 5}`));
  });
});

describe("a delivery", () => {
  it("shows the highest version of the ledger, whatever comes later", async () => {
    expect(await deliveryAfter(sent(3, 5), deferred(9, 3), requested(8, 1))).toMatchObject({
      status: "sent",
      version: 5,
      providerMessageId: "m",
    });
  });

  it("keeps why it is tried again when the next try is requested", async () => {
    expect(await deliveryAfter(requested(1, 1), deferred(2, 3), requested(4, 3))).toMatchObject({
      status: "queued",
      reason: "Busy.",
      nextAttemptAt: timeAt(60),
    });
  });

  it("leaves behind what belonged to the state before", async () => {
    const shown = await deliveryAfter(deferred(2, 3), sent(5, 5));
    expect([shown?.reason, shown?.code, shown?.nextAttemptAt]).toEqual([undefined, undefined, undefined]);
  });

  it("was requested when it was first heard of", async () => {
    expect(await deliveryAfter(sent(5, 5), requested(1, 1), requested(4, 3))).toMatchObject({
      requestedAt: timeAt(1),
      changedAt: timeAt(5),
    });
  });
});

describe("a device", () => {
  it("has each of its fields from the newest event that names it", async () => {
    expect(await deviceAfter(changed(3, { automatic: false }), added(1), changed(2, { name: "Scribe" }))).toMatchObject(
      {
        name: "Scribe",
        automatic: false,
        removed: false,
      },
    );
  });

  it("stays removed whatever comes late, until it is added again", async () => {
    expect(await deviceAfter(gone(5), added(1), changed(6, { name: "Ghost" }))).toMatchObject({ removed: true });
    expect(await deviceAfter(added(7, "Back"))).toMatchObject({ removed: false, name: "Back", addedAt: timeAt(7) });
  });

  it("is not there before it was added", async () => {
    expect(await deviceAfter(changed(2, { name: "Scribe" }))).toMatchObject({ removed: true });
  });
});

describe("a token", () => {
  it("is valid once it has been made", async () => {
    expect(await tokenAfter(made(1))).toMatchObject({ name: "Phone", scopes: ["read"], createdAt: timeAt(1) });
    expect(await tokenAfter(made(1))).toMatchObject({ revoked: false });
  });

  it("is revoked for ever, whatever comes late and whatever the clocks say", async () => {
    expect(await tokenAfter(revoked(2))).toMatchObject({ revoked: true, scopes: [] });
    expect(await tokenAfter(made(1))).toMatchObject({ revoked: true, name: "Phone" });
    expect(await tokenAfter(made(9))).toMatchObject({ revoked: true });
  });
});

function timeAt(minute: number): string {
  return new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString();
}

function happened(name: AnyEvent["name"], minute: number, data: object, cause?: AnyEvent): AnyEvent {
  const definition = eventNamed(name);
  if (definition === undefined) throw new Error(`${name} is not known`);
  return definition.from(cause ?? firstCause("home", `${name} ${minute}`), {
    subject: "s",
    at: new Date(timeAt(minute)),
    data,
  }) as AnyEvent;
}

async function applied(events: readonly AnyEvent[]) {
  for (const event of events) await applyEvent(event, stores.readModels);
  return stores.readModels;
}

async function bookAfter(...events: readonly AnyEvent[]) {
  return await (await applied(events)).get(books, "home", "b");
}

async function deliveryAfter(...events: readonly AnyEvent[]) {
  return await (await applied(events)).get(deliveries, "home", "x");
}

async function deviceAfter(...events: readonly AnyEvent[]) {
  return await (await applied(events)).get(devices, "home", "d");
}

async function tokenAfter(...events: readonly AnyEvent[]) {
  return await (await applied(events)).get(tokens, "home", sha256);
}
