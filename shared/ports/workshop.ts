/**
 * Runs work on untrusted or heavy input apart from the server: in another thread, with a limit on time and memory, so
 * that no file can stop the server from answering.
 */
export interface Workshop {
  /**
   * Runs the job's function with a copy of `input` and answers a copy of its result. Waits for a free place first;
   * the time limit counts from when work begins. What the job tells on its way comes to `onTold`, as copies and in
   * order, before the answer; nothing comes once the promise has settled. What `onTold` throws is lost.
   * @throws Rejected as thrown by the job, with its code and message.
   * @throws WorkshopLimit when the job took too long or too much memory; the thread is gone, the place is free again.
   * @throws the signal's reason once that aborts, whether the job runs or waits: it is ended, and its place is free again.
   * @throws Error for any other failure of the job, with its message.
   */
  run<Input, Output, Told>(job: Job<Input, Output, Told>, input: Input, limits: JobLimits<Told>): Promise<Output>;
}

/** A function in a module of its own, which the other thread loads: `export const run: JobFunction<…>`. */
export type JobFunction<Input, Output, Told = never> = (input: Input, tell: (told: Told) => void) => Promise<Output>;

export interface Job<Input, Output, Told = never> {
  readonly name: string;
  /** `new URL("./convert.job.ts", import.meta.url)`, of a module that exports `run`. */
  readonly module: URL;
  /** Never set: it carries the types of what goes in and comes out. */
  readonly types?: JobFunction<Input, Output, Told>;
}

export interface JobLimits<Told = never> {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly onTold?: (told: Told) => void;
}

export class WorkshopLimit extends Error {
  readonly limit: "time" | "memory";
  constructor(job: string, limit: "time" | "memory") {
    super(`${job} took too ${limit === "time" ? "long" : "much memory"}`);
    this.name = "WorkshopLimit";
    this.limit = limit;
  }
}
