import { describe, expect, it } from "@jest/globals";
import { openSqliteDatabase, type SqliteDatabase } from "../../../../shared/adapters/local/sqlite-database.ts";
import { sqliteJournal } from "../../../../shared/adapters/local/sqlite-journal.ts";
import { sqliteLedger } from "../../../../shared/adapters/local/sqlite-ledger.ts";
import { sqliteReadModels } from "../../../../shared/adapters/local/sqlite-read-models.ts";
import { readModels } from "../../../../shared/read-models/catalogue.ts";

/** Every statement that a store prepares when it is opened. */
function statementsOf(database: SqliteDatabase, open: () => unknown): readonly string[] {
  const { connection } = database;
  const prepare = connection.prepare.bind(connection);
  const prepared: string[] = [];
  connection.prepare = (sql) => {
    prepared.push(sql);
    return prepare(sql);
  };
  open();
  connection.prepare = prepare;
  return prepared.filter((sql) => !/sqlite_schema|\bstores\b/.test(sql));
}

describe("no statement goes through a whole table, however much there is", () => {
  it.each([
    ["the journal", sqliteJournal],
    ["the ledger", sqliteLedger],
    ["the read models", (database: SqliteDatabase) => sqliteReadModels(database, readModels)],
  ])("in %s", async (_, open) => {
    const database = openSqliteDatabase(":memory:");
    const statements = statementsOf(database, () => open(database));
    expect(statements.length).toBeGreaterThanOrEqual(5);
    for (const sql of statements) {
      const plan = database.connection
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail));
      // A subquery with a limit of its own is gone through, but is never long.
      const bad = plan.filter((step) => /^SCAN (?!\(subquery)|USE TEMP B-TREE/.test(step));
      expect({ sql, bad }).toEqual({ sql, bad: [] });
    }
    await database.close();
  });
});
