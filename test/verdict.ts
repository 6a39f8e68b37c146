import { Rejected } from "../events/rejected.ts";

/** The code of a refusal, or `"accepted"`. Whatever else is thrown is a bug, and goes on its way. */
export async function verdictOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return "accepted";
  } catch (error) {
    if (error instanceof Rejected) return error.code;
    throw error;
  }
}
