import { firestoreClient } from "../../shared/adapters/google/firestore-client.ts";
import { releaseDatabase, takeDatabase } from "./database-for-tests.ts";
import { makeBucket, removeBucket, removeSecrets, removeTopics } from "./real-project.ts";
import { runJest } from "./run-jest.ts";
import { environmentOf, leftOut, type RealProject } from "./target.ts";

/**
 * Runs the contract suites against the services of a project, as whoever the application default credentials say, and
 * removes what they have made, whatever came of them. Answers the exit code: not 0 either where something was left.
 */
export async function runOnProject(project: RealProject, parameters: readonly string[]): Promise<number> {
  const { db } = await firestoreClient(project)();
  const why = await takeDatabase(db, Date.now());
  if (why !== undefined) {
    process.stderr.write(`refused: the database ${project.databaseId} of ${project.projectId} is left alone: ${why}\n`);
    await db.terminate();
    return 1;
  }
  process.stdout.write(`${project.projectId}: everything of this run is called ${project.prefix}\n`);
  for (const each of leftOut) process.stderr.write(`not run: ${each.what} (${each.why})\n`);
  let code = 1;
  try {
    await makeBucket(project);
    code = await runJest(jestParameters(parameters), environmentOf(project));
  } finally {
    const removals = [
      ["documents", () => releaseDatabase(db)],
      ["topics and subscriptions", () => removeTopics(project)],
      ["the bucket", () => removeBucket(project)],
      ["secrets", () => removeSecrets(project)],
    ] as const;
    for (const [what, remove] of removals) {
      try {
        await remove();
      } catch (error) {
        process.stderr.write(`not removed: ${what} of ${project.prefix} (${String(error)})\n`);
        code ||= 1;
      }
    }
    await db.terminate();
  }
  return code;
}

/**
 * One suite after the other, as they share a database; without those that do not run there. What was asked for comes
 * first: Jest takes every bare word after an ignored pattern for another one.
 */
export function jestParameters(asked: readonly string[]): readonly string[] {
  const files = leftOut.flatMap(({ file }) => (file === undefined ? [] : [file]));
  const ignored = files.map((file) => `--testPathIgnorePatterns=${file.replaceAll(".", String.raw`\.`)}$`);
  return [...asked, "--runInBand", ...ignored];
}
