import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A function in a process of its own, behind functions-framework, as it is deployed. */
export interface FunctionProcess {
  readonly pid: number;
  readonly address: string;
  /** From the start of the process to its first answer. */
  readonly readyMs: number;
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** What it has printed, the newest at the end. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
}

export interface FunctionProcessOptions {
  /** The folder of the bundle, with what it has installed beside it. */
  readonly folder: string;
  readonly target: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What it is asked until it answers: whatever it says to that, and to nobody in particular. */
  readonly asks?: string;
  /** Is told each line that it prints. */
  readonly onLine?: (line: string) => void;
}

const startTimeoutMs = 60_000;
const lookAgainMs = 5;
const outputCharactersMax = 20_000;

/** Resolves once it answers. @throws Error with what it said where it ends before that */
export async function startFunctionProcess(options: FunctionProcessOptions): Promise<FunctionProcess> {
  const { folder, target, environment, asks = "/health", onLine } = options;
  const port = await freePort();
  const startedAt = performance.now();
  const framework = join(folder, "node_modules/@google-cloud/functions-framework/build/src/main.js");
  const child = spawn(process.execPath, [framework, `--target=${target}`, `--port=${port}`], {
    cwd: folder,
    // As Cloud Run starts it: nothing of this process's own.
    env: { PATH: process.env["PATH"], NODE_ENV: "production", FUNCTION_TARGET: target, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (line) => {
      output = `${output}${line}\n`.slice(-outputCharactersMax);
      onLine?.(line);
    });
  }
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null);
  const address = `http://127.0.0.1:${port}`;
  while (!(await answers(`${address}${asks}`))) {
    if (hasEnded(child) || performance.now() - startedAt > startTimeoutMs) {
      child.kill("SIGKILL");
      throw new Error(`${target} did not start: ${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
  return {
    pid: child.pid ?? 0,
    address,
    readyMs: performance.now() - startedAt,
    ended,
    output: () => output,
    kill: (signal) => void child.kill(signal),
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function answers(address: string): Promise<boolean> {
  try {
    await (await fetch(address)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await once(server.close(), "close");
  return port;
}
