import { randomUUID } from "node:crypto";
import { canonicalJson } from "../../canonical-json.ts";
import type { Ledger } from "../../ports/ledger.ts";
import { DeliveryEntry } from "../../read-models/delivery-entry.ts";
import { contend } from "./contend.ts";
import { ask, documentNameOf, type FirestoreClient, isAlreadyThere, readPlace } from "./firestore-client.ts";

/** One document for each delivery, named by its id. */
export const ledgerCollection = "ledger";

/** How many are removed at a time. */
const erasedPageMax = 200;

/** @param client of the database that keeps the ledger: deliveries that it forgets would be sent a second time. */
export function firestoreLedger(client: FirestoreClient): Ledger {
  const collection = async () => (await client()).db.collection(ledgerCollection);
  const placeOf = async (deliveryId: string) => (await collection()).doc(documentNameOf(deliveryId));

  const read = async (deliveryId: string): Promise<DeliveryEntry | undefined> => {
    const found = await readPlace(await placeOf(deliveryId), await client());
    return found.exists ? entryOf(found.get("entry")) : undefined;
  };

  const earliest = async (field: "dueAt" | "claimedAt", comparison: "<=" | "<", time: Date, limit: number) => {
    // Firestore takes a limit of zero for none.
    if (limit < 1) return [];
    const query = (await collection()).where(field, comparison, time.getTime()).orderBy(field).limit(limit);
    return (await ask(query, await client())).docs.map((found) => entryOf(found.get("entry")));
  };

  return {
    open: async (entry) => {
      const { deliveryId, fields } = documentOf(entry);
      const place = await placeOf(deliveryId);
      (await client()).meter.count("firestoreWrites");
      try {
        await place.create(fields);
        return entryOf(fields.entry);
      } catch (error) {
        if (!isAlreadyThere(error)) throw error;
        // It may be our own: the client repeats a write whose answer was lost.
        const there = await read(deliveryId);
        if (there === undefined) throw error;
        return there;
      }
    },
    read,
    advance: async (next) => {
      const { deliveryId, fields } = documentOf(next);
      const place = await placeOf(deliveryId);
      const connection = await client();
      return await contend(async () => {
        const before = await readPlace(place, connection);
        // The client repeats a write whose answer was lost, and the repeat then meets the first: its token tells.
        if (before.get("write") === fields.write) return true;
        if (before.updateTime === undefined || before.get("version") !== fields.version - 1) return false;
        connection.meter.count("firestoreWrites");
        await place.update(fields, { lastUpdateTime: before.updateTime });
        return true;
      });
    },
    erase: async (account) => {
      const connection = await client();
      const some = (await collection()).where("account", "==", account).limit(erasedPageMax);
      const ids: string[] = [];
      for (let { docs } = await ask(some, connection); docs.length > 0; { docs } = await ask(some, connection)) {
        const batch = connection.db.batch();
        connection.meter.count("firestoreDeletes", docs.length);
        for (const found of docs) {
          ids.push(entryOf(found.get("entry")).deliveryId);
          batch.delete(found.ref);
        }
        await batch.commit();
      }
      return ids;
    },
    due: (now, limit) => earliest("dueAt", "<=", now, limit),
    abandoned: (claimedBefore, limit) => earliest("claimedAt", "<", claimedBefore, limit),
  };
}

function documentOf(entry: DeliveryEntry) {
  // Checked before it is kept: an entry that nobody can read would be a delivery that nobody can settle.
  const checked = DeliveryEntry.parse(entry);
  const { deliveryId, version, state, dueAt, claimedAt, changedAt } = checked;
  return {
    deliveryId,
    fields: {
      entry: canonicalJson(checked),
      account: checked.account,
      version,
      // Milliseconds since the epoch; `null` is neither before nor after any time, so that no list has it.
      dueAt: dueAt === undefined ? null : Date.parse(dueAt),
      claimedAt: state === "attempting" ? Date.parse(claimedAt ?? changedAt) : null,
      /** Whose write this is. */
      write: randomUUID(),
    },
  };
}

function entryOf(text: unknown): DeliveryEntry {
  return DeliveryEntry.parse(JSON.parse(String(text)));
}
