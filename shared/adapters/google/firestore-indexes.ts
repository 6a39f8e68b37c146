import type { ReadModel } from "../../ports/read-models.ts";
import { journalCollection } from "./firestore-journal.ts";
import { ledgerCollection } from "./firestore-ledger.ts";

type Scope = "COLLECTION" | "COLLECTION_GROUP";

/** One `google_firestore_index`. */
export interface CompositeIndex {
  readonly collection: string;
  readonly queryScope: Scope;
  readonly fields: readonly (
    | { readonly fieldPath: string; readonly order: "ASCENDING" | "DESCENDING" }
    | { readonly fieldPath: string; readonly arrayConfig: "CONTAINS" }
  )[];
}

/** One `google_firestore_field`: the single-field indexes that it has, in the place of Firestore's own choice. */
export interface FieldIndexes {
  readonly collection: string;
  readonly field: string;
  readonly indexes: readonly {
    readonly queryScope: Scope;
    readonly order?: "ASCENDING" | "DESCENDING";
    readonly arrayConfig?: "CONTAINS";
  }[];
}

/**
 * Every index that the adapters need: the service answers no query without its own, and the emulator answers them all.
 * The last one of a query, and the one of each group, is sorted by Firestore's `__name__` in the same direction, which
 * needs not be said. Texts that no query looks at get no index, which Firestore would otherwise make of every field.
 */
export function firestoreIndexes(models: readonly ReadModel[]): {
  readonly composite: readonly CompositeIndex[];
  readonly fields: readonly FieldIndexes[];
} {
  return {
    composite: [...models.flatMap((model) => [...indexesOf(model), indexOfAll(model)]), ...historyIndexes],
    fields: [
      ...models.flatMap(({ name }) => ["account", "id", "document", "by", "terms", "write"].map(unindexed(name))),
      ...["event", "about"].map(unindexed(journalCollection)),
      {
        collection: journalCollection,
        field: "keptAt",
        indexes: [
          { queryScope: "COLLECTION", order: "ASCENDING" },
          { queryScope: "COLLECTION", order: "DESCENDING" },
          { queryScope: "COLLECTION_GROUP", order: "ASCENDING" },
        ],
      },
      ...["entry", "version", "write"].map(unindexed(ledgerCollection)),
      ...["dueAt", "claimedAt", "account"].map((field) => ({
        collection: ledgerCollection,
        field,
        indexes: [{ queryScope: "COLLECTION" as const, order: "ASCENDING" as const }],
      })),
    ],
  };
}

/** What is about a thing, from its first event on, and from its last one back. */
const historyIndexes: readonly CompositeIndex[] = (["ASCENDING", "DESCENDING"] as const).map((order) => ({
  collection: journalCollection,
  queryScope: "COLLECTION",
  fields: [
    { fieldPath: "about", arrayConfig: "CONTAINS" },
    { fieldPath: "keptAt", order },
  ],
}));

/** For each query one, and where words are looked for another: an array comes first, then what is equal, then the order. */
function indexesOf(model: ReadModel): readonly CompositeIndex[] {
  const { name, queries } = model;
  const unique = new Map<string, CompositeIndex>();
  for (const { where, orderBy, direction } of Object.values(queries)) {
    const order = direction === "ascending" ? "ASCENDING" : "DESCENDING";
    const fields = [
      ...where.map((field) => ({ fieldPath: `by.${field}`, order: "ASCENDING" }) as const),
      { fieldPath: `by.${orderBy}`, order } as const,
      { fieldPath: "id", order } as const,
    ];
    const words = { fieldPath: "terms", arrayConfig: "CONTAINS" } as const;
    for (const each of model.searchTerms === undefined ? [fields] : [fields, [words, ...fields]]) {
      unique.set(JSON.stringify(each), { collection: name, queryScope: "COLLECTION", fields: each });
    }
  }
  return [...unique.values()];
}

function indexOfAll({ name }: ReadModel): CompositeIndex {
  const fields = ["account", "id"].map((fieldPath) => ({ fieldPath, order: "ASCENDING" }) as const);
  return { collection: name, queryScope: "COLLECTION_GROUP", fields };
}

function unindexed(collection: string) {
  return (field: string): FieldIndexes => ({ collection, field, indexes: [] });
}
