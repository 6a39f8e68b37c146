import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Blobs } from "../../ports/blobs.ts";
import type { Clock, Randomness } from "../../ports/clock.ts";
import type { Events } from "../../ports/events.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Ledger } from "../../ports/ledger.ts";
import type { Log } from "../../ports/log.ts";
import type { Mail } from "../../ports/mail.ts";
import type { ReadModels } from "../../ports/read-models.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { Timers } from "../../ports/timers.ts";
import type { Vitals } from "../../ports/vitals.ts";
import type { Workshop } from "../../ports/workshop.ts";
import { systemClock, systemRandomness } from "../../system-clock.ts";
import { systemTimers } from "../../system-timers.ts";
import { readGoogleEnvironment } from "./environment.ts";
import { type FirestoreClient, firestoreClient } from "./firestore-client.ts";
import { firestoreJournal } from "./firestore-journal.ts";
import { firestoreLedger } from "./firestore-ledger.ts";
import { firestoreReadModels } from "./firestore-read-models.ts";
import { gcsBlobs } from "./gcs-blobs.ts";
import { lazily } from "./lazily.ts";
import { pubsubEvents } from "./pubsub-events.ts";

/** Every port, as functions on Google Cloud use them. */
export interface GooglePorts {
  readonly blobs: Blobs;
  readonly events: Events;
  readonly readModels: ReadModels;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly mail: Mail;
  readonly secrets: Secrets;
  readonly workshop: Workshop;
  readonly vitals: Vitals;
  readonly log: Log;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly timers: Timers;
}

/**
 * The ports of functions on Google Cloud. The environment is read, and a client loaded, at the first use of a port that
 * needs it: a function starts without, and its settings are reported by the request that meets them. Secrets, mail, the
 * workshop and vitals have no adapter yet: a function can be loaded and deployed, and their first use says so.
 */
export function googlePorts(environment: Readonly<Record<string, string | undefined>>): GooglePorts {
  const firestore: FirestoreClient = lazily(async () => await firestoreClient(readGoogleEnvironment(environment))());
  return {
    blobs: atFirstUse(() => gcsBlobs({ ...readGoogleEnvironment(environment), scratch: join(tmpdir(), "scratch") })),
    events: atFirstUse(() => pubsubEvents(readGoogleEnvironment(environment))),
    readModels: firestoreReadModels(firestore),
    journal: firestoreJournal(firestore),
    ledger: firestoreLedger(firestore),
    mail: notYet("mail"),
    secrets: notYet("secrets"),
    workshop: notYet("workshop"),
    vitals: notYet("vitals"),
    log: standardOutputLog,
    clock: systemClock,
    randomness: systemRandomness,
    timers: systemTimers,
  };
}

/** Stands for a port whose methods all answer promises, and makes it when one is called. */
function atFirstUse<Port extends object>(make: () => Port): Port {
  let made: Port | undefined;
  return new Proxy({} as Port, {
    get: (_port, property) => {
      if (typeof property === "symbol" || property === "then") return undefined;
      return async (...parameters: readonly unknown[]): Promise<unknown> => {
        made ??= make();
        const method = Reflect.get(made, property) as (...all: readonly unknown[]) => unknown;
        return await method(...parameters);
      };
    },
  });
}

/** Cloud Logging reads a function's standard output line by line, each a JSON object with a `severity`. */
const standardOutputLog: Log = {
  info: (event, fields) => write("INFO", event, fields),
  warn: (event, fields) => write("WARNING", event, fields),
  error: (event, fields) => write("ERROR", event, fields),
};

function write(severity: string, event: string, fields: Parameters<Log["info"]>[1]): void {
  process.stdout.write(`${JSON.stringify({ severity, event, ...fields })}\n`);
}

const notYetSentence =
  "has no Google Cloud adapter in this version: run the whole server on one machine instead, with `npm start`";

function notYet<Name extends keyof GooglePorts>(name: Name): GooglePorts[Name] {
  const refuse = () => {
    throw new Error(`The port ${name} ${notYetSentence}.`);
  };
  return new Proxy({} as GooglePorts[Name], {
    // A method fails when it is called, not when it is looked up: wiring a function looks many of them up.
    get: (_port, property) => {
      if (typeof property === "symbol" || property === "then") return undefined;
      return property.endsWith("Max") || property.endsWith("Ms") ? refuse() : refuse;
    },
  });
}
