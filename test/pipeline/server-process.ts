import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { projectDir } from "../architecture/source-files.ts";

/** The real server in a process of its own, on a folder of its own: what `npm start` starts. */
export interface ServerProcess {
  readonly pid: number;
  readonly address: string;
  readonly token: string;
  /** Everything it has printed so far, for messages of failing tests. */
  output(): string;
  /** Asks the API with the owner's token; answers the parsed body. */
  ask<T>(path: string, init?: RequestInit): Promise<T>;
  /** SIGTERM, then waits for the end; answers the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, then waits for the end. */
  kill(): Promise<void>;
  readonly ended: Promise<number | null>;
}

export interface ServerOptions {
  readonly dataDir: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether it is started by `npm start`; the process to be told anything is npm then. */
  readonly throughNpm?: boolean;
}

/** Starts it and resolves once it serves. @throws Error with its output when it ends before that. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { dataDir, settings = {}, throughNpm = false } = options;
  const [command, ...words] = throughNpm
    ? ["npm", "start"]
    : // As the start script says, but for npm and the shell.
      [process.execPath, "--max-semi-space-size=8", "--import", "./shared/compile-cache.js", "functions/local.ts"];
  const child = spawn(command, words, {
    cwd: projectDir,
    env: {
      PATH: process.env["PATH"],
      MALLOC_ARENA_MAX: "2",
      DATA_DIR: dataDir,
      PORT: "0",
      TICK_SECONDS: "1",
      LOG_FORMAT: "json",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const url = await new Promise<URL>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-200_000);
      const found = /https?:\/\/\S+[?#&]token=\S+/.exec(output);
      if (found !== null) resolve(new URL(found[0]));
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    ended.then((code) => reject(new Error(`The server ended with ${code} before it served:\n${output}`)), reject);
  });
  const token = url.searchParams.get("token") ?? new URLSearchParams(url.hash.slice(1)).get("token") ?? "";
  return {
    pid: child.pid ?? 0,
    address: url.origin,
    token,
    output: () => output,
    ended,
    ask: async <T>(path: string, init: RequestInit = {}) => {
      const response = await fetch(`${url.origin}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...init.headers },
      });
      const text = await response.text();
      if (!response.ok)
        throw new Error(`${init.method ?? "GET"} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
      return (text === "" ? undefined : JSON.parse(text)) as T;
    },
    stop: () => endBy(child, "SIGTERM", ended),
    kill: async () => {
      await endBy(child, "SIGKILL", ended);
    },
  };
}

async function endBy(
  child: ChildProcess,
  signal: NodeJS.Signals,
  ended: Promise<number | null>,
): Promise<number | null> {
  child.kill(signal);
  return await ended;
}

/** A new empty folder, removed by the answer's `remove`. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "kcs-"));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Drops a file as a careful program does: written elsewhere, then renamed into the inbox. */
export async function drop(dataDir: string, name: string, content: string | Uint8Array): Promise<void> {
  const target = join(dataDir, "inbox", name);
  await mkdir(dirname(target), { recursive: true });
  const aside = join(dirname(target), `.${name.replaceAll("/", "_")}.part`);
  await writeFile(aside, content);
  await rename(aside, target);
}

/** Asks again until the answer satisfies; the limit only bounds a failing test. */
export async function until<T>(
  ask: () => Promise<T>,
  satisfies: (answer: T) => boolean,
  limit: { withinMs: number; what: string },
): Promise<T> {
  const giveUpAt = performance.now() + limit.withinMs;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (performance.now() > giveUpAt) {
      throw new Error(
        `Waited ${limit.withinMs} ms for ${limit.what}; last answer: ${JSON.stringify(answer)?.slice(0, 2000)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Adds automatic devices and answers their ids. */
export async function addDevices(server: ServerProcess, ...emails: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const email of emails) {
    const { id } = await server.ask<{ id: string }>("/api/devices", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, name: email.split("@")[0], automatic: true }),
    });
    ids.push(id);
  }
  return ids;
}

/** Every item of a list, page after page. */
export async function everyItem<T>(server: ServerProcess, path: string): Promise<readonly T[]> {
  const items: T[] = [];
  let page: string | undefined;
  do {
    const query = `${path.includes("?") ? "&" : "?"}limit=200${page === undefined ? "" : `&page=${encodeURIComponent(page)}`}`;
    const answer = await server.ask<{ items: T[]; nextPage?: string }>(`${path}${query}`);
    items.push(...answer.items);
    page = answer.nextPage;
  } while (page !== undefined && page !== null);
  return items;
}
