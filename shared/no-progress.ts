import type { Progress } from "./ports/progress.ts";

/**
 * Where the one who works and the one who looks have no memory in common, as functions on Google Cloud: nothing is shown
 * of work that goes on. A conversion there takes seconds, and a document that is written again and again to say so would
 * cost more than the rest of a delivery.
 */
export const noProgress: Progress = {
  tell: () => undefined,
  of: () => undefined,
  watch: () => () => undefined,
};
