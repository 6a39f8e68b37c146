import { randomUUID } from "node:crypto";
import { afterAll } from "@jest/globals";
import { type FirestoreClient, firestoreClient } from "../../shared/adapters/google/firestore-client.ts";

const opened: FirestoreClient[] = [];

afterAll(async () => {
  for (const client of opened.splice(0)) await (await client()).db.terminate();
});

/** An empty database of the emulator. Its state is by project, so that a name of its own is one. */
export function emptyFirestore(projectId = `test-${randomUUID().slice(0, 18)}`): FirestoreClient {
  if (process.env["FIRESTORE_EMULATOR_HOST"] === undefined) throw new Error("Run this with: npm run test:google");
  const client = firestoreClient({ projectId });
  opened.push(client);
  return client;
}
