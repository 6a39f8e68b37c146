import type { Check, Vitals } from "../../ports/vitals.ts";
import { type FirestoreClient, readPlace } from "./firestore-client.ts";
import type { GcsBucket } from "./gcs-bucket.ts";
import { countedKinds, type Meter } from "./meter.ts";

export interface GoogleVitalParts {
  readonly firestore: FirestoreClient;
  /** Settles once the topic has said that we may publish on it. */
  readonly mayPublish: () => Promise<void>;
  readonly bucket: GcsBucket;
  readonly meter: Meter;
}

/** Whoever asks waits: a part that says nothing for this long is not well. */
const answerTimeoutMs = 5000;

const names = {
  firestoreReads: "kcs_firestore_documents_read_total",
  firestoreWrites: "kcs_firestore_documents_written_total",
  firestoreDeletes: "kcs_firestore_documents_deleted_total",
  messages: "kcs_pubsub_messages_published_total",
  messageBytes: "kcs_pubsub_bytes_published_total",
  storageReads: "kcs_storage_reads_total",
  storageWrites: "kcs_storage_writes_total",
} as const;
const help = {
  firestoreReads: "Documents that this instance has read from Firestore",
  firestoreWrites: "Documents that this instance has written to Firestore",
  firestoreDeletes: "Documents that this instance has removed from Firestore",
  messages: "Events that this instance has announced",
  messageBytes: "Bytes of the events that this instance has announced",
  storageReads: "Requests for content or its size that this instance has made",
  storageWrites: "Requests to keep content that this instance has made",
} as const;

/** How a function is: whether the stores answer that it may use them, and what it has asked of them so far. */
export function googleVitals({ firestore, mayPublish, bucket, meter }: GoogleVitalParts): Vitals {
  const parts: Readonly<Record<string, () => Promise<unknown>>> = {
    // Of a document that nobody writes: that there is none is an answer.
    firestore: async () => {
      const connection = await firestore();
      await readPlace(connection.db.collection("vitals").doc("ready"), connection);
    },
    pubsub: mayPublish,
    storage: async () => {
      const wanted = ["storage.objects.create", "storage.objects.get"];
      const [granted] = await (await bucket()).iam.testPermissions(wanted);
      const missing = wanted.filter((permission) => granted[permission] !== true);
      if (missing.length > 0) throw new Error(`lacks ${missing.join(", ")}`);
    },
  };
  return {
    checks: () => Promise.all(Object.entries(parts).map(([name, ask]) => checked(name, ask))),
    measures: async () => {
      const totals = meter.totals();
      return countedKinds.map((kind) => ({
        name: names[kind],
        help: help[kind],
        type: "counter",
        values: [{ value: totals[kind] }],
      }));
    },
  };
}

async function checked(name: string, ask: () => Promise<unknown>): Promise<Check> {
  const startedAt = performance.now();
  let timeout: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timeout = setTimeout(() => reject(new Error(`no answer within ${answerTimeoutMs / 1000} s`)), answerTimeoutMs);
  });
  try {
    await Promise.race([ask(), late]);
    return { name, ok: true, detail: `${(performance.now() - startedAt).toFixed(1)} ms` };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timeout);
  }
}
