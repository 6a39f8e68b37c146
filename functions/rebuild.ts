import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openDataFolder } from "../shared/adapters/local/data-folder.ts";
import { openSqliteDatabase } from "../shared/adapters/local/sqlite-database.ts";
import { sqliteJournal } from "../shared/adapters/local/sqlite-journal.ts";
import { sqliteQueue } from "../shared/adapters/local/sqlite-queue.ts";
import { sqliteReadModels } from "../shared/adapters/local/sqlite-read-models.ts";
import { readModels as models } from "../shared/read-models/catalogue.ts";
import { readSettings } from "./local/settings.ts";
import { rebuild } from "./project/rebuild.ts";
import { rebuildReport } from "./project/rebuild-report.ts";

// Throws the read models away and makes them anew from the journal: `npm run rebuild`.

/** What a shell knows as "used wrongly". */
const exitOfMistakes = 2;

const found = readSettings(process.env, { terminal: process.stdout.isTTY });
if ("mistakes" in found) {
  process.stderr.write(`${found.mistakes.join("\n")}\n`);
  process.exit(exitOfMistakes);
}
try {
  await rebuildIn(found.settings.dataDir);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** @throws DataFolderBusy while the server runs: it would go on writing into what is being thrown away */
async function rebuildIn(dataDir: string): Promise<void> {
  const startedAt = performance.now();
  const folder = await openDataFolder(dataDir);
  const besideFile = join(folder.path, "rebuild.db");
  await removeDatabase(besideFile);
  const database = openSqliteDatabase(folder.database);
  const besideDatabase = openSqliteDatabase(besideFile);
  try {
    const rebuilt = await rebuild({
      journal: sqliteJournal(database),
      readModels: sqliteReadModels(database, models),
      beside: sqliteReadModels(besideDatabase, models),
      // Between two steps, where the server was stopped: the next start hands them out.
      waiting: sqliteQueue(database)
        .depths()
        .reduce((sum, { waiting, running }) => sum + waiting + running, 0),
      onProgress: (events) => process.stderr.write(`${events} events replayed\n`),
    });
    process.stdout.write(rebuildReport(rebuilt, (performance.now() - startedAt) / 1000));
  } finally {
    await besideDatabase.close();
    await database.close();
    await removeDatabase(besideFile);
    await folder.close();
  }
}

/** With the files that SQLite keeps beside it. What a rebuild that was cut short has left behind is worth nothing. */
async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ["", "-wal", "-shm"]) await rm(`${path}${suffix}`, { force: true });
}
