import { currentRequest } from "../../current-request.ts";

/** What Google bills by number. Firestore counts documents, Pub/Sub bytes, Cloud Storage requests. */
export const countedKinds = [
  "firestoreReads",
  "firestoreWrites",
  "firestoreDeletes",
  "messages",
  "messageBytes",
  "storageReads",
  "storageWrites",
] as const;
export type CountedKind = (typeof countedKinds)[number];

/** Counts what the adapters ask for: for the process, and for the request that it was asked for. */
export interface Meter {
  count(kind: CountedKind, times?: number): void;
  totals(): Readonly<Record<CountedKind, number>>;
}

export function openMeter(): Meter {
  const totals = Object.fromEntries(countedKinds.map((kind) => [kind, 0])) as Record<CountedKind, number>;
  return {
    count: (kind, times = 1) => {
      totals[kind] += times;
      const counts = currentRequest()?.counts;
      if (counts !== undefined) counts[kind] = (counts[kind] ?? 0) + times;
    },
    totals: () => ({ ...totals }),
  };
}
