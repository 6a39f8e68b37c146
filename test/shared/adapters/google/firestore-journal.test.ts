import { describe, expect, it } from "@jest/globals";
import { firstCause } from "../../../../events/define-event.ts";
import { deviceRemoved } from "../../../../events/device-removed.ts";
import type { FirestoreConnection } from "../../../../shared/adapters/google/firestore-client.ts";
import { firestoreJournal } from "../../../../shared/adapters/google/firestore-journal.ts";
import { openMeter } from "../../../../shared/adapters/google/meter.ts";

// What an emulator does not do on demand. The port's promises are its contract's.

const removed = deviceRemoved.from(firstCause("home", "a"), {
  subject: "a",
  at: new Date("2026-03-01T08:00:00.000Z"),
  data: { deviceId: "a" },
});

const [unknown, alreadyExists, permissionDenied] = [2, 6, 7];

/** One document, whose store answers the codes in turn, if any; `written` says whether it wrote all the same. */
function storeThatAnswers(codes: readonly number[], { written }: { readonly written: boolean }) {
  let kept: Record<string, unknown> | undefined;
  let asked = 0;
  const place = {
    create: async (fields: Record<string, unknown>) => {
      const code = codes[asked];
      asked += 1;
      if (kept !== undefined) throw Object.assign(new Error("already there"), { code: alreadyExists });
      if (code === undefined || written) kept = fields;
      if (code !== undefined) throw Object.assign(new Error("failed"), { code });
    },
    get: async () => ({ exists: kept !== undefined, get: (field: string) => kept?.[field] }),
  };
  const collection = { doc: () => ({ ...place, collection: () => collection }) };
  const connection = { db: { collection: () => collection }, meter: openMeter(), serverTimestamp: "now" };
  return {
    client: async () => connection as unknown as FirestoreConnection,
    asked: () => asked,
    kept: () => kept,
  };
}

describe("appending to Firestore", () => {
  it.each([
    { written: false, what: "had not written" },
    { written: true, what: "had written" },
  ])("asks once more where the store fails without saying what it did, and it $what", async ({ written }) => {
    const store = storeThatAnswers([unknown], { written });
    expect(await firestoreJournal(store.client).append(removed)).toEqual(removed);
    expect(store.asked()).toBe(2);
    expect(store.kept()).toMatchObject({ keptAt: "now" });
  });

  it("throws what the store says a second time", async () => {
    const store = storeThatAnswers([unknown, unknown], { written: false });
    await expect(firestoreJournal(store.client).append(removed)).rejects.toThrow("failed");
    expect(store.asked()).toBe(2);
  });

  it("does not ask again where the answer is plain", async () => {
    const store = storeThatAnswers([permissionDenied], { written: false });
    await expect(firestoreJournal(store.client).append(removed)).rejects.toThrow("failed");
    expect(store.asked()).toBe(1);
  });
});
