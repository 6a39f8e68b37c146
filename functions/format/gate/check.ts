import type { FinishedEpub } from "./finished-epub.ts";

/** One rule of what a Kindle wants, as a check of a finished EPUB. */
export interface Check {
  /** Its number: K1 to K51. */
  readonly rule: string;
  /** What is true of an EPUB that keeps it. */
  readonly sentence: string;
  /** What breaks it; empty for an EPUB that keeps it. */
  readonly find: (epub: FinishedEpub) => readonly string[] | Promise<readonly string[]>;
}
