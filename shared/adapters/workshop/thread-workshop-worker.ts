import { flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { Rejected } from "../../../events/rejected.ts";

// The other thread: loads the module of a job, calls its `run`, and answers with what came of it.

export interface ThreadData {
  /** Addresses of modules. */
  readonly preload: readonly string[];
}

export interface JobRequest {
  readonly module: string;
  readonly input: unknown;
}

export type JobReply =
  | { readonly kind: "ready" }
  /** `retainedBytes`: what the thread holds now, objects and buffers together. */
  | { readonly kind: "done"; readonly output: unknown; readonly retainedBytes: number }
  /** On its way. */
  | { readonly kind: "told"; readonly told: unknown }
  | { readonly kind: "rejected"; readonly code: string; readonly message: string }
  | { readonly kind: "failed"; readonly name: string; readonly message: string; readonly stack: string };

const port = parentPort;
if (port === null) throw new Error("This file runs in a thread of the workshop");
let isCompiledKept = false;

port.on("message", (request: JobRequest) => void answer(request));
// A module that cannot be loaded fails the job that needs it, and says why there.
await Promise.allSettled((workerData as ThreadData).preload.map((module) => import(module)));
port.postMessage({ kind: "ready" } satisfies JobReply);

async function answer({ module, input }: JobRequest): Promise<void> {
  let reply: JobReply;
  try {
    const { run } = (await import(module)) as { run?: unknown };
    if (typeof run !== "function") throw new Error(`${module} exports no function "run"`);
    const output: unknown = await run(input, (told: unknown) => send({ kind: "told", told }));
    const { heapUsed, external } = process.memoryUsage();
    reply = { kind: "done", output, retainedBytes: heapUsed + external };
  } catch (error) {
    reply = failureOf(error);
  }
  try {
    send(reply);
  } catch (error) {
    // The answer cannot be copied into another thread: a function, a socket.
    send(failureOf(error));
  }
  // A process that is killed would write nothing at its end.
  if (!isCompiledKept) flushCompileCache();
  isCompiledKept = true;
}

function send(reply: JobReply): void {
  port?.postMessage(reply);
}

function failureOf(error: unknown): JobReply {
  if (error instanceof Rejected) return { kind: "rejected", code: error.code, message: error.message };
  if (error instanceof Error) {
    return { kind: "failed", name: error.name, message: error.message, stack: error.stack ?? "" };
  }
  return { kind: "failed", name: "Error", message: String(error), stack: "" };
}
