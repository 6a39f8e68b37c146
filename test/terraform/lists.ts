import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../events/catalogue.ts";
import { firestoreIndexes } from "../../shared/adapters/google/firestore-indexes.ts";
import { readModels } from "../../shared/read-models/catalogue.ts";
import { projectDir } from "../architecture/source-files.ts";

/** The list from which `terraform/read-models.tf` makes indexes. */
export const indexesFile = join(projectDir, "terraform/firestore-indexes.json");
/** The list of events, with who announces them and whom they wake. */
export const topicsFile = join(projectDir, "terraform/topics.tf");

/** What has to stand there for the code as it is: one index a line, so that a change is easily reviewed. */
export function indexesText(): string {
  const { composite, fields } = firestoreIndexes(readModels);
  return `{\n  "composite": [\n${lines(composite)}\n  ],\n  "fields": [\n${lines(fields)}\n  ]\n}\n`;
}

/** The file as it has to be for the code as it is: the list is replaced, and the rest stays. */
export function topicsText(): string {
  const text = readFileSync(topicsFile, "utf8");
  const list = /(?<=\n {2}events = \{\n).*?(?=\n {2}\}\n)/s;
  if (!list.test(text)) throw new Error("topics.tf has no list of events any more.");
  const longest = Math.max(...catalogue.map(({ name }) => name.length));
  const rows = catalogue.map(({ name, publishedBy, consumedBy }) => {
    // As `terraform fmt` aligns it.
    const key = `"${name}"`.padEnd(longest + 2);
    return `    ${key} = { published_by = ${namesIn(publishedBy)}, wakes = ${namesIn(consumedBy)} }`;
  });
  return text.replace(list, () => rows.join("\n"));
}

function lines(all: readonly unknown[]): string {
  return all.map((each) => `    ${JSON.stringify(each)}`).join(",\n");
}

function namesIn(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(", ")}]`;
}
