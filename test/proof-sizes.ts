import { it } from "@jest/globals";

/**
 * How much the long proofs do. `npm test` is to be run often, and does enough of each to notice what breaks it;
 * `npm run proofs` does all of it, as `.ci/run` has it done.
 */
interface ProofSizes {
  /** Kills of the server on one machine while books flow, two for each. */
  readonly kills: number;
  /** Books that are dropped at once. */
  readonly booksAtOnce: number;
  /** Pictures of a book that is larger than the memory it may take, with volumes made of it. */
  readonly pictures: number;
  /** Runs of the simulation of deliveries, each of another seed. */
  readonly simulations: number;
}

const all: ProofSizes = { kills: 100, booksAtOnce: 1000, pictures: 400, simulations: 300 };
const some: ProofSizes = { kills: 4, booksAtOnce: 40, pictures: 120, simulations: 25 };

/** Of the files that others wrote, and of a costly property's runs, the long proofs take each so-manieth in `npm test`. */
const oneOf = 10;

export const isWholeProof = process.env["PROOFS"] === "whole";
export const proofSizes: ProofSizes = isWholeProof ? all : some;

/** Says how much of a proof is run, where that is not all of it. */
export function sayProofSize(size: keyof ProofSizes, what: string): void {
  if (!isWholeProof) sayShortened(`${some[size]} of ${all[size]} ${what}`);
}

/** One visible line for what `npm test` does not do. */
export function sayShortened(what: string): void {
  process.stderr.write(`shortened: ${what} (npm run proofs does all)\n`);
}

/**
 * A test that `npm run proofs` alone runs: what it shows changes seldom, or takes minutes. In `npm test` it counts as
 * skipped, with one visible line that says so.
 */
export function inProofs(test: typeof it | typeof it.skip, what: string): typeof it | typeof it.skip {
  if (isWholeProof) return test;
  sayShortened(`without ${what}`);
  return it.skip;
}

/** What a long proof goes through: all, or a part of each folder that is the same every time. */
export function proofFiles<File>(files: readonly File[]): readonly File[] {
  if (isWholeProof) return files;
  const some = files.filter((_, number) => number % oneOf === 0);
  if (files.length > 0) sayShortened(`${some.length} of ${files.length} files`);
  return some;
}

/** How often a property is tried of which each run takes tenths of a second: so often, or a part of it. */
export function proofRuns(all: number): { numRuns: number } {
  if (isWholeProof) return { numRuns: all };
  const numRuns = Math.ceil(all / oneOf);
  sayShortened(`${numRuns} of ${all} runs`);
  return { numRuns };
}
