import type * as z from "zod";
import type { StepName } from "../../events/define-event.ts";

/**
 * The documents that steps query. Each belongs to one account and one model; each model has one writer. All can be
 * thrown away and rebuilt from the journal. What reads a document throws UnreadableDocument where it was kept in
 * another shape than its model has now; what is not of that shape is not kept.
 */
export interface ReadModels {
  /** The document, or `undefined`. */
  get<T>(model: ReadModel<T>, account: string, id: string): Promise<T | undefined>;
  /**
   * One atomic step: reads, lets `change` decide, writes what it answers. `undefined` removes. `change` is pure, may be
   * called more than once, and of simultaneous updates of one document none is lost. Answers what is there afterwards.
   */
  update<T>(
    model: ReadModel<T>,
    account: string,
    id: string,
    change: (before: T | undefined) => T | undefined,
  ): Promise<T | undefined>;
  /**
   * A page of what a named query of the model finds: `where` has a value for each field that the query names, `terms`
   * (only where the model has search terms) must all be found. Sorted by the query's `orderBy`, then by id, both in its
   * direction. `after` is the `next` of the page before. `next` is absent on the last page.
   * @throws UnknownPage when `after` is not of this very list: same account, query, `where` and `terms`.
   * @throws Error for a query that the model lacks, and for other fields than the query names.
   */
  query<T>(model: ReadModel<T>, account: string, query: string, options: QueryOptions): Promise<Page<T>>;
  /**
   * Every document of a model, of every account, as `[account, id, document]` sorted by account and id; or only those of
   * one account, in an order that is the same each time.
   */
  all<T>(model: ReadModel<T>, account?: string): AsyncIterable<readonly [account: string, id: string, document: T]>;
  /** Removes every document of a model, of every account or of one. */
  clear(model: ReadModel, account?: string): Promise<void>;
}

export interface ReadModel<T = unknown> {
  /** Kebab-case plural: the collection's name. */
  readonly name: string;
  readonly writer: StepName;
  /** What a document looks like. Adapters keep it as canonical JSON: keys sorted, absent instead of `undefined`. */
  readonly schema: z.ZodType<T>;
  /** Every way in which steps look for documents: each is one index, and there are no others. */
  readonly queries: Readonly<Record<string, Query>>;
  /** Lower-case words to find a document by; a term matches where it equals one of them. */
  searchTerms?(document: T): readonly string[];
}

export interface Query {
  /** Top-level fields that must equal a given value. */
  readonly where: readonly string[];
  /** A top-level field that every document of the model has, a string or a number. */
  readonly orderBy: string;
  readonly direction: "ascending" | "descending";
}

export interface QueryOptions {
  readonly where?: Readonly<Record<string, string | number | boolean>>;
  readonly terms?: readonly string[];
  readonly limit: number;
  readonly after?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** A document that was kept in another shape than its model has now: not shown in part, but rebuilt. */
export class UnreadableDocument extends Error {
  readonly code = "read-model/unreadable";
  constructor(model: string, id: string, cause: unknown) {
    super(`${id} of ${model} was kept in another shape: run "npm run rebuild"`, { cause });
    this.name = "UnreadableDocument";
  }
}

/** Page tokens come from outside: one that was not ours. */
export class UnknownPage extends Error {
  readonly code = "page/unknown";
  constructor() {
    super("That page is not one of this list's");
    this.name = "UnknownPage";
  }
}
