import type {
  DocumentReference,
  DocumentSnapshot,
  FieldValue,
  Firestore,
  Query,
  QuerySnapshot,
  Timestamp,
} from "@google-cloud/firestore";
import { hashOf } from "../../../events/define-event.ts";
import { lazily } from "./lazily.ts";
import { type Meter, openMeter } from "./meter.ts";

export interface FirestoreSettings {
  readonly projectId: string;
  /** Firestore's own default database where it is absent. */
  readonly databaseId?: string | undefined;
  /** Counts every document that is read or written, as the bill does. */
  readonly meter?: Meter;
}

export interface FirestoreConnection {
  readonly db: Firestore;
  readonly meter: Meter;
  /** Stands for the time at which the store takes the write, in milliseconds. */
  readonly serverTimestamp: FieldValue;
  readonly timestampOf: (seconds: number, nanoseconds: number) => Timestamp;
}

export type FirestoreClient = () => Promise<FirestoreConnection>;

/** Loads the library and connects at the first use. */
export function firestoreClient({ projectId, databaseId, meter = openMeter() }: FirestoreSettings): FirestoreClient {
  return lazily(async () => {
    const { Firestore, FieldValue, Timestamp } = await import("@google-cloud/firestore");
    const db = new Firestore({ projectId, ...(databaseId === undefined ? {} : { databaseId }) });
    return {
      db,
      meter,
      serverTimestamp: FieldValue.serverTimestamp(),
      timestampOf: (seconds, nanoseconds) => new Timestamp(seconds, nanoseconds),
    };
  });
}

/** Reads one document, which is one read, whether it is there or not. */
export function readPlace(place: DocumentReference, { meter }: FirestoreConnection): Promise<DocumentSnapshot> {
  meter.count("firestoreReads");
  return place.get();
}

/** Asks a query: as many reads as it finds documents, and one where it finds none. */
export async function ask(query: Query, { meter }: FirestoreConnection): Promise<QuerySnapshot> {
  const found = await query.get();
  meter.count("firestoreReads", Math.max(1, found.size));
  return found;
}

/** gRPC's codes (https://grpc.github.io/grpc/core/md_doc_statuscodes.html), as far as a conditional write answers them. */
const unknown = 2;
const notFound = 5;
const alreadyExists = 6;
const failedPrecondition = 9;
const aborted = 10;
const internal = 13;

/** Somebody else was there first: what was read before the write is not what is there now. */
export function isConflict(error: unknown): boolean {
  return [notFound, alreadyExists, failedPrecondition, aborted].includes(codeOf(error));
}

export function isAlreadyThere(error: unknown): boolean {
  return codeOf(error) === alreadyExists;
}

/** The store has failed on its own account, before or after it wrote. */
export function isOutcomeUnknown(error: unknown): boolean {
  return [unknown, internal].includes(codeOf(error));
}

function codeOf(error: unknown): number {
  return typeof error === "object" && error !== null && "code" in error ? Number(error.code) : Number.NaN;
}

const plainName = /^(?!__)[A-Za-z0-9_-]{1,128}$/;

/**
 * The name of a document for an id. Our ids are hashes, and are their own names; whatever else a caller brings has a
 * hash for its name, because Firestore takes neither slashes nor dots nor `__…__`. Never monotonic, so that writes
 * spread (https://cloud.google.com/firestore/docs/best-practices#document_ids).
 */
export function documentNameOf(id: string): string {
  return plainName.test(id) ? id : `~${hashOf("document", id)}`;
}
