import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { type AnyEvent, eventNamed } from "../../events/catalogue.ts";
import { firstCause } from "../../events/define-event.ts";
import { fromWire } from "../../events/wire.ts";
import { newDelivery } from "../../functions/deliver/delivery-state.ts";
import { isNews, projectEvent } from "../../functions/project/project-event.ts";
import { firestoreIndexes } from "../../shared/adapters/google/firestore-indexes.ts";
import { firestoreJournal } from "../../shared/adapters/google/firestore-journal.ts";
import { firestoreLedger } from "../../shared/adapters/google/firestore-ledger.ts";
import { firestoreReadModels } from "../../shared/adapters/google/firestore-read-models.ts";
import { readModels as models } from "../../shared/read-models/catalogue.ts";
import { emptyFirestore } from "./firestore-in-test.ts";

const folder = join(import.meta.dirname, "../fixtures/events");

it("documents have the fields that Terraform knows of, each with its indexes or none, and no others", async () => {
  const client = emptyFirestore();
  const world = { journal: firestoreJournal(client), readModels: firestoreReadModels(client) };
  for (const file of readdirSync(folder)) {
    const event = fromWire(JSON.parse(readFileSync(join(folder, file), "utf8")));
    const parsed = eventNamed(event.name)?.parse(event) as AnyEvent;
    if (isNews(parsed)) await projectEvent(parsed, world);
  }
  const cause = firstCause("home", "drop");
  const about = {
    deliveryId: "delivery",
    deviceId: "device",
    documentId: "book",
    kind: "book",
    title: "Emma",
  } as const;
  const entry = { ...about, account: "home", copy: 0, documentKey: "home/x", mediaType: undefined, rung: undefined };
  await firestoreLedger(client).open(newDelivery({ ...entry, cause }, new Date("2026-03-01T08:00:00Z")));

  const { db } = await client();
  const { fields } = firestoreIndexes(models);
  const known = new Set(fields.map(({ collection, field }) => `${collection} ${field}`));
  const collections = new Set(fields.map(({ collection }) => collection));
  const found = new Set<string>();
  const filled = new Set<string>();
  for (const collection of collections) {
    for (const { data } of (await db.collectionGroup(collection).get()).docs.map((doc) => ({ data: doc.data() }))) {
      filled.add(collection);
      for (const field of Object.keys(data)) found.add(`${collection} ${field}`);
    }
  }
  // Firestore would index each of them twice by itself, and nobody would see it but on the bill.
  expect([...found].filter((field) => !known.has(field))).toEqual([]);
  expect([...known].filter((field) => filled.has(field.split(" ")[0] ?? "") && !found.has(field))).toEqual([]);
  // Nothing is kept for a while only, and so nothing has a policy that removes it: the service would be told of a field here.
  expect([...found].filter((field) => /expire|ttl|until/i.test(field))).toEqual([]);
  expect(fields.filter((field) => "expires" in field)).toEqual([]);
  process.stdout.write(`${found.size} fields of ${filled.size} collections, as Terraform has them\n`);
}, 120_000);
