import { randomUUID } from "node:crypto";
import { FieldValue, Firestore, Timestamp } from "@google-cloud/firestore";
import { PubSub } from "@google-cloud/pubsub";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { firestoreJournal } from "../../shared/adapters/google/firestore-journal.ts";
import { openMeter } from "../../shared/adapters/google/meter.ts";
import { removal } from "../contract/events.contract.ts";
import { emptyDatabase, releaseDatabase, takeDatabase } from "./database-for-tests.ts";
import { removeTopics } from "./real-project.ts";
import { type RealProject, runMsMax, testsDatabase } from "./target.ts";

// What a run against a project does to it before and after, on the emulators.

let projectId: string;
beforeEach(() => {
  projectId = `test-${randomUUID().slice(0, 18)}`;
});

describe("the database of a run", () => {
  const now = Date.UTC(2026, 2, 1);
  let db: Firestore;
  beforeEach(() => {
    db = new Firestore({ projectId, databaseId: testsDatabase });
  });
  afterEach(() => db.terminate());

  const namesOf = async () => (await db.listCollections()).map(({ id }) => id).toSorted();
  const journal = () =>
    firestoreJournal(async () => ({
      db,
      meter: openMeter(),
      serverTimestamp: FieldValue.serverTimestamp(),
      timestampOf: (seconds, nanoseconds) => new Timestamp(seconds, nanoseconds),
    }));
  const fill = async () => {
    await Promise.all(Array.from({ length: 300 }, (_, number) => journal().append(removal(String(number)))));
    await db.collection("ledger").doc("a").set({ version: 1 });
  };

  it("is marked, emptied as often as it must be, and left as it was found", async () => {
    expect(await takeDatabase(db, now)).toBeUndefined();
    await fill();
    await emptyDatabase(db);
    expect(await namesOf()).toEqual(["tests"]);
    expect((await db.collectionGroup("events").get()).size).toBe(0);
    await fill();
    await releaseDatabase(db);
    expect(await namesOf()).toEqual([]);
  });

  it("is refused to a second run, and taken over from one that was killed", async () => {
    await takeDatabase(db, now);
    await fill();
    expect(await takeDatabase(db, now + runMsMax - 1)).toMatch(/^another run has had it/);
    expect(await namesOf()).toEqual(["accounts", "ledger", "tests"]);
    expect(await takeDatabase(db, now + runMsMax)).toBeUndefined();
    expect(await namesOf()).toEqual(["tests"]);
    expect(await takeDatabase(db, now + runMsMax)).toMatch(/^another run has had it/);
  });

  it("keeps what somebody else has put there, and gets no mark", async () => {
    await fill();
    expect(await takeDatabase(db, now)).toMatch(/no mark of a run/);
    expect((await db.collectionGroup("events").get()).size).toBe(300);
    expect(await namesOf()).toEqual(["accounts", "ledger"]);
  });
});

it("a run's topics and subscriptions are removed, and nobody else's", async () => {
  const project: RealProject = {
    kind: "project",
    projectId,
    databaseId: testsDatabase,
    run: "0123456789ab",
    prefix: "kcs-tests-0123456789ab",
    bucket: "none",
  };
  const pubsub = new PubSub({ projectId });
  const others = ["kcs-book-ingested", "kcs-tests-0123456789abc", "kcs-tests-ba9876543210-x", "kcs-tests"];
  for (const name of [...others, `${project.prefix}-x`, `${project.prefix}-y-device-removed`]) {
    const [topic] = await pubsub.createTopic(name);
    await topic.createSubscription(name);
  }
  await removeTopics(project);
  const [[topics], [subscriptions]] = await Promise.all([pubsub.getTopics(), pubsub.getSubscriptions()]);
  for (const found of [topics, subscriptions]) {
    expect(found.map(({ name }) => name.slice(name.lastIndexOf("/") + 1)).toSorted()).toEqual(others.toSorted());
  }
  await pubsub.close();
});
