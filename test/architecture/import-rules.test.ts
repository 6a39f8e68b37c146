import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { importRules, undeclaredPackages, wordRules } from "./import-rules.ts";
import { projectDir, type SourceFile, sourceFiles } from "./source-files.ts";

const files = sourceFiles("functions", "shared", "events", "test");
const running = files.filter(({ path }) => !path.startsWith("test/"));

describe("who may import whom", () => {
  it("is looked up in files that were really found", () => {
    expect(running.length).toBeGreaterThan(50);
    expect(running.flatMap(({ imports }) => imports).length).toBeGreaterThan(100);
  });

  it.each(importRules)("$because", ({ breaks }) => {
    const broken = files.flatMap((file) =>
      file.imports.filter((imported) => breaks(file, imported)).map((imported) => `${file.path} imports ${imported}`),
    );
    expect(broken).toEqual([]);
  });

  it.each(wordRules)("$because", ({ word, allowed }) => {
    const broken = running
      .filter(({ path, text }) => word.test(withoutComments(text)) && !allowed(path))
      .map(({ path }) => path);
    expect(broken).toEqual([]);
  });

  it("has no circles: a file that needs itself cannot be understood alone", () => {
    expect(circlesIn(running)).toEqual([]);
  });

  it("names no package that a production install lacks", () => {
    const { dependencies } = JSON.parse(readFileSync(join(projectDir, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    expect(
      undeclaredPackages(
        running.filter(({ path }) => !path.includes("/google/")),
        new Set(Object.keys(dependencies)),
      ),
    ).toEqual([]);
  });

  it("catches what it is there to catch", () => {
    const file: SourceFile = {
      path: "functions/format/format-document.ts",
      text: "",
      imports: ["functions/ingest/ingest-book.ts"],
    };
    expect(importRules.filter(({ breaks }) => breaks(file, "functions/ingest/ingest-book.ts"))).toHaveLength(1);
    expect(importRules.filter(({ breaks }) => breaks(file, "shared/adapters/local/fs-blobs.ts"))).toHaveLength(1);
    expect(importRules.filter(({ breaks }) => breaks(file, "node:sqlite"))).toHaveLength(1);
    expect(importRules.filter(({ breaks }) => breaks(file, "shared/ports/blobs.ts"))).toHaveLength(0);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");
}

function circlesIn(all: readonly SourceFile[]): readonly string[] {
  const importsOf = new Map(all.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
    if (done.has(path) || trail.includes(path)) return;
    for (const imported of importsOf.get(path) ?? []) visit(imported, [...trail, path]);
    done.add(path);
  };
  for (const { path } of all) visit(path, []);
  return circles;
}
