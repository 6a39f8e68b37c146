/**
 * Runs work on untrusted or heavy input apart from the server: in another thread, with a limit on time and memory, so
 * that no file can stop the server from answering.
 */
export interface Workshop {
  /**
   * Runs the job's function with a copy of `input` and answers a copy of its result. Waits for a free place first;
   * the time limit counts from when work begins.
   * @throws Rejected as thrown by the job, with its code and message.
   * @throws WorkshopLimit when the job took too long or too much memory; the thread is gone, the place is free again.
   * @throws Error for any other failure of the job, with its message.
   */
  run<Input, Output>(job: Job<Input, Output>, input: Input, limits: JobLimits): Promise<Output>;
}

/** A function in a module of its own, which the other thread loads: `export const job: JobFunction<…>`. */
export interface Job<Input, Output> {
  readonly name: string;
  /** `new URL("./convert.job.ts", import.meta.url)`, of a module that exports `run(input)`. */
  readonly module: URL;
  /** Never set: it carries the types of what goes in and comes out. */
  readonly types?: (input: Input) => Output;
}

export interface JobLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export class WorkshopLimit extends Error {
  readonly limit: "time" | "memory";
  constructor(job: string, limit: "time" | "memory") {
    super(`${job} took too ${limit === "time" ? "long" : "much memory"}`);
    this.name = "WorkshopLimit";
    this.limit = limit;
  }
}
