import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { bookRemoved } from "../../../events/book-removed.ts";
import { type AnyEvent, eventNamed } from "../../../events/catalogue.ts";
import { firstCause } from "../../../events/define-event.ts";
import { type FeedSubscribed, feedSubscribed } from "../../../events/feed-subscribed.ts";
import { feedUnsubscribed } from "../../../events/feed-unsubscribed.ts";
import { fromWire } from "../../../events/wire.ts";
import { isNews, projectEvent } from "../../../functions/project/project-event.ts";
import { type Rebuilt, rebuild } from "../../../functions/project/rebuild.ts";
import { rebuildReport } from "../../../functions/project/rebuild-report.ts";
import { feedIdOf } from "../../../shared/feed-id.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { books } from "../../../shared/read-models/books.ts";
import { readModels as models, rebuiltModels } from "../../../shared/read-models/catalogue.ts";
import { deliveries } from "../../../shared/read-models/deliveries.ts";
import { devices } from "../../../shared/read-models/devices.ts";
import { type Feed, feeds } from "../../../shared/read-models/feeds.ts";
import { intakes } from "../../../shared/read-models/intakes.ts";
import { arbitraryHistory } from "../../events/arbitrary-events.ts";
import { proofRuns } from "../../proof-sizes.ts";
import { dumpOf, inMemory } from "./in-memory.ts";

type World = ReturnType<typeof inMemory>;

describe("a rebuild", () => {
  it("comes to the same documents, byte by byte, whatever has happened", async () => {
    let documents = 0;
    const runs = proofRuns(60);
    await fc.assert(
      fc.asyncProperty(arbitraryHistory, async (history) => {
        const world = await worldAfter(history);
        const first = await rebuilt(world);
        const before = await dumpOf(world.readModels);
        const second = await rebuilt(world);
        expect(await dumpOf(world.readModels)).toEqual(before);
        expect(second).toMatchObject({ wasEqual: true, events: history.filter(isNews).length, unreadable: [] });
        // The first one adds only what `ingest` keeps itself, and has not been at work here.
        for (const { name, changed, added, removed } of first.models) {
          if (name !== intakes.name) expect([name, changed, added, removed]).toEqual([name, 0, 0, 0]);
        }
        documents += before.length;
        await world.close();
      }),
      runs,
    );
    expect(documents).toBeGreaterThan(2 * runs.numRuns);
  });

  it("repairs documents that were changed, lost or made up, and says how many", async () => {
    const world = await worldAfter(sampleHistory);
    await rebuilt(world);
    const right = await dumpOf(world.readModels);
    const { items } = await world.readModels.query(devices, "home", "present", {
      where: { removed: false },
      limit: 10,
    });
    const device = items[0];
    if (device === undefined) throw new Error("The sample has no device");
    await world.readModels.update(devices, "home", device.id, () => ({ ...device, name: "tampered" }));
    await world.readModels.update(devices, "home", "made-up", () => ({ ...device, id: "made-up" }));
    await world.readModels.clear(deliveries);
    const { models: found, wasEqual } = await rebuilt(world);
    expect(await dumpOf(world.readModels)).toEqual(right);
    expect(wasEqual).toBe(false);
    expect(found.find(({ name }) => name === "devices")).toMatchObject({ changed: 1, added: 0, removed: 1 });
    expect(found.find(({ name }) => name === "deliveries")?.added).toBeGreaterThan(0);
    await world.close();
  });

  it("has feeds asked again of which nothing is known any more, and leaves the others alone", async () => {
    const world = await worldAfter([]);
    const [lost, known, left] = ["https://lost.example/", "https://known.example/", "https://left.example/"];
    for (const url of [lost, known, left]) await projectEvent(subscribed(url), world);
    const data = { feedId: feedIdOf(left) };
    const later = { subject: data.feedId, at: new Date("2026-03-02T08:00:00Z"), data };
    await projectEvent(feedUnsubscribed.from(firstCause("home", "left"), later), world);
    const before: Feed = {
      id: feedIdOf(known),
      url: "https://moved.example/",
      title: "Known",
      state: "active",
      nextFetchAt: "2026-03-03T08:00:00.000Z",
      failures: 0,
      version: 7,
    };
    await world.readModels.update(feeds, publicAccount, before.id, () => before);
    expect(await rebuilt(world)).toMatchObject({ feedsAskedAnew: 1 });
    expect(await world.readModels.get(feeds, publicAccount, before.id)).toEqual(before);
    expect(await world.readModels.get(feeds, publicAccount, feedIdOf(lost))).toMatchObject({
      url: lost,
      state: "active",
      nextFetchAt: "2026-03-01T08:00:00.000Z",
    });
    expect(await world.readModels.get(feeds, publicAccount, feedIdOf(left))).toBeUndefined();
    expect(await rebuilt(world)).toMatchObject({ feedsAskedAnew: 0, wasEqual: true });
    await world.close();
  });

  it("replaces documents that cannot be read any more", async () => {
    const world = await worldAfter(sampleHistory);
    await rebuilt(world);
    const right = await dumpOf(world.readModels);
    world.database.connection.exec("UPDATE documents SET document = '{\"older\":\"shape\"}' WHERE model = 'books'");
    const { models: found } = await rebuilt(world);
    expect(found.find(({ name }) => name === "books")?.wasUnreadable).toBe(true);
    expect(await dumpOf(world.readModels)).toEqual(right);
    await world.close();
  });

  it("finds books by their words again where all documents were deleted behind its back", async () => {
    const world = await worldAfter(sampleHistory);
    world.database.connection.exec("DELETE FROM documents");
    await rebuilt(world);
    const found = await world.readModels.query(books, "home", "newest", {
      where: { removed: false },
      terms: ["emma"],
      limit: 10,
    });
    expect(found.items).toHaveLength(1);
    await world.close();
  });

  it("is repaired by another one after it was cut short anywhere", async () => {
    const world = await worldAfter(sampleHistory);
    await rebuilt(world);
    const right = await dumpOf(world.readModels);
    for (let steps = 0; ; steps += 1) {
      await world.readModels.clear(deliveries);
      const ended = await rebuilt(world, failingAfter(world, steps)).then(
        () => true,
        () => false,
      );
      if (!ended) await rebuilt(world);
      expect(await dumpOf(world.readModels)).toEqual(right);
      if (ended) {
        expect(steps).toBeGreaterThan(5);
        break;
      }
    }
    await world.close();
  });

  it("touches nothing before everything has been made", async () => {
    const world = await worldAfter(sampleHistory);
    const before = await dumpOf(world.readModels);
    const newer = { ...world.journal, all: () => [{ ...first(sampleHistory), version: 99 }].values() as never };
    await expect(rebuilt({ ...world, journal: newer })).rejects.toThrow(/newer/);
    expect(await dumpOf(world.readModels)).toEqual(before);
    await world.close();
  });

  it("loses nothing of what comes in while it works, at whatever moment that is", async () => {
    const [early, late] = [sampleHistory.slice(0, 3), sampleHistory.slice(3)];
    const right = await dumpOf((await worldAfter(sampleHistory)).readModels);
    for (let moment = 0; ; moment += 1) {
      const world = await worldAfter(early);
      await world.readModels.clear(books);
      let left = moment;
      const meanwhile = async () => {
        left -= 1;
        if (left === -1) for (const event of late) await projectEvent(event, world);
      };
      const beside = inMemory();
      const report = await rebuild({
        journal: world.journal,
        readModels: tellingOf(world.readModels, meanwhile),
        beside: tellingOf(beside.readModels, meanwhile),
        onProgress: () => undefined,
        atWorkSince: new Date("2026-03-01T07:00:00Z"),
      });
      await beside.close();
      const after = await dumpOf(world.readModels);
      await world.close();
      if (left >= 0) {
        expect(moment).toBeGreaterThan(8);
        break;
      }
      expect(report.caughtUp).toBeGreaterThanOrEqual(early.length);
      expect(after.filter((line) => !line.startsWith("intakes "))).toEqual(right);
    }
  });

  it("keeps what another step remembers of its own while it is at work", async () => {
    const world = await worldAfter(sampleHistory);
    await rebuilt(world);
    const intake = { receiptId: "r", takenAt: "2026-03-01T08:00:00.000Z" };
    await world.readModels.update(intakes, "home", "of-a-book-on-its-way", () => intake);
    const ports = { journal: world.journal, readModels: world.readModels, onProgress: () => undefined };
    const [beside, third, another] = [inMemory(), inMemory(), inMemory()];
    await rebuild({ ...ports, beside: beside.readModels, atWorkSince: new Date("2026-03-01T07:00:00Z") });
    expect(await world.readModels.get(intakes, "home", "of-a-book-on-its-way")).toEqual(intake);
    // Nor where events about it still wait for the next start.
    const stopped = await rebuild({ ...ports, beside: third.readModels, waiting: 1 });
    expect(stopped).toMatchObject({ wasEqual: true, waiting: 1 });
    expect(await world.readModels.get(intakes, "home", "of-a-book-on-its-way")).toEqual(intake);
    await rebuild({ ...ports, beside: another.readModels });
    expect(await world.readModels.get(intakes, "home", "of-a-book-on-its-way")).toBeUndefined();
    await Promise.all([beside, third, another, world].map((each) => each.close()));
  });

  it("keeps it also where it is all that there is", async () => {
    const [world, beside] = [inMemory(), inMemory()];
    const intake = { receiptId: "r", takenAt: "2026-03-01T08:00:00.000Z" };
    await world.readModels.update(intakes, "home", "of-the-first-book", () => intake);
    const ports = { journal: world.journal, readModels: world.readModels, onProgress: () => undefined };
    expect(await rebuild({ ...ports, beside: beside.readModels, waiting: 1 })).toMatchObject({ wasEqual: true });
    expect(await world.readModels.get(intakes, "home", "of-the-first-book")).toEqual(intake);
    await Promise.all([beside, world].map((each) => each.close()));
  });

  it("leaves out kept events that cannot be read, and names them", async () => {
    const world = await worldAfter(sampleHistory);
    await world.journal.append({ ...first(sampleHistory), id: "burned", name: "book.burned" });
    const report = await rebuilt(world);
    expect(report).toMatchObject({ unreadable: ["burned"], events: sampleHistory.length + 1 });
    expect(rebuildReport(report, 1)).toContain("1 event could not be read");
    await world.close();
  });

  it("forgets the intake of a book that was removed, so that it can come again", async () => {
    const ingested = sampleHistory.find(({ name }) => name === "book.ingested");
    if (ingested === undefined) throw new Error("The sample has no book");
    const world = await worldAfter(sampleHistory);
    await rebuilt(world);
    expect(await world.readModels.get(intakes, "home", ingested.subject)).toEqual({
      receiptId: ingested.causationId,
      takenAt: ingested.occurredAt,
    });
    await projectEvent(
      bookRemoved.from(firstCause("home", "remove"), {
        subject: ingested.subject,
        at: new Date("2026-04-01T00:00:00.000Z"),
        data: { bookId: ingested.subject },
      }),
      world,
    );
    await rebuilt(world);
    expect(await world.readModels.get(intakes, "home", ingested.subject)).toBeUndefined();
    await world.close();
  });

  it("reports in plain words", () => {
    const model = { name: "books", documents: 3, changed: 0, added: 0, removed: 0, wasUnreadable: false };
    expect(
      rebuildReport(
        {
          events: 9,
          unreadable: [],
          models: [model],
          wasEqual: true,
          feedsAskedAnew: 0,
          digestsRemembered: 0,
          caughtUp: 0,
          waiting: 0,
        },
        0.25,
      ),
    ).toBe("Rebuilt 3 documents from 9 events in 0.3 seconds: equal to what was there before.\n");
    expect(
      rebuildReport(
        {
          events: 9,
          unreadable: [],
          models: [{ ...model, changed: 1 }],
          wasEqual: false,
          feedsAskedAnew: 2,
          digestsRemembered: 1,
          caughtUp: 12,
          waiting: 2,
        },
        2,
      ),
    ).toBe(
      "books: 1 changed, 0 added, 0 removed\n" +
        "12 events of meanwhile applied once more\n" +
        "2 events had not been handed out yet: what steps remember of their own was left alone\n" +
        "2 feeds will be asked again as if they were new\n" +
        "1 digest had lost schedule or memory, made again from the editions\n" +
        "Rebuilt 3 documents from 9 events in 2.0 seconds: not equal to what was there before.\n",
    );
  });
});

/** A book, its deliveries and its device: the same at every run. */
const sampleHistory = await sample();

async function sample(): Promise<readonly AnyEvent[]> {
  const folder = new URL("../../fixtures/events/", import.meta.url);
  const names = [
    "book.received.v1.json",
    "book.ingested.v1.json",
    "document.formatted.v1.json",
    "device.added.v1.json",
  ];
  const deliveryFiles = (await readdir(folder)).filter((name) => /^delivery\.(requested|sent)\.v1/.test(name));
  const events = await Promise.all(
    [...names, ...deliveryFiles].map(async (name) =>
      fromWire(JSON.parse(await readFile(new URL(name, folder), "utf8"))),
    ),
  );
  return events.map((event) => eventNamed(event.name)?.parse(event) as AnyEvent);
}

function first(events: readonly AnyEvent[]): AnyEvent {
  const [event] = events;
  if (event === undefined) throw new Error("There is no event");
  return event;
}

async function worldAfter(events: readonly AnyEvent[]): Promise<World> {
  const world = inMemory();
  for (const event of events) await projectEvent(event, world);
  return world;
}

async function rebuilt(world: Pick<World, "journal" | "readModels">, readModels = world.readModels): Promise<Rebuilt> {
  const beside = inMemory();
  try {
    return await rebuild({
      journal: world.journal,
      readModels,
      beside: beside.readModels,
      onProgress: () => undefined,
    });
  } finally {
    await beside.close();
  }
}

/** Read models that tell before each change and each look at one of them. */
function tellingOf(readModels: World["readModels"], tell: () => Promise<void>): World["readModels"] {
  return {
    ...readModels,
    update: async (...args) => {
      await tell();
      return await readModels.update(...args);
    },
    get: async (...args) => {
      await tell();
      return await readModels.get(...args);
    },
  };
}

/** Read models that take this many changes, and then no more, as when the process dies. */
function failingAfter({ readModels }: World, changes: number): World["readModels"] {
  let left = changes;
  const spend = () => {
    left -= 1;
    if (left < 0) throw new Error("The process has died");
  };
  return {
    ...readModels,
    update: async (...args) => {
      spend();
      return await readModels.update(...args);
    },
    clear: async (model) => {
      spend();
      await readModels.clear(model);
    },
  };
}

it("covers every read model there is, but for what steps remember for themselves", () => {
  const own = models.filter((model) => !rebuiltModels.includes(model)).map(({ name, writer }) => [name, writer]);
  expect(own.filter(([, writer]) => writer === "project")).toEqual([]);
  expect(own.map(([name]) => name)).toContain("feeds");
  expect(models.length).toBe(rebuiltModels.length + own.length);
});

function subscribed(url: string): FeedSubscribed {
  return feedSubscribed.from(firstCause("home", url), {
    subject: feedIdOf(url),
    at: new Date("2026-03-01T08:00:00Z"),
    data: { feedId: feedIdOf(url), url, folders: [] },
  });
}
