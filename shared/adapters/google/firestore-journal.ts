import type { DocumentSnapshot, Query, QuerySnapshot } from "@google-cloud/firestore";
import type { Envelope } from "../../../events/define-event.ts";
import { fromWire, toWire } from "../../../events/wire.ts";
import { canonicalJson } from "../../canonical-json.ts";
import { idsOf, type Journal } from "../../ports/journal.ts";
import { UnknownPage } from "../../ports/read-models.ts";
import {
  ask,
  documentNameOf,
  type FirestoreClient,
  type FirestoreConnection,
  isAlreadyThere,
  isOutcomeUnknown,
  readPlace,
} from "./firestore-client.ts";

/** How many events `all` holds in memory. */
const pageEventsMax = 500;

/** How many are removed at a time. */
const erasedPageMax = 200;

/** The collection of each account's events, and with it the group of all of them. */
export const journalCollection = "events";

/**
 * Every event in a document of its own, `accounts/<account>/events/<event id>`, never written again: no sequence is
 * counted, since one document that every event writes would take one write a second. The order is that of the store's
 * own commits: `keptAt` for queries, in milliseconds, and within one of them the document's time of creation. A place is
 * made of `keptAt` and the document's name, which a query can begin after.
 * @param settlesWithinMs how long after its `keptAt` an event is sure to be seen: a commit that has to contend is slow
 */
export function firestoreJournal(client: FirestoreClient, { settlesWithinMs = 60_000 } = {}): Journal {
  const eventsOf = async (account: string) =>
    (await client()).db.collection("accounts").doc(documentNameOf(account)).collection(journalCollection);

  const find = async (account: string, eventId: string) => {
    const found = await readPlace((await eventsOf(account)).doc(documentNameOf(eventId)), await client());
    return found.exists ? read(found) : undefined;
  };

  return {
    append: async (event) => {
      const text = canonicalJson(toWire(event));
      // Read back before it is kept: what could not be read again would stop every rebuild.
      const kept = fromWire(JSON.parse(text));
      const { serverTimestamp, meter } = await client();
      const place = (await eventsOf(kept.account)).doc(documentNameOf(kept.id));
      const create = () => {
        meter.count("firestoreWrites");
        return place.create({ event: text, about: idsOf(kept), keptAt: serverTimestamp });
      };
      try {
        // Once more where nobody can tell whether it was written: it is written once, however often that is asked.
        await create().catch((error: unknown) => (isOutcomeUnknown(error) ? create() : Promise.reject(error)));
        return kept;
      } catch (error) {
        if (!isAlreadyThere(error)) throw error;
        const first = await find(kept.account, kept.id);
        if (first === undefined) throw error;
        return first;
      }
    },
    find,
    about: async (account, id, { limit, after }) => {
      // Firestore takes a limit of zero for none.
      if (limit < 1) return { items: [] };
      const connection = await client();
      const about = (await eventsOf(account)).where("about", "array-contains", id);
      const sorted = about.orderBy("keptAt").orderBy("__name__");
      const from = after === undefined ? sorted : sorted.startAfter(...pageCursorOf(after, connection));
      const { docs: found } = await ask(from.limit(limit + 1), connection);
      const docs = found.slice(0, limit);
      const last = found.length > limit ? docs.at(-1) : undefined;
      return { items: docs.toSorted(byCreation).map(read), ...(last !== undefined && { next: placeOf(last) }) };
    },
    lastAbout: async (account, id, limit) => {
      if (limit < 1) return [];
      const about = (await eventsOf(account)).where("about", "array-contains", id);
      const { docs } = await ask(about.orderBy("keptAt", "desc").limit(limit), await client());
      return docs.toSorted(byCreation).map(read);
    },
    all: async function* (since) {
      const every = (await client()).db.collectionGroup(journalCollection).orderBy("keptAt");
      const sorted = since === undefined ? every : every.startAt(since);
      for await (const found of inOrder(sorted, await client())) yield read(found);
    },
    of: async function* (account) {
      const sorted = (await eventsOf(account)).orderBy("keptAt");
      for await (const found of inOrder(sorted, await client())) yield read(found);
    },
    settled: async function* (account, after) {
      const connection = await client();
      const sorted = (await eventsOf(account)).orderBy("keptAt").orderBy("__name__");
      let next = after === undefined ? sorted : sorted.startAfter(...cursorOf(after, connection));
      for (;;) {
        const { docs, readTime } = await ask(next.limit(pageEventsMax), connection);
        for (const found of docs) {
          // The store's own time, so that no other clock matters.
          if (keptAtOf(found) >= readTime.toMillis() - settlesWithinMs) return;
          yield { event: read(found), place: placeOf(found) };
        }
        const last = docs.at(-1);
        if (last === undefined || docs.length < pageEventsMax) return;
        next = sorted.startAfter(last);
      }
    },
    accounts: async function* () {
      const connection = await client();
      // Nothing lies in these documents themselves: they are there because of what lies below them.
      for (const account of await connection.db.collection("accounts").listDocuments()) {
        const { docs } = await ask(account.collection(journalCollection).limit(1), connection);
        if (docs[0] !== undefined) yield read(docs[0]).account;
      }
    },
    erase: async (account, exceptEventId) => {
      const connection = await client();
      const kept = documentNameOf(exceptEventId);
      const sorted = (await eventsOf(account)).select().orderBy("__name__");
      for (let next = sorted.limit(erasedPageMax); ; ) {
        const { docs } = await ask(next, connection);
        const last = docs.at(-1);
        if (last === undefined) return;
        const erased = docs.filter(({ id }) => id !== kept);
        const batch = connection.db.batch();
        connection.meter.count("firestoreDeletes", erased.length);
        for (const { ref } of erased) batch.delete(ref);
        await batch.commit();
        next = sorted.startAfter(last).limit(erasedPageMax);
      }
    },
    recent: async (account, limit) => {
      // Firestore takes a limit of zero for none.
      if (limit < 1) return [];
      const { docs } = await ask((await eventsOf(account)).orderBy("keptAt", "desc").limit(limit), await client());
      return docs.toSorted(byCreation).toReversed().map(read);
    },
    watch: async (account, listener) => {
      const events = await eventsOf(account);
      const newest = (await ask(events.orderBy("keptAt", "desc").limit(1), await client())).docs[0];
      const sorted = events.orderBy("keptAt");
      return await listen(
        newest === undefined ? sorted : sorted.startAt(newest.get("keptAt")),
        listener,
        await client(),
      );
    },
  };
}

/** Goes on telling of what is added to a query's result; resolves once that has begun. */
async function listen(
  query: Query,
  listener: (event: Envelope) => void,
  { meter }: FirestoreConnection,
): Promise<() => void> {
  const begun = Promise.withResolvers<void>();
  let isFirst = true;
  const tell = (snapshot: QuerySnapshot) => {
    meter.count("firestoreReads", snapshot.docChanges().length);
    if (isFirst) {
      // What was there already is not news.
      isFirst = false;
      begun.resolve();
      return;
    }
    const added = snapshot.docChanges().filter(({ type }) => type === "added");
    for (const found of added.map(({ doc }) => doc).toSorted(byCreation)) {
      try {
        listener(read(found));
      } catch {
        // Watching is best effort: a listener's trouble is its own.
      }
    }
  };
  const end = query.onSnapshot(tell, begun.reject);
  try {
    await begun.promise;
  } catch (error) {
    end();
    throw error;
  }
  return end;
}

/** In the order of their creation: of the events of one millisecond, which a query cannot tell apart, all are awaited. */
async function* inOrder(sortedByKeptAt: Query, connection: FirestoreConnection): AsyncGenerator<DocumentSnapshot> {
  let sameTime: DocumentSnapshot[] = [];
  let next = sortedByKeptAt.limit(pageEventsMax);
  for (;;) {
    const { docs } = await ask(next, connection);
    for (const found of docs) {
      if (sameTime[0] !== undefined && keptAtOf(sameTime[0]) !== keptAtOf(found)) {
        yield* sameTime.toSorted(byCreation);
        sameTime = [];
      }
      sameTime.push(found);
    }
    const last = docs.at(-1);
    if (last === undefined || docs.length < pageEventsMax) break;
    next = sortedByKeptAt.startAfter(last).limit(pageEventsMax);
  }
  yield* sameTime.toSorted(byCreation);
}

function keptAtOf(found: DocumentSnapshot): number {
  return (found.get("keptAt") as FirebaseFirestore.Timestamp).toMillis();
}

/** `<seconds>.<nanoseconds>~<name>`: what a query can begin after. */
function placeOf(found: DocumentSnapshot): string {
  const { seconds, nanoseconds } = found.get("keptAt") as FirebaseFirestore.Timestamp;
  return `${seconds}.${nanoseconds}~${found.id}`;
}

function cursorOf(place: string, { timestampOf }: FirestoreConnection): [FirebaseFirestore.Timestamp, string] {
  const [, seconds, nanoseconds, name] = /^(\d+)\.(\d+)~(.+)$/.exec(place) ?? [];
  if (name === undefined) throw new Error("That is no place in a journal");
  return [timestampOf(Number(seconds), Number(nanoseconds)), name];
}

/** @throws UnknownPage: it comes from outside, and may say anything. */
function pageCursorOf(place: string, connection: FirestoreConnection): [FirebaseFirestore.Timestamp, string] {
  const isPlace = /^\d{1,11}\.\d{1,9}~[\w.~%-]{1,500}$/.test(place);
  if (!isPlace) throw new UnknownPage();
  return cursorOf(place, connection);
}

/** By the store's commit, to the nanosecond; documents are never written again, so that theirs never changes. */
function byCreation(a: DocumentSnapshot, b: DocumentSnapshot): number {
  const [first, second] = [a.createTime, b.createTime];
  if (first === undefined || second === undefined) return 0;
  return first.seconds - second.seconds || first.nanoseconds - second.nanoseconds || (a.id < b.id ? -1 : 1);
}

function read(found: DocumentSnapshot): Envelope {
  return fromWire(JSON.parse(String(found.get("event"))));
}
