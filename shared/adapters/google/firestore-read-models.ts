import { randomUUID } from "node:crypto";
import type { DocumentSnapshot, Query as FirestoreQuery } from "@google-cloud/firestore";
import { checkQuery, documentText, orderedBy, readDocument } from "../../document-text.ts";
import { pageTokenOf, readPageToken } from "../../page-token.ts";
import type { ReadModel, ReadModels } from "../../ports/read-models.ts";
import { contend } from "./contend.ts";
import { ask, documentNameOf, type FirestoreClient, type FirestoreConnection, readPlace } from "./firestore-client.ts";

/** How many documents are read or removed at a time, where all are wanted or where words leave some out. */
const pageDocumentsMax = 200;

/**
 * Documents at `accounts/<account>/<model>/<id>`, so that an account can be exported and erased as one tree. The text
 * is kept as it is, and beside it only what queries need: `by` with their fields, `terms`. Firestore refuses documents
 * larger than 1 MiB.
 */
export function firestoreReadModels(client: FirestoreClient): ReadModels {
  const collection = async ({ name }: ReadModel, account: string) =>
    (await client()).db.collection("accounts").doc(documentNameOf(account)).collection(name);
  const placeOf = async (model: ReadModel, account: string, id: string) =>
    (await collection(model, account)).doc(documentNameOf(id));
  const everywhere = async ({ name }: ReadModel) => (await client()).db.collectionGroup(name);

  return {
    get: async (model, account, id) => {
      const found = await readPlace(await placeOf(model, account, id), await client());
      return found.exists ? readDocument(model, id, textIn(found)) : undefined;
    },

    update: async (model, account, id, change) => {
      const place = await placeOf(model, account, id);
      const write = randomUUID();
      const connection = await client();
      const { meter } = connection;
      return await contend(async () => {
        const before = await readPlace(place, connection);
        // The client repeats a write whose answer was lost, and the repeat then meets the first: its token tells.
        if (before.get("write") === write) return readDocument(model, id, textIn(before));
        const after = change(before.exists ? readDocument(model, id, textIn(before)) : undefined);
        if (after === undefined) {
          if (before.updateTime === undefined) return undefined;
          meter.count("firestoreDeletes");
          await place.delete({ lastUpdateTime: before.updateTime });
          return undefined;
        }
        const text = documentText(model, after);
        const kept = readDocument(model, id, text);
        const terms = [...new Set(model.searchTerms?.(kept))].sort();
        const fields = { account, id, document: text, by: queriedIn(model, text), terms, write };
        if (before.updateTime !== undefined && isAsBefore(before, text, terms)) return kept;
        meter.count("firestoreWrites");
        if (before.updateTime === undefined) await place.create(fields);
        else await place.update(fields, { lastUpdateTime: before.updateTime });
        return kept;
      });
    },

    query: async (model, account, name, options) => {
      const query = Object.hasOwn(model.queries, name) ? model.queries[name] : undefined;
      if (query === undefined) throw new Error(`${model.name} has no query named ${name}`);
      checkQuery(model, name, query, options);
      const { limit, where = {} } = options;
      const terms = [...new Set(options.terms)].sort();
      const list = [model.name, account, name, where, terms];
      const after = options.after === undefined ? undefined : readPageToken(list, options.after);

      const direction = query.direction === "ascending" ? "asc" : "desc";
      // A query finds by one term: the longest is likely to leave out the most. The others are looked for in what it finds.
      const first = terms.toSorted((a, b) => b.length - a.length)[0];
      let found: FirestoreQuery = await collection(model, account);
      for (const field of query.where) found = found.where(`by.${field}`, "==", where[field]);
      if (first !== undefined) found = found.where("terms", "array-contains", first);
      found = found.orderBy(`by.${query.orderBy}`, direction).orderBy("id", direction);
      if (after !== undefined) found = found.startAfter(after.orderedBy, after.id);

      const hasAll = (each: DocumentSnapshot) => terms.length < 2 || new Set(terms).isSubsetOf(termsIn(each));
      // One more than asked for tells whether another page follows.
      const documents: DocumentSnapshot[] = [];
      for await (const each of inPages(found, terms.length < 2 ? limit + 1 : pageDocumentsMax, await client())) {
        if (hasAll(each)) documents.push(each);
        if (documents.length > limit) break;
      }
      const shown = documents.slice(0, limit).map((each) => ({ id: String(each.get("id")), text: textIn(each) }));
      const items = shown.map(({ id, text }) => readDocument(model, id, text));
      const last = shown.at(-1);
      if (documents.length <= limit || last === undefined) return { items };
      return { items, next: pageTokenOf(list, { orderedBy: orderedBy(query, last.text), id: last.id }) };
    },

    all: async function* (model, only) {
      // Those of one account by their documents' names, for which Firestore needs no index.
      const sorted =
        only === undefined
          ? (await everywhere(model)).orderBy("account").orderBy("id")
          : (await collection(model, only)).orderBy("__name__");
      for await (const each of inPages(sorted, pageDocumentsMax, await client())) {
        const id = String(each.get("id"));
        yield [String(each.get("account")), id, readDocument(model, id, textIn(each))] as const;
      }
    },

    clear: async (model, only) => {
      const connection = await client();
      const all = only === undefined ? await everywhere(model) : await collection(model, only);
      const some = all.select().limit(pageDocumentsMax);
      for (let { docs } = await ask(some, connection); docs.length > 0; { docs } = await ask(some, connection)) {
        const batch = connection.db.batch();
        connection.meter.count("firestoreDeletes", docs.length);
        for (const { ref } of docs) batch.delete(ref);
        await batch.commit();
      }
    },
  };
}

async function* inPages(
  query: FirestoreQuery,
  documentsMax: number,
  connection: FirestoreConnection,
): AsyncGenerator<DocumentSnapshot> {
  let next = query.limit(documentsMax);
  for (;;) {
    const { docs } = await ask(next, connection);
    yield* docs;
    const last = docs.at(-1);
    if (last === undefined || docs.length < documentsMax) return;
    next = query.startAfter(last).limit(documentsMax);
  }
}

/** The fields that queries of the model look at, as they are in the document. */
function queriedIn(model: ReadModel, text: string): Readonly<Record<string, unknown>> {
  const document = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const fields = new Set(Object.values(model.queries).flatMap(({ where, orderBy }) => [...where, orderBy]));
  return Object.fromEntries([...fields].filter((field) => field in document).map((field) => [field, document[field]]));
}

function isAsBefore(before: DocumentSnapshot, text: string, terms: readonly string[]): boolean {
  const had = termsIn(before);
  return textIn(before) === text && had.size === terms.length && terms.every((term) => had.has(term));
}

function textIn(found: DocumentSnapshot): string {
  return String(found.get("document"));
}

function termsIn(found: DocumentSnapshot): ReadonlySet<string> {
  return new Set(found.get("terms") as readonly string[]);
}
