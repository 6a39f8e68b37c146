import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { openSqliteDatabase, type SqliteDatabase } from "../../../../shared/adapters/local/sqlite-database.ts";
import { type QueryForm, sqliteQuery } from "../../../../shared/adapters/local/sqlite-query.ts";
import { sqliteReadModels } from "../../../../shared/adapters/local/sqlite-read-models.ts";
import type { ReadModel } from "../../../../shared/ports/read-models.ts";
import { readModels } from "../../../../shared/read-models/catalogue.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";

const Cat = z.object({ name: z.string(), legs: z.number() });
const cats: ReadModel<z.infer<typeof Cat>> = {
  name: "cats",
  writer: "project",
  schema: Cat,
  queries: { byName: { where: [], orderBy: "name", direction: "ascending" } },
};

const named = readModels.flatMap((model) =>
  Object.entries(model.queries).map(([name, query]) => ({
    title: `${model.name} ${name}`,
    query: sqliteQuery(model.name, name, query),
  })),
);
const forms: readonly QueryForm[] = [
  { after: false, terms: "none" },
  { after: true, terms: "none" },
  { after: false, terms: "walk" },
  { after: true, terms: "walk" },
];

const opened: SqliteDatabase[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

function open(path = ":memory:"): SqliteDatabase {
  const database = openSqliteDatabase(path);
  opened.push(database);
  return database;
}

function planOf({ connection }: SqliteDatabase, sql: string): readonly string[] {
  return connection
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map((row) => String(row["detail"]));
}

function indexesIn({ connection }: SqliteDatabase): readonly string[] {
  return connection
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE 'documents/%' ORDER BY name")
    .all()
    .map((row) => String(row["name"]));
}

describe("the read models in SQLite", () => {
  it.each(named)("find and sort $title by its own index alone", ({ query }) => {
    const database = open();
    sqliteReadModels(database, readModels);
    for (const form of forms) {
      const plan = planOf(database, query.sql(form));
      const equal = ["account", ...query.where.map(() => "<expr>")].map((column) => `${column}=?`);
      const beyond = query.direction === "ascending" ? "<expr>>?" : "<expr><?";
      const columns = [...equal, ...(form.after ? [beyond] : [])].join(" AND ");
      expect(plan[0]).toBe(`SEARCH documents USING INDEX ${query.index.name} (${columns})`);
      // A temporary B-tree would mean that all of an account's documents are sorted for each page.
      expect(plan.filter((step) => step.includes("ORDER BY") || step.startsWith("SCAN documents"))).toEqual([]);
    }
  });

  it("find the documents of a rare word by the word, and look at no others", () => {
    const database = open();
    sqliteReadModels(database, readModels);
    for (const { query } of named) {
      const plan = planOf(database, query.sql({ after: true, terms: "rarest" }));
      expect(plan[0]).toBe("SEARCH documents USING INTEGER PRIMARY KEY (rowid=?)");
      expect(plan.join("; ")).toContain("SEARCH found USING PRIMARY KEY (model=? AND account=? AND term=?)");
    }
  });

  it("have one index for each query of each model, and no others", () => {
    const database = open();
    sqliteReadModels(database, readModels);
    expect(indexesIn(database)).toEqual(named.map(({ query }) => query.index.name).toSorted());
    expect(named.length).toBeGreaterThan(5);
  });

  it("replace the index of a query that has changed, and drop that of one which is gone", async () => {
    const path = join(await temporaryFolder(), "cats.db");
    const older = openSqliteDatabase(path);
    const models = sqliteReadModels(older, [cats]);
    await models.update(cats, "home", "a", () => ({ name: "Tom", legs: 3 }));
    await models.update(cats, "home", "b", () => ({ name: "Tim", legs: 4 }));
    const before = indexesIn(older);
    await older.close();

    const changed: typeof cats = {
      ...cats,
      queries: { byName: { where: ["legs"], orderBy: "name", direction: "ascending" } },
    };
    const database = open(path);
    const newer = sqliteReadModels(database, [changed]);
    expect(indexesIn(database)).toHaveLength(1);
    expect(indexesIn(database)).not.toEqual(before);
    const page = await newer.query(changed, "home", "byName", { where: { legs: 4 }, limit: 5 });
    expect(page).toEqual({ items: [{ name: "Tim", legs: 4 }] });
  });

  it("are there again when the file is opened again", async () => {
    const path = join(await temporaryFolder(), "cats.db");
    const first = openSqliteDatabase(path);
    await sqliteReadModels(first, [cats]).update(cats, "home", "a", () => ({ name: "Tom", legs: 4 }));
    await first.close();
    expect(await sqliteReadModels(open(path), [cats]).get(cats, "home", "a")).toEqual({ name: "Tom", legs: 4 });
  });

  it("keep canonical JSON, and write nothing where nothing has changed", async () => {
    const database = open();
    const models = sqliteReadModels(database, [cats]);
    const loose: ReadModel<Record<string, unknown>> = { ...cats, schema: z.record(z.string(), z.unknown()) };
    await models.update(loose, "home", "a", () => ({ name: "Tom", legs: 4, gone: undefined, 9: { b: 1, a: [] } }));
    const { connection } = database;
    expect(connection.prepare("SELECT document FROM documents").get()).toEqual({
      document: '{"9":{"a":[],"b":1},"legs":4,"name":"Tom"}',
    });
    const changes = () => Number(connection.prepare("SELECT total_changes() AS changes").get()?.["changes"]);
    const before = changes();
    await models.update(loose, "home", "a", () => ({ 9: { a: [], b: 1 }, legs: 4, name: "Tom" }));
    expect(changes()).toBe(before);
  });

  it("leave no words behind of documents that are gone", async () => {
    const database = open();
    const searched: typeof cats = { ...cats, searchTerms: ({ name }) => name.split("") };
    const models = sqliteReadModels(database, [searched]);
    for (const id of ["a", "b", "c"]) await models.update(searched, "home", id, () => ({ name: `T${id}m`, legs: 4 }));
    await models.update(searched, "home", "a", () => undefined);
    const words = () => Number(database.connection.prepare("SELECT count(*) AS n FROM search_terms").get()?.["n"]);
    expect(words()).toBe(6);
    await models.clear(searched);
    expect(words()).toBe(0);
  });

  it("throw at a model that they were not opened with", async () => {
    const models = sqliteReadModels(open(), []);
    await expect(models.get(cats, "home", "a")).rejects.toThrow("cats is no read model of this store");
    await expect(models.update(cats, "home", "a", () => undefined)).rejects.toThrow("cats");
    await expect(models.query(cats, "home", "byName", { limit: 1 })).rejects.toThrow("cats");
    await expect(models.clear(cats)).rejects.toThrow("cats");
    await expect(Array.fromAsync(models.all(cats))).rejects.toThrow("cats");
  });
});
