import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { bookIngested } from "../../../events/book-ingested.ts";
import { deadLetterReplayRequested } from "../../../events/dead-letter-replay-requested.ts";
import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { deviceRemoved } from "../../../events/device-removed.ts";
import { toWire } from "../../../events/wire.ts";
import { deadLetterHandlers } from "../../../functions/dead-letter/handlers.ts";
import { recordDeadLetter } from "../../../functions/dead-letter/record-dead-letter.ts";
import { replayDeadLetter } from "../../../functions/dead-letter/replay-dead-letter.ts";
import { projectEvent } from "../../../functions/project/project-event.ts";
import { books } from "../../../shared/read-models/books.ts";
import { deadLetters } from "../../../shared/read-models/dead-letters.ts";
import { handleEvents } from "../../../shared/triggers/handle-event.ts";
import { keptLog } from "../../kept-log.ts";
import { virtualTime } from "../../virtual-time.ts";
import { inMemory } from "../project/in-memory.ts";

const sha256 = "a".repeat(64);
const ingested = bookIngested.from(firstCause("home", "drop"), {
  subject: "b1",
  at: new Date("2026-03-01T08:00:00.000Z"),
  data: {
    bookId: "b1",
    sourceKey: "home/x",
    sha256,
    bytes: 10,
    fileName: "Emma.epub",
    via: "inbox",
    format: "epub",
    title: "Emma",
    authors: [],
    language: "en",
    receivedAt: "2026-03-01T08:00:00.000Z",
    deliver: true,
  },
});
const failure = { step: "format", wire: toWire(ingested), publication: "7", attempts: 12, reason: "Error: disk full" };

let world: ReturnType<typeof openWorld>;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

describe("a dead letter", () => {
  it("is announced with what failed, where, why, and the event itself", async () => {
    await recordDeadLetter(failure, world);
    const [failed] = world.published;
    expect(world.published).toHaveLength(1);
    expect(failed).toMatchObject({
      name: "step.failed",
      account: "home",
      correlationId: ingested.correlationId,
      causationId: ingested.id,
      data: { step: "format", eventId: ingested.id, eventName: "book.ingested", about: "b1", attempts: 12 },
    });
    expect(failed?.data).toMatchObject({ original: toWire(ingested), reason: "Error: disk full" });
  });

  it("is the same one when it is recorded again, and another one when a replay fails", async () => {
    await recordDeadLetter(failure, world);
    world.time.advance(60_000);
    await recordDeadLetter(failure, world);
    await recordDeadLetter({ ...failure, publication: "8" }, world);
    const [first, again, replayed] = world.published.map(({ id }) => id);
    expect(again).toBe(first);
    expect(replayed).not.toBe(first);
  });

  it("is two where two steps fail at one event", async () => {
    await recordDeadLetter(failure, world);
    await recordDeadLetter({ ...failure, step: "deliver" }, world);
    expect(new Set(world.published.map(({ subject }) => subject)).size).toBe(2);
  });

  it("is about the thing itself where its event names no book", async () => {
    const removed = deviceRemoved.from(firstCause("home", "k"), {
      subject: "d1",
      at: new Date(0),
      data: { deviceId: "d1" },
    });
    await recordDeadLetter({ ...failure, wire: toWire(removed) }, world);
    expect(world.published[0]?.data).toMatchObject({ about: "d1" });
    await world.projectAll();
    expect(await world.readModels.get(books, "home", "d1")).toBeUndefined();
  });

  it("cuts a reason that goes on for ever, and never leaves it empty", async () => {
    await recordDeadLetter({ ...failure, reason: "x".repeat(1_000_000) }, world);
    await recordDeadLetter({ ...failure, reason: "" }, world);
    const reasons = world.published.map(({ data }) => (data as { reason: string }).reason);
    expect(reasons.map(({ length }) => length)).toEqual([2000, "No reason was given.".length]);
  });
});

describe("a replay", () => {
  it("publishes the event again as it was, then says so", async () => {
    const letter = await recorded();
    world.published.length = 0;
    await replayDeadLetter(replayOf(letter), world);
    expect(world.published.map(({ name }) => name)).toEqual(["book.ingested", "dead-letter.replayed"]);
    expect(world.published[0]).toEqual(ingested);
  });

  it("closes the letter and takes the trouble off the book", async () => {
    const letter = await recorded();
    expect((await world.readModels.get(books, "home", "b1"))?.trouble).toEqual({
      step: "format",
      reason: "Error: disk full",
      deadLetterId: letter,
    });
    world.time.advance(1000);
    await replayDeadLetter(replayOf(letter), world);
    await world.projectAll();
    expect(await world.readModels.get(deadLetters, "home", letter)).toMatchObject({ state: "replayed" });
    expect((await world.readModels.get(books, "home", "b1"))?.trouble).toBeUndefined();
  });

  it("that fails again shows again, as a letter of its own", async () => {
    const letter = await recorded();
    world.time.advance(1000);
    await replayDeadLetter(replayOf(letter), world);
    world.time.advance(1000);
    await recordDeadLetter({ ...failure, publication: "8" }, world);
    await world.projectAll();
    const open = await world.readModels.query(deadLetters, "home", "byState", { where: { state: "open" }, limit: 10 });
    expect(open.items).toHaveLength(1);
    expect(open.items[0]?.id).not.toBe(letter);
    expect((await world.readModels.get(books, "home", "b1"))?.trouble?.deadLetterId).toBe(open.items[0]?.id);
  });

  it("announces the same when it is done twice", async () => {
    const letter = await recorded();
    const requested = replayOf(letter);
    world.published.length = 0;
    await replayDeadLetter(requested, world);
    await replayDeadLetter(requested, world);
    expect(new Set(world.published.map(({ id }) => id)).size).toBe(2);
  });

  it("of a letter that is not there, or not this account's, is set aside with the reason", async () => {
    const letter = await recorded();
    world.published.length = 0;
    const handle = handleEvents("dead-letter", deadLetterHandlers(world), { ...world, log: keptLog() });
    await handle(toWire(replayOf("nothing")));
    await handle(toWire(replayOf(letter, "another")));
    expect(world.published.map(({ name, data }) => [name, (data as { code: string }).code])).toEqual([
      ["event.rejected", "dead-letter/unknown"],
      ["event.rejected", "dead-letter/unknown"],
    ]);
  });
});

describe("an event that no retry can repair", () => {
  it("waits for a person like any other dead letter, and can be replayed when it was an event", async () => {
    const handle = handleEvents("format", [], { ...world, log: keptLog() });
    await handle(toWire(ingested));
    await world.projectAll();
    const open = await world.readModels.query(deadLetters, "home", "byState", { where: { state: "open" }, limit: 10 });
    expect(open.items).toMatchObject([{ step: "format", eventName: "book.ingested", about: "b1", attempts: 1 }]);
    world.published.length = 0;
    await replayDeadLetter(replayOf(open.items[0]?.id ?? ""), world);
    expect(world.published[0]).toEqual(ingested);
  });

  it("can only be let go when it was no event of ours", async () => {
    const handle = handleEvents("format", [], { ...world, log: keptLog() });
    await handle({ account: "home", nonsense: true });
    await world.projectAll();
    const open = await world.readModels.query(deadLetters, "unknown", "byState", {
      where: { state: "open" },
      limit: 10,
    });
    expect(open.items).toMatchObject([{ step: "format", original: {} }]);
    const requested = replayOf(open.items[0]?.id ?? "", "unknown");
    await expect(replayDeadLetter(requested, world)).rejects.toMatchObject({ code: "dead-letter/unreadable" });
  });
});

function replayOf(deadLetterId: string, account = "home") {
  return deadLetterReplayRequested.from(firstCause(account, `replay ${deadLetterId}`), {
    subject: deadLetterId,
    at: world.time.now(),
    data: { deadLetterId },
  });
}

/** The id of a letter that has been recorded and projected. */
async function recorded(): Promise<string> {
  await recordDeadLetter(failure, world);
  await world.projectAll();
  return world.published[0]?.subject ?? "";
}

function openWorld() {
  const stores = inMemory();
  const time = virtualTime();
  const published: Envelope[] = [];
  return {
    ...stores,
    time,
    clock: time,
    published,
    events: { publish: async (...events: readonly Envelope[]) => void published.push(...events) },
    projectAll: async () => {
      for (const event of published) await projectEvent(event, stores);
    },
  };
}
