import { hashOf } from "../../../events/define-event.ts";
import type { Query } from "../../ports/read-models.ts";

/** The index of one named query, and the statement that uses it. */
export interface SqliteQuery extends Query {
  readonly name: string;
  readonly index: { readonly name: string; readonly sql: string };
  /**
   * The rows of a page: `id`, `document`. Takes `:account`; `:where0`, `:where1` ... as JSON; for `after` the `:orderedBy`
   * and the `:id` of the last document; where there are terms `:terms` as a list in JSON, and the `:rarest`; `:limit`.
   */
  sql(form: QueryForm): string;
}

export interface QueryForm {
  readonly after: boolean;
  /**
   * `walk` goes along the index and leaves out what lacks a term: quick where the terms are common, because the page is
   * soon full. `rarest` takes the documents of one term and sorts them: quick where those are few.
   */
  readonly terms: "none" | "walk" | "rarest";
}

/** Index names begin with it, and nothing else's do. */
export const indexNamePrefix = "documents/";

export function sqliteQuery(model: string, name: string, query: Query): SqliteQuery {
  const only = `model = ${literal(model)}`;
  const where = query.where.map((field) => `document -> ${pathOf(field)}`);
  const orderBy = `document ->> ${pathOf(query.orderBy)}`;
  const columns = ["account", ...where, orderBy, "id"].join(", ");
  const direction = query.direction === "ascending" ? "ASC" : "DESC";
  const beyond = query.direction === "ascending" ? ">" : "<";
  // Named after what it is made of: when a query changes, so does its name, and the old index goes.
  const indexName = `${indexNamePrefix}${model}/${name}/${hashOf(only, columns).slice(0, 8)}`;
  return {
    ...query,
    name,
    index: {
      name: indexName,
      sql: `CREATE INDEX ${quoted(indexName)} ON documents (${columns}) WHERE ${only}`,
    },
    sql: ({ after, terms }) =>
      [
        "SELECT id, document FROM documents",
        // NOT INDEXED leaves the look-up by key, and nothing else.
        terms === "rarest" ? "NOT INDEXED" : `INDEXED BY ${quoted(indexName)}`,
        `WHERE ${only} AND account = :account`,
        ...where.map((expression, at) => `AND ${expression} = :where${at}`),
        // The first comparison says nothing new, but SQLite finds its way into the index by it.
        ...(after ? [`AND ${orderBy} ${beyond}= :orderedBy AND (${orderBy}, id) ${beyond} (:orderedBy, :id)`] : []),
        ...(terms === "rarest" ? [ofRarestTerm] : []),
        ...(terms === "none" ? [] : [ofEveryTerm]),
        `ORDER BY ${orderBy} ${direction}, id ${direction} LIMIT :limit`,
      ].join(" "),
  };
}

const ofRarestTerm =
  "AND key IN (SELECT found.document FROM search_terms AS found " +
  "WHERE found.model = documents.model AND found.account = :account AND found.term = :rarest)";
const ofEveryTerm =
  "AND NOT EXISTS (SELECT 1 FROM json_each(:terms) AS wanted WHERE NOT EXISTS (SELECT 1 FROM search_terms AS found " +
  "WHERE found.model = documents.model AND found.account = :account AND found.term = wanted.value " +
  "AND found.document = documents.key))";

function pathOf(field: string): string {
  return literal(`$.${JSON.stringify(field)}`);
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
