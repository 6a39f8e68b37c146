import * as z from "zod";

/**
 * How far the work on a book is at this moment. `done` of `of` where it can be counted: chapters while it is read, pictures
 * while they are prepared or made smaller, volumes while they are written or checked.
 */
export const WorkDone = z.object({
  phase: z.enum(["reading", "pictures", "shrinking", "writing", "checking"]),
  done: z.int().nonnegative().optional(),
  of: z.int().positive().optional(),
});
export type WorkDone = z.infer<typeof WorkDone>;

/**
 * Shows work while it goes on to whoever is looking. It is no record: it may be late, or missing altogether where the one
 * who works and the one who looks are not on one machine, and nothing is decided by it.
 */
export interface Progress {
  /** Says how far the work on a thing is; the latest counts. `undefined`: it has ended. Neither waits nor throws. */
  tell(account: string, id: string, done: WorkDone | undefined): void;
  /** What was told last of a thing that is being worked on; `undefined` of any other. */
  of(account: string, id: string): WorkDone | undefined;
  /** Has the listener told whatever is told of the account's things from now on. The answer ends it. */
  watch(account: string, listener: (id: string, done: WorkDone | undefined) => void): () => void;
}
