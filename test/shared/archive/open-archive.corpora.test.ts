import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect } from "@jest/globals";
import { withArchive } from "../../../shared/archive/open-archive.ts";
import { corporaDir, corpusFiles } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";
import { withTemporaryFile } from "../../temporary-file.ts";
import { verdictOf } from "../../verdict.ts";
import { verdictsOn } from "../../verdict-table.ts";

/** Opens an archive and reads everything in it. */
const readAll = (path: string) =>
  withArchive(path, async (archive) => {
    for (const name of archive.entries.keys()) await archive.read(name);
  });

const archives = (...folders: string[]) =>
  corpusFiles(...folders).filter((path) => /\.(?:zip|epub|docx|odt|cbz)$/iu.test(path));

const judgeAll = (paths: readonly string[]) => verdictsOn("archives", paths, readAll);

/** Controls of their makers that a must-paragraph of ours refuses: passwords, odd methods, backslashes. */
const controlsRefused = new Map([
  ["bogus-compression-method.zip", "archive/unsupported-method"],
  ["sloppy-filenames.zip", "archive/unsafe-name"],
  ["traditional-encryption.zip", "archive/encrypted"],
  ["traditional-encryption-and-compression.zip", "archive/encrypted"],
  ["traditional-encryption-and-compression_deprecated.zip", "archive/encrypted"],
]);

const itOver = itWhere(existsSync(corporaDir), "the archives of the corpora", "no corpora");

describe("the archives of the corpora", () => {
  itOver("are refused where they are bombs, without inflating them", async () => {
    const paths = archives("hostile/zip-bombs");
    for (const [name, verdict] of await judgeAll(paths)) {
      // An archive in an archive is content, and no reader of ours opens it.
      expect([name, verdict]).toEqual([
        name,
        name.includes("nested") ? "accepted" : expect.stringMatching(/^archive\//u),
      ]);
    }
  });

  itOver("are refused where their names lead outside, meet, or are links", async () => {
    for (const [name, verdict] of await judgeAll(archives("hostile/zip-slip"))) {
      expect([name, verdict]).toEqual([name, expect.stringMatching(/^archive\/(?:unsafe-name|link|duplicate-name)$/u)]);
    }
  });

  itOver("open where they are controls, and are read or refused for good where they are malformed", async () => {
    const verdicts = await judgeAll(archives("hostile/zip-malformed", "books/zip-malformed"));
    const controls = verdicts.filter(([name]) => /yauzl-success|yauzl\/success|go-zip/u.test(name));
    expect(
      controls.filter(([name, verdict]) => verdict !== (controlsRefused.get(basename(name)) ?? "accepted")),
    ).toEqual([]);
    const failures = verdicts.filter(([name]) => name.includes("yauzl-failure"));
    expect(failures.filter(([, verdict]) => verdict === "accepted")).toEqual([]);
  });

  itOver("are read or refused for good, whatever a fuzzer has made of them", async () => {
    const lines = corpusFiles("hostile/zip-malformed").filter((path) => path.endsWith("gofuzz-zip.jsonl"));
    let accepted = 0;
    let refused = 0;
    for (const line of lines.flatMap((path) => readFileSync(path, "utf8").split("\n"))) {
      if (line === "") continue;
      const { b } = JSON.parse(line) as { b: string };
      const verdict = await withTemporaryFile(Buffer.from(b, "base64"), (path) => verdictOf(() => readAll(path)));
      if (verdict === "accepted") accepted += 1;
      else refused += 1;
    }
    process.stderr.write(`archives: ${accepted + refused} fuzzed files (accepted ${accepted}, refused ${refused})\n`);
    expect(accepted + refused).toBeGreaterThan(0);
  });

  itOver("open where they are books that somebody published", async () => {
    const books = archives("books/epub-wild", "books/epub3-samples", "books/epub-tests", "books/docx", "books/odt");
    expect((await judgeAll(books)).filter(([, verdict]) => verdict !== "accepted")).toEqual([]);
  });
});
