import { join } from "node:path";
import { firestoreIndexes } from "../../shared/adapters/google/firestore-indexes.ts";
import { readModels } from "../../shared/read-models/catalogue.ts";
import { projectDir } from "../architecture/source-files.ts";

/** The list from which `terraform/read-models.tf` makes indexes. */
export const indexesFile = join(projectDir, "terraform/firestore-indexes.json");

/** What has to stand there for the code as it is: one index a line, so that a change is easily reviewed. */
export function indexesText(): string {
  const { composite, fields } = firestoreIndexes(readModels);
  return `{\n  "composite": [\n${lines(composite)}\n  ],\n  "fields": [\n${lines(fields)}\n  ]\n}\n`;
}

function lines(all: readonly unknown[]): string {
  return all.map((each) => `    ${JSON.stringify(each)}`).join(",\n");
}
