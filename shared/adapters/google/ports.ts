import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { type Erasures, erasuresIn } from "../../erasures.ts";
import type { Blobs } from "../../ports/blobs.ts";
import type { Clock, Randomness } from "../../ports/clock.ts";
import type { Events } from "../../ports/events.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Ledger } from "../../ports/ledger.ts";
import type { Log } from "../../ports/log.ts";
import type { Mail } from "../../ports/mail.ts";
import type { ReadModels } from "../../ports/read-models.ts";
import type { Timers } from "../../ports/timers.ts";
import { noTracing, type Tracing } from "../../ports/tracing.ts";
import type { Uploads } from "../../ports/uploads.ts";
import type { Vitals } from "../../ports/vitals.ts";
import type { Workshop } from "../../ports/workshop.ts";
import { systemClock, systemRandomness } from "../../system-clock.ts";
import { systemTimers } from "../../system-timers.ts";
import { traced } from "../../traced.ts";
import { threadWorkshop } from "../workshop/thread-workshop.ts";
import { atFirstUse } from "./at-first-use.ts";
import { cloudLog } from "./cloud-log.ts";
import { type Environment, readGoogleEnvironment } from "./environment.ts";
import { type FirestoreClient, firestoreClient } from "./firestore-client.ts";
import { firestoreJournal } from "./firestore-journal.ts";
import { firestoreLedger } from "./firestore-ledger.ts";
import { firestoreReadModels } from "./firestore-read-models.ts";
import { gcsBlobs } from "./gcs-blobs.ts";
import { type GcsBucket, gcsBucket } from "./gcs-bucket.ts";
import { gcsUploads } from "./gcs-uploads.ts";
import { googleMail } from "./google-mail.ts";
import { googleVitals } from "./google-vitals.ts";
import { lazily } from "./lazily.ts";
import { type Meter, openMeter } from "./meter.ts";
import { otelTracing, otlpExporter } from "./otel-tracing.ts";
import { type PubsubEvents, pubsubEvents } from "./pubsub-events.ts";
import { type SecretManagerSecrets, secretManagerSecrets } from "./secret-manager-secrets.ts";

/**
 * What the ports of one function share: its settings, and the clients that it connects with. The environment is read, and
 * a client loaded, at the first use of a port that needs it. Each port is made by a function of its own, so that a bundle
 * has no library in it that its step never uses.
 */
export interface Google {
  readonly environment: Environment;
  readonly world: World;
  readonly meter: Meter;
}

/** What every function has, and what connects to nothing. */
export interface World {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly timers: Timers;
  readonly log: Log;
  readonly tracing: Tracing;
}

export function openGoogle(environment: Environment): Google {
  // Cloud Run's name for the service, or the framework's for the function.
  const service = environment["K_SERVICE"] ?? environment["FUNCTION_TARGET"] ?? "function";
  const projectId = environment["GOOGLE_CLOUD_PROJECT"];
  const tracesTo = environment["OTEL_EXPORTER_OTLP_ENDPOINT"];
  const meter = openMeter();
  return {
    environment,
    meter,
    world: {
      clock: systemClock,
      randomness: systemRandomness,
      timers: systemTimers,
      log: cloudLog({ projectId, service }, systemClock),
      tracing: tracesTo ? otelTracing({ service, exporter: () => otlpExporter(tracesTo) }) : noTracing,
    },
  };
}

/** One for each function, which the ports that need it share. */
const firestoreOf = /* @__PURE__ */ onceEach(
  ({ environment, meter }): FirestoreClient =>
    lazily(async () => await firestoreClient({ ...readGoogleEnvironment(environment), meter })()),
);
const bucketOf = /* @__PURE__ */ onceEach(
  ({ environment }): GcsBucket => lazily(async () => await gcsBucket(readGoogleEnvironment(environment))()),
);
const pubsubOf = /* @__PURE__ */ onceEach(
  ({ environment, meter }): PubsubEvents =>
    atFirstUse(() => pubsubEvents({ ...readGoogleEnvironment(environment), meter })),
);

function onceEach<T extends object>(make: (google: Google) => T): (google: Google) => T {
  const made = new WeakMap<Google, T>();
  return (google) => {
    const one = made.get(google) ?? make(google);
    made.set(google, one);
    return one;
  };
}

export function blobsOf(google: Google): Blobs {
  const { meter, world } = google;
  const blobs = gcsBlobs({ bucket: bucketOf(google), meter, scratch: join(tmpdir(), "scratch") });
  return traced(blobs, "blobs", ["write", "take", "read", "size", "withFile", "remove", "erase"], world.tracing);
}

export function uploadsOf({ environment, world, meter }: Google): Uploads {
  const uploads = atFirstUse(() => {
    const { projectId, uploadsBucket } = readGoogleEnvironment(environment);
    if (uploadsBucket === undefined) throw new Error("UPLOADS_BUCKET is missing: the bucket that files are put into.");
    return gcsUploads({ bucket: gcsBucket({ projectId, bucket: uploadsBucket }), randomness: world.randomness, meter });
  });
  return traced(uploads, "uploads", ["sign", "read", "remove"], world.tracing);
}

export function eventsOf(google: Google): Events {
  return traced(pubsubOf(google), "events", ["publish"], google.world.tracing);
}

export function readModelsOf(google: Google): ReadModels {
  return traced(
    firestoreReadModels(firestoreOf(google)),
    "read-models",
    ["get", "update", "query", "clear"],
    google.world.tracing,
  );
}

/**
 * How long an instance may take to hear that an account has been erased: each look is a read that is billed, and what slips
 * through until then is erased by the next day's housekeeping.
 */
const erasuresTrustMs = 60_000;

export const erasuresOf = /* @__PURE__ */ onceEach(
  (google): Erasures => erasuresIn(readModelsOf(google), google.world.clock, { trustMs: erasuresTrustMs }),
);

/** For whom something new is taken in: looked up each time, since what is taken in for an account that is no more is lost. */
export const presentNameOf = /* @__PURE__ */ onceEach((google): Erasures["presentName"] => {
  const { presentName } = erasuresIn(readModelsOf(google), google.world.clock, { trustMs: 0 });
  return presentName;
});

export function journalOf(google: Google): Journal {
  return traced(
    firestoreJournal(firestoreOf(google)),
    "journal",
    ["append", "find", "about", "recent", "erase"],
    google.world.tracing,
  );
}

export function ledgerOf(google: Google): Ledger {
  return traced(
    firestoreLedger(firestoreOf(google)),
    "ledger",
    ["open", "read", "advance", "due", "abandoned", "erase"],
    google.world.tracing,
  );
}

export function secretsOf({ environment, world }: Google): SecretManagerSecrets {
  return atFirstUse(() => {
    const { projectId, topicPrefix: prefix, secretManagerHost: host } = readGoogleEnvironment(environment);
    return secretManagerSecrets({ projectId, prefix, host }, world.clock);
  });
}

export function mailOf({ environment, world }: Google, secrets: SecretManagerSecrets): Mail {
  return traced(googleMail(environment, secrets, world), "mail", ["send", "lookUp"], world.tracing);
}

/** Jobs get the share of an instance's memory that the function itself leaves them. */
const jobMemoryShare = 0.4;
const jobMemoryMbDefault = 256;
const instanceMemoryMbMax = 32 * 1024;
const bytesPerMb = 1024 * 1024;

/** @param preload the modules of the step's jobs. */
export function workshopOf({ world }: Google, preload: readonly URL[]): Workshop & { close(): Promise<void> } {
  // What the container may use; a machine without a limit answers 0, or more than there is.
  const instanceMb = process.constrainedMemory() / bytesPerMb;
  const isLimited = instanceMb > 0 && instanceMb < instanceMemoryMbMax;
  const workshop = atFirstUse(() =>
    threadWorkshop({
      threads: availableParallelism(),
      memoryMb: isLimited ? Math.floor(instanceMb * jobMemoryShare) : jobMemoryMbDefault,
      preload,
    }),
  );
  return traced(workshop, "workshop", ["run"], world.tracing);
}

/** @param announces an event of the function's own, whose topic is asked whether it may. */
export function vitalsOf(google: Google, announces: string): Vitals {
  return googleVitals({
    firestore: firestoreOf(google),
    bucket: bucketOf(google),
    mayPublish: () => pubsubOf(google).mayPublish(announces),
    meter: google.meter,
  });
}
