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
 * The ports of functions on Google Cloud. Their adapters (Cloud Storage, Pub/Sub, Firestore, SendGrid, Secret Manager)
 * are not written yet: until they are, a function can be loaded and deployed, and the first use of a port says so.
 */
export function googlePorts(): GooglePorts {
  return {
    blobs: notYet("blobs"),
    events: notYet("events"),
    readModels: notYet("readModels"),
    journal: notYet("journal"),
    ledger: notYet("ledger"),
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
