import { corpusName } from "./corpora.ts";
import { verdictOf } from "./verdict.ts";

/** Meets every file with `work` and prints, in one line, how many came to which verdict and which took longest. */
export async function verdictsOn(
  what: string,
  paths: readonly string[],
  work: (path: string) => unknown,
): Promise<readonly (readonly [name: string, verdict: string])[]> {
  const verdicts: [string, string][] = [];
  const counts = new Map<string, number>();
  let slowest = { ms: 0, name: "" };
  for (const path of paths) {
    const startedAt = performance.now();
    const verdict = await verdictOf(() => work(path));
    const ms = performance.now() - startedAt;
    if (ms > slowest.ms) slowest = { ms, name: corpusName(path) };
    verdicts.push([corpusName(path), verdict]);
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const table = [...counts]
    .map(([verdict, count]) => `${verdict} ${count}`)
    .sort((one, other) => (one < other ? -1 : 1));
  process.stderr.write(
    `${what}: ${paths.length} files (${table.join(", ")}), slowest ${Math.round(slowest.ms)} ms ${slowest.name}\n`,
  );
  return verdicts;
}
