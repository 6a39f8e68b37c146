import { it } from "@jest/globals";

/**
 * `it` where a tool or folder is there; elsewhere the test counts as skipped, with one visible line that says what was
 * not run and why. The whole proof (`.ci/run`) fails on such a line.
 */
export function itWhere(isThere: boolean, what: string, why: string): typeof it | typeof it.skip {
  if (isThere) return it;
  process.stderr.write(`not run: ${what} (${why})\n`);
  return it.skip;
}
