import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PubSub } from "@google-cloud/pubsub";
import { catalogue, eventsFor } from "../../events/catalogue.ts";
import { type StepName, stepNames } from "../../events/define-event.ts";
import { topicOf } from "../../shared/adapters/google/pubsub-events.ts";
import { bundleStep } from "../../terraform/bundle/bundle-step.ts";
import { linkPackages, makeCompileCache, writeBundle } from "../../terraform/bundle/write-bundle.ts";
import { startGoogleKeys } from "../shared/triggers/google-keys.ts";
import { type DeployedFunction, deployFunction } from "./function-fleet.ts";
import { startSecrets } from "./secrets-server.ts";
import { type StorageServer, startStorage } from "./storage-server.ts";

/**
 * The whole installation: each step in a process of its own behind functions-framework, from its bundle; events through
 * the Pub/Sub emulator, pushed with tokens; documents in the Firestore emulator; stand-ins for everything else.
 */
export interface Cloud {
  readonly projectId: string;
  readonly storage: StorageServer;
  readonly functions: ReadonlyMap<StepName, DeployedFunction>;
  /** Every line that the functions have written in JSON. */
  readonly lines: readonly CloudLine[];
  /** What each push was answered, in order; 0 where its function went away without an answer. */
  readonly answers: readonly { readonly step: StepName; readonly status: number }[];
  /** Where the function is right now. */
  addressOf(step: StepName): string;
  /** How many messages ended among the dead letters. */
  deadLetters(): number;
  /** As somebody with a console puts a file into the bucket of uploads. */
  drop(name: string, content: string | Uint8Array): void;
  ask<T>(path: string, init?: RequestInit): Promise<T>;
  /** The schedule strikes once. */
  tick(step?: StepName): Promise<number>;
  /** Resolves once nothing is under way any more, and nothing has been for a moment. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** A line of a function's log, as logging-winston writes it. */
export interface CloudLine {
  readonly severity: string;
  readonly message?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export interface CloudOptions {
  readonly bundles: ReadonlyMap<string, string>;
  readonly environment: Readonly<Record<string, string>>;
}

const prefix = "kcs";
const uploadsBucket = "uploads";
const ownerToken = "the-owner-of-the-installation-in-the-tests";
const callerOf = (step: string) => `${prefix}-${step}-call@tests.iam.gserviceaccount.com`;
const audienceOf = (step: string) => `${prefix}-${step}`;
const uploadsSubscription = `${prefix}-ingest-uploads`;
const deadOf = (step: string) => `${prefix}-${step}-dead`;
/** Attempts follow each other within seconds here, and within minutes there (terraform/modules/step): so many more of them. */
const attemptsMax = 400;
const concurrency: Partial<Record<StepName, number>> = { project: 16, deliver: 4 };
const quietMs = 1500;
const lookAgainMs = 50;
/** Long after every clock of the tests. */
const never = Date.UTC(2099, 0) / 1000;

/**
 * Bundles every step into a folder of its own. Answers the folders. Where BUNDLES names a folder in which they lie already
 * (`dist`, after `npm run bundle`), they are taken as they are.
 */
export async function bundleAll(folder: string): Promise<ReadonlyMap<string, string>> {
  const made = process.env["BUNDLES"];
  if (made !== undefined) return new Map(stepNames.map((step) => [step, resolve(made, step)]));
  const folders = new Map<string, string>();
  for (const step of stepNames) {
    const place = join(folder, step);
    await mkdir(place, { recursive: true });
    await writeBundle(await bundleStep(step), place);
    await linkPackages(place);
    await makeCompileCache(place);
    folders.set(step, place);
  }
  return folders;
}

export async function startCloud({ bundles, environment }: CloudOptions): Promise<Cloud> {
  const projectId = `test-${randomUUID().slice(0, 18)}`;
  const pubsub = new PubSub({ projectId });
  const [keys, secrets] = await Promise.all([startGoogleKeys(), startSecrets()]);
  const underWay = countUnderWay();
  const lines: CloudLine[] = [];
  const answers: { step: StepName; status: number }[] = [];
  let dead = 0;

  // As Terraform makes them: a topic for each event, a subscription for each step that it wakes.
  await pubsub.createTopic(`${prefix}-uploads`);
  for (const step of stepNames) await pubsub.createTopic(deadOf(step));
  await Promise.all(catalogue.map(({ name }) => pubsub.createTopic(topicOf(prefix, name))));
  const subscriptionsOf = new Map<StepName, string[]>();
  for (const step of stepNames) {
    const wanted = eventsFor(step).map((name) => [topicOf(`${prefix}-${step}`, name), topicOf(prefix, name)] as const);
    await Promise.all(wanted.map(([name, topic]) => pubsub.topic(topic).createSubscription(name)));
    subscriptionsOf.set(
      step,
      wanted.map(([name]) => name),
    );
  }
  await pubsub.topic(`${prefix}-uploads`).createSubscription(uploadsSubscription);
  subscriptionsOf.get("ingest")?.push(uploadsSubscription);
  for (const step of stepNames) {
    if (step === "dead-letter") continue;
    await pubsub.topic(deadOf(step)).createSubscription(deadOf(step));
    subscriptionsOf.get("dead-letter")?.push(deadOf(step));
  }

  const uploads = pubsub.topic(`${prefix}-uploads`, { batching: { maxMessages: 1 } });
  const storage = await startStorage({
    onFinalize: ({ data, attributes }) => {
      if (attributes["bucketId"] !== uploadsBucket) return;
      underWay.begin();
      void uploads.publishMessage({ data, attributes });
    },
  });
  const settings = {
    GOOGLE_CLOUD_PROJECT: projectId,
    BUCKET: "content",
    UPLOADS_BUCKET: uploadsBucket,
    TOPIC_PREFIX: prefix,
    STORAGE_EMULATOR_HOST: storage.address,
    SECRET_MANAGER_HOST: secrets.host,
    PUSH_KEYS_URL: keys.url,
    API_TOKEN: ownerToken,
    ...inherited("FIRESTORE_EMULATOR_HOST", "PUBSUB_EMULATOR_HOST", "GOOGLE_APPLICATION_CREDENTIALS"),
    METADATA_SERVER_DETECTION: "none",
    ...environment,
  };
  // One for each function, as it never expires: to sign each push anew would cost more than to make it.
  const tokens = new Map<string, string>();
  const tokenFor = (step: string): string => {
    const token =
      tokens.get(step) ??
      `Bearer ${keys.token({
        iss: "https://accounts.google.com",
        aud: audienceOf(step),
        email: callerOf(step),
        email_verified: true,
        iat: Math.floor(Date.now() / 1000),
        exp: never,
      })}`;
    tokens.set(step, token);
    return token;
  };

  const deploy = (step: StepName) =>
    deployFunction({
      step,
      folder: bundles.get(step) ?? "",
      projectId,
      environment: {
        ...settings,
        PUSH_AUDIENCE: audienceOf(step),
        PUSH_CALLER: callerOf(step),
        K_SERVICE: audienceOf(step),
      },
      subscriptions: subscriptionsOf.get(step) ?? [],
      deadLetterTopic: deadOf(step),
      concurrency: concurrency[step] ?? 2,
      attemptsMax,
      authorization: () => tokenFor(step),
      onLine: (line) => {
        if (!line.startsWith("{")) return;
        const parsed = JSON.parse(line) as CloudLine;
        lines.push(parsed);
        underWay.touch();
      },
      onSettled: (_messageId, isDeadLetter) => {
        if (isDeadLetter) dead += 1;
        underWay.touch();
      },
      onAnswer: (status) => void answers.push({ step, status }),
    });
  const functions = new Map(await Promise.all(stepNames.map(async (step) => [step, await deploy(step)] as const)));
  const addressOf = (step: StepName) => functions.get(step)?.address() ?? "";

  return {
    projectId,
    storage,
    functions,
    lines,
    answers,
    addressOf,
    deadLetters: () => dead,
    drop: (name, content) => void storage.put(uploadsBucket, name, Buffer.from(content)),
    ask: async <T>(path: string, init: RequestInit = {}) => {
      const response = await fetch(`${addressOf("api")}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${ownerToken}`, ...init.headers },
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
      return (text === "" ? undefined : JSON.parse(text)) as T;
    },
    tick: async (step = "poll") => {
      const response = await fetch(addressOf(step), {
        method: "POST",
        headers: {
          authorization: tokenFor(step),
          "user-agent": "Google-Cloud-Scheduler",
          "x-cloudscheduler": "true",
          "x-cloudscheduler-jobname": step,
          "x-cloudscheduler-scheduletime": new Date().toISOString(),
        },
      });
      await response.arrayBuffer();
      return response.status;
    },
    settle: () => underWay.quiet(),
    stop: async () => {
      await Promise.all([...functions.values()].map((each) => each.stop()));
      await Promise.all([storage.close(), secrets.close(), keys.close(), pubsub.close()]);
    },
  };
}

/** Quiet is where nothing has happened for a moment: the emulator cannot be asked what is under way. */
function countUnderWay() {
  let touchedAt = performance.now();
  const touch = () => {
    touchedAt = performance.now();
  };
  return {
    begin: touch,
    touch,
    quiet: async () => {
      while (performance.now() - touchedAt < quietMs) await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    },
  };
}

function inherited(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.map((name) => {
      const value = process.env[name];
      if (value === undefined) throw new Error("Run this with: npm run test:google");
      return [name, value];
    }),
  );
}
