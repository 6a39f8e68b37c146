import type { Firestore } from "@google-cloud/firestore";
import { isForTests, markCollection, whyLeaveAlone } from "./target.ts";

const markOf = (db: Firestore) => db.collection(markCollection).doc("run");

/**
 * Marks a database as this run's, and empties it. Answers why it is left alone, where it is: then nothing has been written.
 * @param now in milliseconds since the epoch
 */
export async function takeDatabase(db: Firestore, now: number): Promise<string | undefined> {
  const [mark, collections] = await Promise.all([markOf(db).get(), db.listCollections()]);
  const marked: unknown = mark.get("markedAt");
  const markedAt = typeof marked === "number" ? marked : undefined;
  const why = whyLeaveAlone({ collections: collections.map(({ id }) => id), markedAt }, now);
  if (why !== undefined) return why;
  // Of two runs that begin at once, one is refused by the database.
  if (mark.updateTime === undefined) await markOf(db).create({ markedAt: now });
  else await markOf(db).update({ markedAt: now }, { lastUpdateTime: mark.updateTime });
  await emptyDatabase(db);
  return undefined;
}

/** Removes every document but the mark. @throws Error where the database is not one of the tests by its name */
export async function emptyDatabase(db: Firestore): Promise<void> {
  if (!isForTests(db.databaseId)) throw new Error(`"${db.databaseId}" is no database of the tests: nothing is removed`);
  for (const collection of await db.listCollections()) {
    if (collection.id !== markCollection) await db.recursiveDelete(collection);
  }
}

/** Empties a database and takes the mark off it, in this order: a database that is not empty keeps it. */
export async function releaseDatabase(db: Firestore): Promise<void> {
  await emptyDatabase(db);
  await markOf(db).delete();
}
