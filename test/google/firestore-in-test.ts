import { randomUUID } from "node:crypto";
import { afterAll } from "@jest/globals";
import {
  type FirestoreClient,
  type FirestoreConnection,
  firestoreClient,
} from "../../shared/adapters/google/firestore-client.ts";
import { lazily } from "../../shared/adapters/google/lazily.ts";
import { emptyDatabase } from "./database-for-tests.ts";
import { realProject } from "./target.ts";

const opened: FirestoreClient[] = [];
const endedWithinMs = 20_000;

afterAll(async () => {
  await Promise.all(opened.splice(0).map(async (client) => end((await client()).db)));
});

/**
 * Firestore's library waits, without an end, for each call that it counts as open; one that watches and is ended while
 * its stream is being set up again stays counted. What a test has shown does not depend on it.
 */
async function end(db: FirestoreConnection["db"]): Promise<void> {
  const waited = Promise.withResolvers<"waited">();
  const timer = setTimeout(() => waited.resolve("waited"), endedWithinMs);
  const ended = await Promise.race([db.terminate(), waited.promise]);
  clearTimeout(timer);
  if (ended === "waited") process.stderr.write(`Firestore's library has not ended within ${endedWithinMs} ms\n`);
}

/** An empty database of the emulator, whose state is by project, so that a name of its own is one; or that of a project. */
export function emptyFirestore(projectId = `test-${randomUUID().slice(0, 18)}`): FirestoreClient {
  const client = inProject() ?? onEmulator(projectId);
  opened.push(client);
  return client;
}

function onEmulator(projectId: string): FirestoreClient {
  if (process.env["FIRESTORE_EMULATOR_HOST"] === undefined) throw new Error("Run this with: npm run test:google");
  return firestoreClient({ projectId });
}

/** A project has one database for tests, which is emptied at the first use: one test uses one at a time. */
function inProject(): FirestoreClient | undefined {
  const project = realProject(process.env);
  if (project === undefined) return undefined;
  const client = firestoreClient(project);
  return lazily(async () => {
    const connection = await client();
    await emptyDatabase(connection.db);
    return connection;
  });
}
