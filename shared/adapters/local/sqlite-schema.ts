import type { SqliteDatabase } from "./sqlite-database.ts";

/** The file was written by a newer version of this program: opening it anyway could lose what that one keeps. */
export class NewerStore extends Error {
  readonly code = "store/newer";
  constructor(store: string, found: number, known: number) {
    super(
      `This data was written by a newer version of the server (${store}: format ${found}, this version knows ${known}). ` +
        "Start the newer version, or put back the copy of the data folder that was made before it.",
    );
    this.name = "NewerStore";
  }
}

/**
 * Brings the tables of one store to its newest format, all or nothing, before anything else uses them. `migrations[n]`
 * is the SQL that leads from format n to n + 1, and is never edited once released. Several stores share the file, so
 * each has its row in `stores`; `PRAGMA user_version` is one number for all of them.
 * @throws NewerStore
 */
export function migrate({ connection }: SqliteDatabase, store: string, migrations: readonly string[]): void {
  connection.exec("BEGIN IMMEDIATE");
  try {
    connection.exec("CREATE TABLE IF NOT EXISTS stores (name TEXT PRIMARY KEY, format INTEGER NOT NULL) STRICT");
    const found = connection.prepare("SELECT format FROM stores WHERE name = ?").get(store)?.["format"] ?? 0;
    const format = Number(found);
    if (format > migrations.length) throw new NewerStore(store, format, migrations.length);
    for (const sql of migrations.slice(format)) connection.exec(sql);
    connection
      .prepare(
        "INSERT INTO stores (name, format) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET format = excluded.format",
      )
      .run(store, migrations.length);
    connection.exec("COMMIT");
  } catch (error) {
    if (connection.isTransaction) connection.exec("ROLLBACK");
    throw error;
  }
}
