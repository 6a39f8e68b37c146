import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** The project's own folder. */
export const projectDir = resolve(import.meta.dirname, "../..");

export interface SourceFile {
  /** From the project's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** What it imports: project paths (`shared/ports/blobs.ts`) or package names (`node:fs`, `hono`). */
  readonly imports: readonly string[];
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^;"'`]*?from\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|(?:^|\n)import\s+["']([^"']+)["']|new URL\(\s*["'](\.[^"']+\.ts)["']\s*,\s*import\.meta\.url/g;

/** Every TypeScript file below the folders. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(projectDir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => readSourceFile(join(entry.parentPath, entry.name))),
  );
}

function readSourceFile(file: string): SourceFile {
  const text = readFileSync(file, "utf8");
  const imports = [...text.matchAll(importPattern)].map((match) => {
    const found = match[1] ?? match[2] ?? match[3] ?? match[4] ?? "";
    return found.startsWith(".") ? relative(projectDir, resolve(dirname(file), found)) : packageName(found);
  });
  return { path: relative(projectDir, file), text, imports };
}

function packageName(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
