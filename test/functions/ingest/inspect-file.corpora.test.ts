import { existsSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect } from "@jest/globals";
import { inspectFile } from "../../../functions/ingest/inspect-file.ts";
import { corporaDir, corpusFiles } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";
import { verdictsOn } from "../../verdict-table.ts";

const itOver = itWhere(existsSync(corporaDir), "dropping every file of the corpora", "no corpora");

const drop = (what: string, ...folders: string[]) =>
  verdictsOn(what, corpusFiles(...folders), (path) => inspectFile({ path, fileName: basename(path), mediaType: "" }));
const mebibyte = 1024 * 1024;

describe("every file of the corpora that somebody might drop", () => {
  itOver("comes to a verdict where it is hostile, without much memory", async () => {
    const before = process.memoryUsage().rss;
    const folders = ["zip-bombs", "zip-slip", "zip-malformed", "xml-attacks", "docs-corrupt", "path-traversal"];
    const verdicts = await drop("hostile files", ...folders.map((folder) => `hostile/${folder}`));
    const grown = (process.memoryUsage().rss - before) / mebibyte;
    process.stderr.write(`hostile files: memory grew by ${Math.round(grown)} MiB\n`);
    expect(verdicts.length).toBeGreaterThan(0);
    const half = verdicts.filter(([name]) => /truncated-half|yauzl-failure\/End_of.*truncated\.zip/u.test(name));
    // Of the one there are two texts; of the other, not even a page.
    expect(half.map(([, verdict]) => verdict)).toEqual(["archive/damaged", "accepted"]);
    expect(grown).toBeLessThan(128);
  });

  itOver("is never taken for a book where it is a program, a medium, a font or an archive", async () => {
    const verdicts = await drop("polyglots", "hostile/polyglots");
    // Texts; samples of the formats that are taken: a PDF, a page of Rich Text, a ZIP with a text in it; and pictures, of
    // which nothing but what they show is left.
    const books =
      /\.(?:html?|mvg|php|plist|rtf|xml|jpe?g|png|gif|webp|heic|tiff?|bmp)$|mitra-inputs\/(?:pdf\.pdf|zip\.zip)$/u;
    expect(verdicts.filter(([name, verdict]) => verdict === "accepted" && !books.test(name))).toEqual([]);
  });

  itOver("is taken where it is a text in any encoding", async () => {
    const verdicts = await drop(
      "texts in any encoding",
      "books/txt-encodings",
      "books/markdown",
      "books/html-articles",
    );
    // One page is NULs for the most part.
    const odd = ["books/txt-encodings/ascii/_mozilla_bug638318_text.html"];
    const texts = verdicts.filter(([name]) => /\.(?:txt|srt|html|md)$/u.test(name) && !odd.includes(name));
    expect(texts.filter(([, verdict]) => verdict !== "accepted")).toEqual([]);
  });

  itOver("is taken where it is a document of a word processor or a FictionBook", async () => {
    for (const kind of ["docx", "odt", "fb2", "rtf"]) {
      const verdicts = await drop(kind, `books/${kind}`);
      expect(verdicts.filter(([name, verdict]) => name.endsWith(`.${kind}`) && verdict !== "accepted")).toEqual([]);
    }
  });

  itOver("is taken where it is a PDF", async () => {
    const verdicts = await drop("pdf", "books/pdf");
    expect(verdicts.filter(([, verdict]) => verdict !== "accepted")).toEqual([]);
  });

  itOver("is refused by its kind where it is a book of another kind", async () => {
    const kinds = { mobi: "mobi" };
    for (const [folder, kind] of Object.entries(kinds)) {
      const verdicts = await drop(folder, `books/${folder}`);
      const ofKind = verdicts.filter(([name]) => name.endsWith(`.${kind}`));
      expect(ofKind.filter(([, verdict]) => verdict !== `book/unsupported-${kind}`)).toEqual([]);
    }
  });
});
