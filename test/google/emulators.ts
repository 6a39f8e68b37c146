import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, openSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";

/** The emulators of Firestore and Pub/Sub, running. */
export interface Emulators {
  /** What tells Google's clients where they are. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends both, by their process ids. */
  stop(): Promise<void>;
}

/** Where the jars of the emulators lie: those of the Google Cloud CLI. */
export interface EmulatorJars {
  readonly source: "gcloud";
  readonly firestore: string;
  readonly pubsub: string;
}

/** The command of firebase-tools, which downloads the emulators the first time and starts them itself. */
export interface FirebaseTools {
  readonly source: "firebase-tools";
  readonly command: string;
}

/** Where the emulators come from. */
export type EmulatorSource = EmulatorJars | FirebaseTools;

/** What `npm ci --prefix test/google/firebase` installs: 350 MB, which whoever has the Google Cloud CLI does not need. */
const firebaseFolder = join(import.meta.dirname, "firebase");

/**
 * The emulators that there are, those of the Google Cloud CLI before those of firebase-tools, or a sentence that says what
 * is missing. @param wanted `gcloud` or `firebase-tools`, where only one will do
 */
export function findEmulators(
  path: string,
  { wanted, firebase = firebaseFolder }: { readonly wanted?: string | undefined; readonly firebase?: string } = {},
): EmulatorSource | string {
  const jars = wanted === "firebase-tools" ? "the Google Cloud CLI is not wanted" : findJars(path);
  const tools = wanted === "gcloud" ? "firebase-tools is not wanted" : findFirebaseTools(firebase);
  if (typeof jars === "string" && typeof tools === "string") return `${jars}; ${tools}`;
  const found = typeof jars === "string" ? tools : jars;
  try {
    execFileSync("java", ["-version"], { stdio: "ignore", env: { ...process.env, PATH: path } });
  } catch {
    return "Java, which the emulators need, is not installed";
  }
  return found;
}

function findFirebaseTools(folder: string): FirebaseTools | string {
  const command = join(folder, "node_modules/.bin/firebase");
  if (existsSync(command)) return { source: "firebase-tools", command };
  return "firebase-tools is not installed: npm ci --prefix test/google/firebase";
}

const startTimeoutMs = 60_000;
/** It downloads them the first time. */
const firebaseTimeoutMs = 600_000;
const pollMs = 100;
/** firebase-tools ends its children first. */
const stopTimeoutMs = 20_000;
const logTailCharacters = 2000;

function findJars(path: string): EmulatorJars | string {
  const root = installationOf(path);
  if (root === undefined) return "the Google Cloud CLI is not installed";
  const firestore = join(root, "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar");
  if (!existsSync(firestore))
    return "the Firestore emulator is not installed: gcloud components install cloud-firestore-emulator";
  const folder = join(root, "platform/pubsub-emulator/lib");
  const jar = existsSync(folder)
    ? readdirSync(folder).find((name) => /^cloud-pubsub-emulator-.*-all\.jar$/.test(name))
    : undefined;
  if (jar === undefined) return "the Pub/Sub emulator is not installed: gcloud components install pubsub-emulator";
  return { source: "gcloud", firestore, pubsub: join(folder, jar) };
}

/** Starts both side by side, each with its output in a file of the folder. @throws Error with the end of that file. */
export async function startEmulators(source: EmulatorSource, folder: string): Promise<Emulators> {
  const [firestorePort = 0, pubsubPort = 0, ...others] = await freePorts(4);
  const started =
    source.source === "gcloud"
      ? startJars(source, folder, { firestorePort, pubsubPort })
      : startFirebase(source, folder, {
          firestorePort,
          pubsubPort,
          hubPort: others[0] ?? 0,
          loggingPort: others[1] ?? 0,
        });
  const stop = async () => void (await Promise.all(started.map((each) => each.stop())));
  try {
    const [firestore, pubsub = firestore] = started;
    await Promise.all([firestore?.listening(firestorePort), pubsub?.listening(pubsubPort)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    environment: {
      FIRESTORE_EMULATOR_HOST: `127.0.0.1:${firestorePort}`,
      PUBSUB_EMULATOR_HOST: `127.0.0.1:${pubsubPort}`,
      // Looking for a metadata server first would cost the first call of each client more than a second.
      METADATA_SERVER_DETECTION: "none",
    },
    stop,
  };
}

interface Ports {
  readonly firestorePort: number;
  readonly pubsubPort: number;
}

function startJars(jars: EmulatorJars, folder: string, { firestorePort, pubsubPort }: Ports) {
  const firestore = start("java", join(folder, "firestore.log"), [
    "-Duser.language=en",
    // The jar names no main class.
    "-cp",
    jars.firestore,
    "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
    "start",
    "--host=127.0.0.1",
    `--port=${firestorePort}`,
    "--database-mode=firestore-native",
  ]);
  const pubsub = start("java", join(folder, "pubsub.log"), [
    "-Duser.language=en",
    "-jar",
    jars.pubsub,
    "--host=127.0.0.1",
    `--port=${pubsubPort}`,
  ]);
  return [firestore, pubsub];
}

/** One process, whose children the emulators are: it ends them when it is ended. */
function startFirebase(
  { command }: FirebaseTools,
  folder: string,
  ports: Ports & { readonly hubPort: number; readonly loggingPort: number },
) {
  const config = join(folder, "firebase.json");
  writeFileSync(config, JSON.stringify(firebaseConfig(ports)));
  return [start(command, join(folder, "firebase.log"), firebaseArguments(config), firebaseTimeoutMs)];
}

/** https://firebase.google.com/docs/emulator-suite/install_and_configure: loopback alone, every port our own. */
export function firebaseConfig({
  firestorePort,
  pubsubPort,
  hubPort,
  loggingPort,
}: Ports & { readonly hubPort: number; readonly loggingPort: number }) {
  const host = "127.0.0.1";
  return {
    emulators: {
      firestore: { host, port: firestorePort },
      pubsub: { host, port: pubsubPort },
      hub: { host, port: hubPort },
      logging: { host, port: loggingPort },
      ui: { enabled: false },
      // Each suite has a project of its own.
      singleProjectMode: false,
    },
  };
}

/** A project that begins with `demo-` has no account, and wants none. */
export function firebaseArguments(config: string): readonly string[] {
  return ["emulators:start", "--only", "firestore,pubsub", "--project", "demo-kcs", "--config", config];
}

/** `gcloud` lies in `<root>/bin`, however many links lead to it; Debian's packages have it beside its own folder. */
function installationOf(path: string): string | undefined {
  const roots = path
    .split(delimiter)
    .map((folder) => join(folder, process.platform === "win32" ? "gcloud.cmd" : "gcloud"))
    .filter((file) => existsSync(file))
    .map((file) => dirname(dirname(realpathSync(file))));
  return roots.find((root) => existsSync(join(root, "platform"))) ?? roots[0];
}

function start(command: string, log: string, parameters: readonly string[], withinMs = startTimeoutMs) {
  const output = openSync(log, "w");
  const child = spawn(command, parameters, { stdio: ["ignore", output, output] });
  // Awaited by `listening` and `stop`: without this, a Java that cannot be started would end the whole run.
  const failed = once(child, "error").then(([error]) => Promise.reject(error));
  failed.catch(() => undefined);
  return {
    listening: async (port: number) => {
      const until = performance.now() + withinMs;
      while (!(await accepts(port))) {
        if (hasEnded(child) || performance.now() > until) {
          throw new Error(
            `An emulator did not start: ${(await text(createReadStream(log))).slice(-logTailCharacters)}`,
          );
        }
        await Promise.race([failed, new Promise((resolve) => setTimeout(resolve, pollMs))]);
      }
    },
    stop: async () => {
      if (hasEnded(child) || child.pid === undefined) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const killer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
      await ended;
      clearTimeout(killer);
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Held all at once, so that they differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
