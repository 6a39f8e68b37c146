import { firestoreIndexes } from "../../shared/adapters/google/firestore-indexes.ts";
import { cats, dogs } from "../contract/cats.ts";

type Index = ReturnType<typeof firestoreIndexes>["composite"][number];

/**
 * The commands that make every index that the suites ask for and Firestore does not make by itself: what their models
 * need, and the journal of all accounts. One a line, for a shell; each returns at once, and the service takes its minutes.
 */
export function indexCommands({
  projectId,
  databaseId,
}: {
  readonly projectId: string;
  readonly databaseId: string;
}): readonly string[] {
  const { composite, fields } = firestoreIndexes([cats, dogs]);
  const where = `--project=${projectId} --database=${databaseId} --async --quiet`;
  return [
    ...composite.map(
      (index) =>
        `gcloud firestore indexes composite create ${where} --collection-group=${index.collection} ${partsOf(index)}`,
    ),
    ...fields
      .filter(({ indexes }) => indexes.some(({ queryScope }) => queryScope === "COLLECTION_GROUP"))
      .map(({ collection, field, indexes }) => {
        const wanted = indexes.map(
          ({ queryScope, ...kind }) => `--index=${kindOf(kind)},query-scope=${nameOf(queryScope)}`,
        );
        return `gcloud firestore indexes fields update ${field} ${where} --collection-group=${collection} ${wanted.join(" ")}`;
      }),
  ];
}

function partsOf({ queryScope, fields }: Index): string {
  const parts = fields.map(({ fieldPath, ...kind }) => `--field-config=field-path=${fieldPath},${kindOf(kind)}`);
  return [`--query-scope=${nameOf(queryScope)}`, ...parts].join(" ");
}

function kindOf(kind: { readonly order?: string } | { readonly arrayConfig?: string }): string {
  return "order" in kind && kind.order !== undefined ? `order=${nameOf(kind.order)}` : "array-config=contains";
}

/** As gcloud spells what the API shouts. */
function nameOf(word: string): string {
  return word.toLowerCase().replace("_", "-");
}
