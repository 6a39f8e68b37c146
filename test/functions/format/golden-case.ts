import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ConvertedFormat } from "../../../events/values.ts";
import { type ConvertOutput, run } from "../../../functions/format/convert.job.ts";
import { openArchive } from "../../../shared/archive/open-archive.ts";

export const goldenDir = resolve(import.meta.dirname, "../../fixtures/format");

export const formats: Readonly<Record<string, ConvertedFormat>> = {
  ".html": "html",
  ".htm": "html",
  ".xhtml": "html",
  ".md": "markdown",
  ".txt": "text",
  ".epub": "epub",
  ".docx": "docx",
  ".odt": "odt",
  ".fb2": "fb2",
  ".rtf": "rtf",
};

/** What a document says about itself in tests: always the same, so that the same source is the same bytes. */
export const testHints = {
  title: "",
  authors: [],
  language: "und",
  sourceSha256: "0123456789abcdef".repeat(4),
  modifiedAt: "2026-11-21T07:00:00.000Z",
} as const;

export async function goldenCases(): Promise<readonly string[]> {
  const entries = await readdir(goldenDir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}

/** Converts a file, and gives `use` the EPUB, which is gone afterwards. */
export async function withEpub<T>(
  path: string,
  use: (epubPath: string, output: ConvertOutput) => Promise<T>,
  format: ConvertedFormat | undefined = formats[path.slice(path.lastIndexOf("."))],
): Promise<T> {
  if (format === undefined) throw new Error(`No reader for ${path}`);
  const folder = await mkdtemp(join(tmpdir(), "format-"));
  try {
    const outputPath = join(folder, "out.epub");
    const fileName = path.split("/").at(-1) ?? "";
    const output = await run({ path, format, fileName, ...testHints, outputPath, coverPath: join(folder, "cover") });
    return await use(outputPath, output);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The text files of an EPUB that matter to a reader, and what was said about it. */
export async function filesOf(epubPath: string, output: ConvertOutput): Promise<ReadonlyMap<string, string>> {
  const archive = await openArchive(epubPath);
  try {
    const files = new Map<string, string>();
    for (const name of archive.entries.keys()) {
      if (/\.(xhtml|opf|ncx)$/.test(name))
        files.set(name.replace("OEBPS/", ""), new TextDecoder().decode(await archive.read(name)));
    }
    return files.set("warnings.json", `${JSON.stringify(output.warnings, undefined, 2)}\n`);
  } finally {
    await archive.close();
  }
}

export async function sourceOf(name: string): Promise<string> {
  const files = await readdir(join(goldenDir, name));
  const source = files.find((file) => file.startsWith("source."));
  if (source === undefined) throw new Error(`${name} has no source`);
  return join(goldenDir, name, source);
}

export async function expectedFiles(name: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(goldenDir, name, "expected");
  const names = await readdir(folder).catch(() => []);
  return new Map(
    await Promise.all(names.map(async (file) => [file, await readFile(join(folder, file), "utf8")] as const)),
  );
}
