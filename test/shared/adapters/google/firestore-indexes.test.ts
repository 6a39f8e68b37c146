import { describe, expect, it } from "@jest/globals";
import { firestoreIndexes } from "../../../../shared/adapters/google/firestore-indexes.ts";
import { readModels } from "../../../../shared/read-models/catalogue.ts";
import { cats, dogs } from "../../../contract/cats.ts";

describe("the indexes of Firestore", () => {
  it("are, for a query, what has to be equal, then its order, then the id in the same direction", () => {
    const { composite } = firestoreIndexes([dogs, { ...cats, queries: { byLegs: cats.queries["byLegs"] as never } }]);
    const shown = composite.map(({ collection, queryScope, fields }) => [
      `${collection} ${queryScope}`,
      ...fields.map((field) => `${field.fieldPath} ${"order" in field ? field.order : field.arrayConfig}`),
    ]);
    const byLegs = ["by.tame ASCENDING", "by.colour ASCENDING", "by.legs ASCENDING", "id ASCENDING"];
    expect(shown).toEqual([
      ["dogs COLLECTION", "by.name ASCENDING", "id ASCENDING"],
      ["dogs COLLECTION_GROUP", "account ASCENDING", "id ASCENDING"],
      ["cats COLLECTION", ...byLegs],
      ["cats COLLECTION", "terms CONTAINS", ...byLegs],
      ["cats COLLECTION_GROUP", "account ASCENDING", "id ASCENDING"],
      ["events COLLECTION", "about CONTAINS", "keptAt ASCENDING"],
      ["events COLLECTION", "about CONTAINS", "keptAt DESCENDING"],
    ]);
  });

  it("are there for every query of every read model, descending where the query is", () => {
    const { composite } = firestoreIndexes(readModels);
    for (const model of readModels) {
      const { name, queries } = model;
      for (const { where, orderBy, direction } of Object.values(queries)) {
        const wanted = [...where.map((field) => `by.${field}`), `by.${orderBy}`, "id"];
        const found = composite.filter(
          ({ collection, fields }) =>
            collection === name &&
            fields
              .map(({ fieldPath }) => fieldPath)
              .join()
              .endsWith(wanted.join()) &&
            fields.slice(-2).every((field) => "order" in field && field.order === direction.toUpperCase()),
        );
        expect(found.length).toBeGreaterThanOrEqual(model.searchTerms === undefined ? 1 : 2);
      }
    }
  });

  it("are named once each, and number far fewer than the 1000 that a database may have", () => {
    const { composite, fields } = firestoreIndexes(readModels);
    expect(new Set(composite.map((each) => JSON.stringify(each))).size).toBe(composite.length);
    expect(new Set(fields.map(({ collection, field }) => `${collection} ${field}`)).size).toBe(fields.length);
    expect(composite.length).toBeLessThan(200);
  });
});
