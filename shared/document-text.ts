import { canonicalJson } from "./canonical-json.ts";
import { type Query, type QueryOptions, type ReadModel, UnreadableDocument } from "./ports/read-models.ts";

/** What is kept of a document. Checked before: one that nobody can read again would stop everything it is part of. */
export function documentText<T>(model: ReadModel<T>, document: T): string {
  const text = canonicalJson(model.schema.parse(document));
  for (const query of Object.values(model.queries)) orderedBy(query, text);
  return text;
}

/** @throws UnreadableDocument */
export function readDocument<T>(model: ReadModel<T>, id: string, text: string): T {
  try {
    return model.schema.parse(JSON.parse(text));
  } catch (error) {
    throw new UnreadableDocument(model.name, id, error);
  }
}

/** @throws TypeError where a document lacks what it is sorted by: no list would have a place for it. */
export function orderedBy({ orderBy }: Query, text: string): string | number {
  const value = (JSON.parse(text) as Readonly<Record<string, unknown>>)[orderBy];
  if (typeof value !== "string" && typeof value !== "number") throw new TypeError(`A document has no ${orderBy}`);
  return value;
}

/** @throws Error for what the port's `query` refuses, whatever the store. */
export function checkQuery(model: ReadModel, name: string, { where }: Query, options: QueryOptions): void {
  const given = Object.keys(options.where ?? {});
  if (new Set(given).symmetricDifference(new Set(where)).size > 0) {
    throw new Error(`${model.name} ${name} wants [${where.join(", ")}], and was given [${given.join(", ")}]`);
  }
  if (!Number.isSafeInteger(options.limit) || options.limit < 1) throw new RangeError("A page has at least one place");
  if ((options.terms?.length ?? 0) > 0 && model.searchTerms === undefined) {
    throw new Error(`${model.name} has no search terms`);
  }
}
