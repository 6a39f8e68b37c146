import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { checkQuery, documentText, orderedBy, readDocument } from "../../document-text.ts";
import { pageTokenOf, readPageToken } from "../../page-token.ts";
import type { ReadModel, ReadModels } from "../../ports/read-models.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { documentMigrations, sqliteDocuments } from "./sqlite-documents.ts";
import { indexNamePrefix, type SqliteQuery, sqliteQuery } from "./sqlite-query.ts";
import { migrate } from "./sqlite-schema.ts";

/** How many documents `all` holds in memory. */
const pageDocumentsMax = 200;

/** @param models every model there is: each of their queries gets its index, and the index of any other query goes. */
export function sqliteReadModels(database: SqliteDatabase, models: readonly ReadModel[]): ReadModels {
  migrate(database, "read models", documentMigrations);
  const { connection } = database;
  const queries = new Map(models.map((model) => [model.name, queriesOf(model)]));
  makeIndexes(connection, [...queries.values()].flat());
  const documents = sqliteDocuments(connection);
  const statements = new Map<string, StatementSync>();

  const queriesNamed = (model: string): readonly SqliteQuery[] => {
    const found = queries.get(model);
    if (found === undefined) throw new Error(`${model} is no read model of this store`);
    return found;
  };

  const statement = (sql: string): StatementSync => {
    const prepared = statements.get(sql) ?? connection.prepare(sql);
    statements.set(sql, prepared);
    return prepared;
  };

  return {
    get: async (model, account, id) => {
      queriesNamed(model.name);
      const row = documents.find(model.name, account, id);
      return row === undefined ? undefined : readDocument(model, id, row.document);
    },

    update: async (model, account, id, change) => {
      queriesNamed(model.name);
      return await database.commit(() => {
        const row = documents.find(model.name, account, id);
        const after = change(row === undefined ? undefined : readDocument(model, id, row.document));
        if (after === undefined) {
          if (row !== undefined) documents.remove(row);
          return undefined;
        }
        const document = documentText(model, after);
        const kept = readDocument(model, id, document);
        const terms = [...new Set(model.searchTerms?.(kept))].sort();
        documents.put({ model: model.name, account, id, document, terms }, row);
        return kept;
      });
    },

    query: async (model, account, name, options) => {
      const query = queriesNamed(model.name).find((each) => each.name === name);
      if (query === undefined) throw new Error(`${model.name} has no query named ${name}`);
      checkQuery(model, name, query, options);
      const { limit, where = {} } = options;
      const terms = [...new Set(options.terms)].sort();
      const list = [model.name, account, name, where, terms];
      const after = options.after === undefined ? undefined : readPageToken(list, options.after);
      const rarest = documents.rarestTerm(model.name, account, terms);
      const form = terms.length === 0 ? "none" : rarest === undefined ? "walk" : "rarest";
      const values: Record<string, SQLInputValue> = {
        account,
        ...Object.fromEntries(query.where.map((field, at) => [`where${at}`, JSON.stringify(where[field])])),
        ...after,
        ...(form === "none" ? {} : { terms: JSON.stringify(terms) }),
        ...(rarest === undefined ? {} : { rarest }),
        // One more than asked for tells whether another page follows.
        limit: limit + 1,
      };
      const rows = statement(query.sql({ after: after !== undefined, terms: form })).all(values);
      const shown = rows.slice(0, limit).map((row) => ({ id: String(row["id"]), text: String(row["document"]) }));
      const items = shown.map(({ id, text }) => readDocument(model, id, text));
      const last = shown.at(-1);
      if (rows.length <= limit || last === undefined) return { items };
      return { items, next: pageTokenOf(list, { orderedBy: orderedBy(query, last.text), id: last.id }) };
    },

    all: async function* (model, only) {
      queriesNamed(model.name);
      let last = { account: "", id: "" };
      for (;;) {
        const rows = documents.page(model.name, last, pageDocumentsMax, only);
        for (const { account, id, document } of rows) yield [account, id, readDocument(model, id, document)] as const;
        const end = rows.at(-1);
        if (end === undefined || rows.length < pageDocumentsMax) return;
        last = end;
      }
    },

    clear: async ({ name }, account) => {
      queriesNamed(name);
      await database.commit(() => documents.clear(name, account));
    },
  };
}

function queriesOf(model: ReadModel): readonly SqliteQuery[] {
  return Object.entries(model.queries).map(([name, query]) => sqliteQuery(model.name, name, query));
}

/** Makes the indexes that are missing and drops those of queries that have changed or gone. */
function makeIndexes(connection: DatabaseSync, queries: readonly SqliteQuery[]): void {
  const wanted = new Map(queries.map(({ index }) => [index.name, index.sql]));
  const present = new Set(
    connection
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'documents'")
      .all()
      .map((row) => String(row["name"]))
      .filter((name) => name.startsWith(indexNamePrefix)),
  );
  for (const name of present) if (!wanted.has(name)) connection.exec(`DROP INDEX "${name.replaceAll('"', '""')}"`);
  for (const [name, sql] of wanted) if (!present.has(name)) connection.exec(sql);
}
