import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, openSync, readdirSync, realpathSync } from "node:fs";
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

/** Where the jars of the emulators lie. */
export interface EmulatorJars {
  readonly firestore: string;
  readonly pubsub: string;
}

const startTimeoutMs = 60_000;
const pollMs = 100;
const stopTimeoutMs = 5000;
const logTailCharacters = 2000;

/** The emulators as the Google Cloud CLI installs them, or a sentence that says what is missing. */
export function findEmulators(path: string): EmulatorJars | string {
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
  try {
    execFileSync("java", ["-version"], { stdio: "ignore" });
  } catch {
    return "Java, which the emulators need, is not installed";
  }
  return { firestore, pubsub: join(folder, jar) };
}

/** Starts both side by side, each with its output in a file of the folder. @throws Error with the end of that file. */
export async function startEmulators(jars: EmulatorJars, folder: string): Promise<Emulators> {
  const [firestorePort, pubsubPort] = await freePorts(2);
  const firestore = start(join(folder, "firestore.log"), [
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
  const pubsub = start(join(folder, "pubsub.log"), [
    "-Duser.language=en",
    "-jar",
    jars.pubsub,
    "--host=127.0.0.1",
    `--port=${pubsubPort}`,
  ]);
  const stop = async () => void (await Promise.all([firestore.stop(), pubsub.stop()]));
  try {
    await Promise.all([firestore.listening(Number(firestorePort)), pubsub.listening(Number(pubsubPort))]);
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

/** `gcloud` lies in `<root>/bin`, however many links lead to it; Debian's packages have it beside its own folder. */
function installationOf(path: string): string | undefined {
  const roots = path
    .split(delimiter)
    .map((folder) => join(folder, process.platform === "win32" ? "gcloud.cmd" : "gcloud"))
    .filter((file) => existsSync(file))
    .map((file) => dirname(dirname(realpathSync(file))));
  return roots.find((root) => existsSync(join(root, "platform"))) ?? roots[0];
}

function start(log: string, parameters: readonly string[]) {
  const output = openSync(log, "w");
  const child = spawn("java", parameters, { stdio: ["ignore", output, output] });
  // Awaited by `listening` and `stop`: without this, a Java that cannot be started would end the whole run.
  const failed = once(child, "error").then(([error]) => Promise.reject(error));
  failed.catch(() => undefined);
  return {
    listening: async (port: number) => {
      const until = performance.now() + startTimeoutMs;
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
