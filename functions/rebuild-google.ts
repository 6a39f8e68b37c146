import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firestoreClient } from "../shared/adapters/google/firestore-client.ts";
import { firestoreJournal } from "../shared/adapters/google/firestore-journal.ts";
import { firestoreReadModels } from "../shared/adapters/google/firestore-read-models.ts";
import { openSqliteDatabase } from "../shared/adapters/local/sqlite-database.ts";
import { sqliteReadModels } from "../shared/adapters/local/sqlite-read-models.ts";
import { firestoreRamp, paced } from "../shared/ramp.ts";
import { readModels as models } from "../shared/read-models/catalogue.ts";
import { systemClock } from "../shared/system-clock.ts";
import { systemTimers } from "../shared/system-timers.ts";
import { pacedReadModels } from "./project/paced-read-models.ts";
import { rebuild } from "./project/rebuild.ts";
import { rebuildReport } from "./project/rebuild-report.ts";

// The read models of an installation on Google Cloud, made anew from its journal: `npm run rebuild:google`. Whoever runs it
// needs roles/datastore.user. Everything is made in a database of this machine's own first, so that nothing in the cloud
// is touched before all of it is there, and only what differs is written there. The functions go on working.

/** What a shell knows as "used wrongly". */
const exitOfMistakes = 2;
/** Much more than the clocks of this machine and of Firestore differ by, and still only a few events. */
const clocksDifferMsMax = 10 * 60_000;

const projectId = process.env["GOOGLE_CLOUD_PROJECT"] ?? "";
const databaseId = process.env["FIRESTORE_DATABASE"] || undefined;
if (projectId === "") {
  process.stderr.write("GOOGLE_CLOUD_PROJECT is missing: the id of the Google Cloud project.\n");
  process.exit(exitOfMistakes);
}
const startedAt = performance.now();
const atWorkSince = new Date(systemClock.now().getTime() - clocksDifferMsMax);
const folder = await mkdtemp(join(tmpdir(), "kcs-rebuild-"));
const besideDatabase = openSqliteDatabase(join(folder, "rebuild.db"));
const firestore = firestoreClient({ projectId, databaseId });
try {
  const turn = paced(firestoreRamp, { clock: systemClock, timers: systemTimers });
  const rebuilt = await rebuild({
    journal: firestoreJournal(firestore),
    readModels: pacedReadModels(firestoreReadModels(firestore), turn),
    beside: sqliteReadModels(besideDatabase, models),
    onProgress: (events) => process.stderr.write(`${events} events replayed\n`),
    atWorkSince,
  });
  process.stdout.write(rebuildReport(rebuilt, (performance.now() - startedAt) / 1000));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await (await firestore()).db.terminate();
  await besideDatabase.close();
  await rm(folder, { recursive: true, force: true });
}
