/**
 * How much the long proofs do. `npm test` is to be run often, and does enough of each to notice what breaks it;
 * `npm run proofs` does all of it, as `.ci/run` has it done.
 */
interface ProofSizes {
  /** Kills of the server on one machine while books flow, two for each. */
  readonly kills: number;
  /** Books that are dropped at once. */
  readonly booksAtOnce: number;
  /** Kills of functions on the emulators while books flow, five for each. */
  readonly killsOfFunctions: number;
}

const all: ProofSizes = { kills: 100, booksAtOnce: 1000, killsOfFunctions: 20 };
const some: ProofSizes = { kills: 12, booksAtOnce: 150, killsOfFunctions: 4 };

/** Of the files that others wrote, the long proofs take each so-manieth in `npm test`. */
const oneFileOf = 4;

export const isWholeProof = process.env["PROOFS"] === "whole";
export const proofSizes: ProofSizes = isWholeProof ? all : some;

/** Says how much of a proof is run, where that is not all of it. */
export function sayProofSize(size: keyof ProofSizes, what: string): void {
  if (isWholeProof) return;
  process.stderr.write(`shortened: ${some[size]} of ${all[size]} ${what} (npm run proofs does all)\n`);
}

/** The files of a long proof that are run: all, or a part of each folder that is the same every time. */
export function proofFiles(files: readonly string[]): readonly string[] {
  if (isWholeProof) return files;
  const some = files.filter((_, number) => number % oneFileOf === 0);
  if (files.length > 0)
    process.stderr.write(`shortened: ${some.length} of ${files.length} files (npm run proofs does all)\n`);
  return some;
}
