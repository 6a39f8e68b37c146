import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";

/** Where the files lie that nobody here wrote; `CORPORA_DIR` moves it. */
export const corporaDir = resolve(process.env["CORPORA_DIR"] ?? join(import.meta.dirname, "../../shared/corpora"));

/**
 * Every file below the named folders of the corpora, sorted by name, without the notes on where they come from. Empty
 * where the corpora are absent: `itWhere` then says so.
 */
export function corpusFiles(...folders: readonly string[]): readonly string[] {
  if (!existsSync(corporaDir)) return [];
  return folders
    .flatMap((folder) => readdirSync(join(corporaDir, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name !== "PROVENANCE.md" && entry.name !== "expected.json")
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** How a corpus file is called in reports: its path inside the corpora. */
export function corpusName(path: string): string {
  return relative(corporaDir, path);
}
