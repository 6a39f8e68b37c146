import { openSqliteDatabase } from "../../../shared/adapters/local/sqlite-database.ts";
import { sqliteJournal } from "../../../shared/adapters/local/sqlite-journal.ts";
import { sqliteReadModels } from "../../../shared/adapters/local/sqlite-read-models.ts";
import { canonicalJson } from "../../../shared/canonical-json.ts";
import type { ReadModels } from "../../../shared/ports/read-models.ts";
import { readModels as models } from "../../../shared/read-models/catalogue.ts";

/** The embedded journal and read models, on nothing but memory. */
export function inMemory() {
  const database = openSqliteDatabase(":memory:");
  return {
    database,
    journal: sqliteJournal(database),
    readModels: sqliteReadModels(database, models),
    close: () => database.close(),
  };
}

/** Every document of every model, byte by byte. */
export async function dumpOf(readModels: ReadModels): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const model of models) {
    for await (const [account, id, document] of readModels.all(model)) {
      lines.push(`${model.name} ${account} ${id} ${canonicalJson(document)}`);
    }
  }
  return lines;
}
