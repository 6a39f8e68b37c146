import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { openSqliteDatabase } from "../../../../shared/adapters/local/sqlite-database.ts";
import { sqliteJournal } from "../../../../shared/adapters/local/sqlite-journal.ts";
import { sqliteLedger } from "../../../../shared/adapters/local/sqlite-ledger.ts";
import { sqliteReadModels } from "../../../../shared/adapters/local/sqlite-read-models.ts";
import { migrate, NewerStore } from "../../../../shared/adapters/local/sqlite-schema.ts";
import { readModels } from "../../../../shared/read-models/catalogue.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";

const first = "CREATE TABLE cats (name TEXT NOT NULL) STRICT; INSERT INTO cats VALUES ('Tom');";
const second = "ALTER TABLE cats ADD COLUMN legs INTEGER NOT NULL DEFAULT 4;";

describe("a store", () => {
  it("is made in its newest format, and brought there from any older one with what lies in it", async () => {
    const made = openSqliteDatabase(":memory:");
    migrate(made, "cats", [first, second]);
    const path = join(await temporaryFolder(), "cats.db");
    const older = openSqliteDatabase(path);
    migrate(older, "cats", [first]);
    await older.commit((connection) => connection.exec("UPDATE cats SET name = 'Tim'"));
    await older.close();
    const newer = openSqliteDatabase(path);
    migrate(newer, "cats", [first, second]);
    expect(made.connection.prepare("SELECT * FROM cats").all()).toEqual([{ name: "Tom", legs: 4 }]);
    expect(newer.connection.prepare("SELECT * FROM cats").all()).toEqual([{ name: "Tim", legs: 4 }]);
    await made.close();
    await newer.close();
  });

  it("takes each step once, however often it is opened", async () => {
    const database = openSqliteDatabase(":memory:");
    for (let time = 0; time < 3; time += 1) migrate(database, "cats", [first, second]);
    expect(database.connection.prepare("SELECT count(*) AS cats FROM cats").get()).toEqual({ cats: 1 });
    await database.close();
  });

  it("has its own format beside the other stores of the file", async () => {
    const database = openSqliteDatabase(":memory:");
    migrate(database, "cats", [first, second]);
    migrate(database, "dogs", ["CREATE TABLE dogs (name TEXT NOT NULL) STRICT"]);
    expect(database.connection.prepare("SELECT * FROM stores ORDER BY name").all()).toEqual([
      { name: "cats", format: 2 },
      { name: "dogs", format: 1 },
    ]);
    await database.close();
  });

  it("stays as it was when a step fails", async () => {
    const database = openSqliteDatabase(":memory:");
    migrate(database, "cats", [first]);
    expect(() => migrate(database, "cats", [first, second, "CREATE NONSENSE"])).toThrow("syntax error");
    expect(database.connection.prepare("SELECT * FROM cats").all()).toEqual([{ name: "Tom" }]);
    migrate(database, "cats", [first, second]);
    await database.close();
  });

  it("is refused, with a sentence, where a newer version has written it, and left alone", async () => {
    const database = openSqliteDatabase(":memory:");
    migrate(database, "cats", [first, second]);
    expect(() => migrate(database, "cats", [first])).toThrow(NewerStore);
    expect(() => migrate(database, "cats", [first])).toThrow(
      "This data was written by a newer version of the server (cats: format 2, this version knows 1). Start the newer version",
    );
    migrate(database, "cats", [first, second]);
    await database.close();
  });

  it.each(["journal", "ledger", "read models"])("refuses a %s of a newer version", async (store) => {
    const database = openSqliteDatabase(":memory:");
    const open = () => {
      sqliteJournal(database);
      sqliteLedger(database);
      sqliteReadModels(database, readModels);
    };
    open();
    open();
    const known = Number(
      database.connection.prepare("SELECT format FROM stores WHERE name = ?").get(store)?.["format"],
    );
    await database.commit((connection) =>
      connection.prepare("UPDATE stores SET format = format + 1 WHERE name = ?").run(store),
    );
    expect(open).toThrow(`(${store}: format ${known + 1}, this version knows ${known})`);
    await database.close();
  });

  it("has strict tables only: a text in the place of a number is refused", async () => {
    const database = openSqliteDatabase(":memory:");
    sqliteJournal(database);
    sqliteLedger(database);
    sqliteReadModels(database, readModels);
    const tables = database.connection
      .prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
      .all();
    const loose = tables.filter(({ name, strict }) => strict === 0 && !String(name).startsWith("sqlite_"));
    expect(tables.length).toBeGreaterThan(5);
    expect(loose).toEqual([]);
    await database.close();
  });
});
