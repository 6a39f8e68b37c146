import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import { Rejected } from "../../../events/rejected.ts";
import { type Job, type JobLimits, type Workshop, WorkshopLimit } from "../../ports/workshop.ts";
import type { JobReply, JobRequest, ThreadData } from "./thread-workshop-worker.ts";

export interface ThreadWorkshopOptions {
  readonly threads: number;
  /** How much a job may use for its objects, and again as much for its buffers. */
  readonly memoryMb: number;
  /** Modules of jobs that every thread loads before its first one, which then has not to wait for them. */
  readonly preload?: readonly URL[];
}

export interface ThreadWorkshop extends Workshop {
  /** Gets one thread ready, for whoever comes first. */
  warm(): void;
  /** Ends every thread at once; jobs that run or wait are rejected. */
  close(): Promise<void>;
}

const bytesPerMb = 1024 * 1024;
/** V8 limits objects by itself. Buffers lie outside of that, and are looked at this often while a job runs. */
const memoryCheckMs = 100;
const stackMb = 4;
/** What a thread keeps for objects that have just been made, and never gives back: a third of what V8 would take. */
const youngMb = 16;
/** A thread that still holds this share of its memory after a job is replaced: something does not let go. */
const retainedShareMax = 0.7;

interface Task {
  readonly job: Job<unknown, unknown, unknown>;
  readonly input: unknown;
  readonly timeoutMs: number;
  readonly onTold: ((told: unknown) => void) | undefined;
  resolve(output: unknown): void;
  reject(reason: unknown): void;
  /** What has to be stopped once the task has settled: timers, listening to a signal. */
  readonly cleanUp: (() => void)[];
}

interface Thread {
  readonly worker: Worker;
  readonly gone: PromiseWithResolvers<void>;
  task: Task | undefined;
  ready: boolean;
  /** Why it is being ended, which is what its task is rejected with. */
  ending: { readonly reason: unknown } | undefined;
}

/**
 * A few threads that stay, each with one job at a time. A thread whose job took too long or too much, or that ended by
 * itself, is replaced when the next job needs one.
 */
export function threadWorkshop({ threads, memoryMb, preload = [] }: ThreadWorkshopOptions): ThreadWorkshop {
  const staff = new Set<Thread>();
  const waiting: Task[] = [];
  let closed = false;

  const assign = () => {
    while (waiting.length > 0) {
      const idle = [...staff].find(({ task, ending }) => task === undefined && ending === undefined);
      const thread = idle ?? (staff.size < threads ? hire() : undefined);
      if (thread === undefined) return;
      const task = waiting.shift() as Task;
      thread.task = task;
      if (thread.ready) begin(thread, task);
    }
  };

  const hire = (): Thread => {
    const worker = new Worker(new URL("./thread-workshop-worker.ts", import.meta.url), {
      // Hostile input meets no secrets, and no flags that are meant for the process around it.
      env: compileCacheSettings(),
      execArgv: [],
      workerData: { preload: preload.map(({ href }) => href) } satisfies ThreadData,
      resourceLimits: {
        maxOldGenerationSizeMb: memoryMb,
        maxYoungGenerationSizeMb: Math.min(youngMb, memoryMb),
        stackSizeMb: stackMb,
      },
    });
    const thread: Thread = {
      worker,
      gone: Promise.withResolvers(),
      task: undefined,
      ready: false,
      ending: undefined,
    };
    staff.add(thread);
    worker.on("message", (reply: JobReply) => hear(thread, reply));
    worker.on("messageerror", (error) => dismiss(thread, error));
    worker.on("error", (error) => {
      const reason = isOutOfMemory(error) && thread.task ? new WorkshopLimit(thread.task.job.name, "memory") : error;
      thread.ending ??= { reason };
    });
    worker.on("exit", (code) => leave(thread, code));
    return thread;
  };

  const begin = (thread: Thread, task: Task) => {
    const overrun = (limit: "time" | "memory") => dismiss(thread, new WorkshopLimit(task.job.name, limit));
    const timeout = setTimeout(() => overrun("time"), task.timeoutMs);
    const checkBuffers = async () => {
      const bytes = await buffersOf(thread.worker);
      if (thread.task === task && bytes > memoryMb * bytesPerMb) overrun("memory");
    };
    const check = setInterval(() => void checkBuffers(), memoryCheckMs);
    task.cleanUp.push(
      () => clearTimeout(timeout),
      () => clearInterval(check),
    );
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window: it has no origin
      thread.worker.postMessage({ module: task.job.module.href, input: task.input } satisfies JobRequest);
    } catch (error) {
      // What cannot be copied has not reached the thread.
      finish(thread, task, () => task.reject(error));
    }
  };

  const hear = (thread: Thread, reply: JobReply) => {
    const { task } = thread;
    if (reply.kind === "ready") {
      thread.ready = true;
      if (task !== undefined) begin(thread, task);
    } else if (task !== undefined && thread.ending === undefined) {
      if (reply.kind === "told") {
        tellOf(task, reply.told);
        return;
      }
      if (reply.kind !== "done") {
        finish(thread, task, () => task.reject(errorOf(task, reply)));
        return;
      }
      if (reply.retainedBytes > retainedShareMax * memoryMb * bytesPerMb) dismiss(thread, undefined);
      finish(thread, task, () => task.resolve(reply.output));
    }
  };

  const finish = (thread: Thread, task: Task, settle: () => void) => {
    thread.task = undefined;
    for (const clean of task.cleanUp) clean();
    settle();
    assign();
  };

  const dismiss = (thread: Thread, reason: unknown) => {
    thread.ending ??= { reason };
    void thread.worker.terminate();
  };

  const leave = (thread: Thread, exitCode: number) => {
    staff.delete(thread);
    thread.gone.resolve();
    const { task, ending } = thread;
    if (task === undefined) assign();
    else {
      const reason = ending?.reason ?? new Error(`${task.job.name} ended its thread with exit code ${exitCode}`);
      finish(thread, task, () => task.reject(reason));
    }
  };

  const abandon = (task: Task, reason: unknown) => {
    const thread = [...staff].find((one) => one.task === task);
    if (thread !== undefined) {
      dismiss(thread, reason);
      return;
    }
    waiting.splice(waiting.indexOf(task), 1);
    task.reject(reason);
  };

  return {
    run: <Input, Output, Told>(
      job: Job<Input, Output, Told>,
      input: Input,
      { timeoutMs, signal, onTold }: JobLimits<Told>,
    ) =>
      new Promise<Output>((resolve, reject) => {
        if (closed) throw new Error("The workshop is closed");
        signal?.throwIfAborted();
        const task: Task = {
          job: job as Job<unknown, unknown, unknown>,
          input,
          timeoutMs,
          onTold: onTold as Task["onTold"],
          resolve,
          reject,
          cleanUp: [],
        };
        if (signal !== undefined) {
          const onAbort = () => abandon(task, signal.reason);
          signal.addEventListener("abort", onAbort, { once: true });
          task.cleanUp.push(() => signal.removeEventListener("abort", onAbort));
        }
        waiting.push(task);
        assign();
      }),
    warm: () => {
      if (!closed && staff.size === 0) hire();
    },
    close: async () => {
      closed = true;
      const reason = new Error("The workshop is closed");
      for (const task of waiting.splice(0)) {
        for (const clean of task.cleanUp) clean();
        task.reject(reason);
      }
      const all = [...staff];
      for (const thread of all) dismiss(thread, reason);
      await Promise.all(all.map(({ gone }) => gone.promise));
    },
  };
}

/** Bytes that a thread holds outside of its heap, asked past whatever it is busy with; 0 once it has ended. */
async function buffersOf(worker: Worker): Promise<number> {
  try {
    return (await worker.getHeapStatistics()).external_memory;
  } catch {
    return 0;
  }
}

function tellOf({ onTold }: Task, told: unknown): void {
  try {
    onTold?.(told);
  } catch {
    // Whoever listens has nothing to do with the work: its trouble is its own.
  }
}

function errorOf(task: Task, reply: Extract<JobReply, { kind: "rejected" | "failed" }>): Error {
  if (reply.kind === "rejected") return new Rejected(reply.code, reply.message);
  const error = new Error(reply.message);
  error.name = reply.name;
  error.stack = `${reply.stack}\n    in the workshop: ${task.job.name}`;
  return error;
}

function isOutOfMemory(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

/** A thread does not inherit what keeps the compiled code of each file; without it, it compiles everything anew. */
function compileCacheSettings(): Record<string, string> {
  const folder = getCompileCacheDir();
  // What is answered ends with V8's version, which the thread adds again.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder), NODE_COMPILE_CACHE_PORTABLE: "1" };
}
