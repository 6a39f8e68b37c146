import type { DatabaseSync } from "node:sqlite";

/** One document of a read model as it lies in the table. */
export interface DocumentRow {
  readonly key: number;
  readonly model: string;
  readonly account: string;
  readonly id: string;
  /** Canonical JSON: equal documents are equal texts. */
  readonly document: string;
  /** What it is found by, sorted. */
  readonly terms: readonly string[];
}

/** A search begins with the documents of its rarest term where they are at most so many. */
const rareDocumentsMax = 500;

export const documentMigrations: readonly string[] = [
  `
  CREATE TABLE documents (
    key INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    -- As kept in search_terms, in JSON: so that those of an older version are found again and removed.
    terms TEXT NOT NULL,
    UNIQUE (model, account, id)
  ) STRICT;
  CREATE TABLE search_terms (
    model TEXT NOT NULL,
    account TEXT NOT NULL,
    term TEXT NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (model, account, term, document)
  ) STRICT, WITHOUT ROWID;
  `,
];

/** The tables of the read models. `put`, `remove` and `clear` are called inside `database.commit`. */
export function sqliteDocuments(connection: DatabaseSync) {
  const sql = (text: string) => connection.prepare(text);
  const find = sql("SELECT key, document, terms FROM documents WHERE model = ? AND account = ? AND id = ?");
  const page = sql(
    "SELECT account, id, document FROM documents WHERE model = ? AND (account, id) > (?, ?) " +
      "ORDER BY account, id LIMIT ?",
  );
  const pageOf = sql(
    "SELECT account, id, document FROM documents WHERE model = ? AND account = ? AND id > ? ORDER BY id LIMIT ?",
  );
  const insert = sql("INSERT INTO documents (model, account, id, document, terms) VALUES (?, ?, ?, ?, ?)");
  const replace = sql("UPDATE documents SET document = ?, terms = ? WHERE key = ?");
  const remove = sql("DELETE FROM documents WHERE key = ?");
  const clear = sql("DELETE FROM documents WHERE model = ?");
  const clearOf = sql("DELETE FROM documents WHERE model = ? AND account = ?");
  const insertTerm = sql("INSERT INTO search_terms (model, account, term, document) VALUES (?, ?, ?, ?)");
  const removeTerm = sql("DELETE FROM search_terms WHERE model = ? AND account = ? AND term = ? AND document = ?");
  const clearTerms = sql("DELETE FROM search_terms WHERE model = ?");
  const clearTermsOf = sql("DELETE FROM search_terms WHERE model = ? AND account = ?");
  const countTerm = sql(
    "SELECT count(*) AS found FROM (SELECT 1 FROM search_terms WHERE model = ? AND account = ? AND term = ? LIMIT ?)",
  );

  const putTerms = (row: DocumentRow, before: readonly string[]) => {
    const { model, account, terms, key } = row;
    const had = new Set(before);
    const has = new Set(terms);
    for (const term of had.difference(has)) removeTerm.run(model, account, term, key);
    for (const term of has.difference(had)) insertTerm.run(model, account, term, key);
  };

  return {
    find: (model: string, account: string, id: string): DocumentRow | undefined => {
      const row = find.get(model, account, id);
      if (row === undefined) return undefined;
      const terms = JSON.parse(String(row["terms"])) as readonly string[];
      return { key: Number(row["key"]), model, account, id, document: String(row["document"]), terms };
    },
    /** The documents of a model that come after one, by account and id; of one account where it is `only` that. */
    page: (model: string, after: { account: string; id: string }, limit: number, only?: string) =>
      (only === undefined
        ? page.all(model, after.account, after.id, limit)
        : pageOf.all(model, only, after.id, limit)
      ).map((row) => ({
        account: String(row["account"]),
        id: String(row["id"]),
        document: String(row["document"]),
      })),
    /** `before` is what `find` answered. */
    put: (row: Omit<DocumentRow, "key">, before: DocumentRow | undefined): void => {
      const terms = JSON.stringify(row.terms);
      if (before === undefined) {
        const { lastInsertRowid } = insert.run(row.model, row.account, row.id, row.document, terms);
        putTerms({ ...row, key: Number(lastInsertRowid) }, []);
      } else if (row.document !== before.document || terms !== JSON.stringify(before.terms)) {
        replace.run(row.document, terms, before.key);
        putTerms({ ...row, key: before.key }, before.terms);
      }
    },
    remove: (row: DocumentRow): void => {
      putTerms({ ...row, terms: [] }, row.terms);
      remove.run(row.key);
    },
    /** Every document of a model, or those of one account. */
    clear: (model: string, account?: string): void => {
      if (account === undefined) {
        clearTerms.run(model);
        clear.run(model);
      } else {
        clearTermsOf.run(model, account);
        clearOf.run(model, account);
      }
    },
    /** The term that the fewest documents have, or `undefined` where all are common. */
    rarestTerm: (model: string, account: string, terms: readonly string[]): string | undefined => {
      let rarest: string | undefined;
      let fewest = rareDocumentsMax;
      for (const term of terms) {
        const found = Number(countTerm.get(model, account, term, fewest + 1)?.["found"]);
        if (found > fewest) continue;
        rarest = term;
        fewest = found;
      }
      return rarest;
    },
  };
}
