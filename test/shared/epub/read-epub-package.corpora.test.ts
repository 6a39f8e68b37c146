import { existsSync } from "node:fs";
import { describe, expect } from "@jest/globals";
import { withArchive } from "../../../shared/archive/open-archive.ts";
import { readEpubPackage } from "../../../shared/epub/read-epub-package.ts";
import { corporaDir, corpusFiles } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";
import { verdictsOn } from "../../verdict-table.ts";

const itOver = itWhere(existsSync(corporaDir), "the EPUBs of the corpora", "no corpora");
const epubs = (...folders: string[]) => corpusFiles(...folders).filter((path) => /\.epub$/iu.test(path));
const judge = (paths: readonly string[]) =>
  verdictsOn("EPUB packages", paths, (path) => withArchive(path, readEpubPackage));

describe("the packages of the EPUBs of the corpora", () => {
  itOver("are read where somebody published them", async () => {
    const verdicts = await judge(epubs("books/epub-wild", "books/epub3-samples", "books/epub-tests"));
    // Its chapter is a disk image, its fallback a Photoshop file, and neither is in it.
    const unreadable = ["books/epub-tests/pub-foreign_bad-fallback.epub"];
    expect(verdicts.filter(([name, verdict]) => verdict !== "accepted" && !unreadable.includes(name))).toEqual([]);
  });

  itOver("are read where epubcheck calls them valid, and else read or refused for good", async () => {
    const verdicts = await judge(epubs("books/epubcheck-cases"));
    expect(verdicts.filter(([name, verdict]) => name.endsWith("-valid.epub") && verdict !== "accepted")).toEqual([]);
  });

  itOver("are refused where they attack", async () => {
    const verdicts = new Map(await judge(epubs("hostile/docs-corrupt", "hostile/path-traversal")));
    const musts = {
      "epub-ok-baseline": ["accepted"],
      "epub-chapter-1GiB": ["archive/bomb"],
      "epub-opf-billion-laughs": ["xml/declarations"],
      "epub-opf-xxe-file": ["xml/declarations"],
      "epub-container-xxe-metadata-server": ["xml/declarations"],
      "epub-opf-href-traversal": ["accepted"],
      "epub-entry-traversal": ["archive/unsafe-name"],
      "epub-symlink-entry": ["archive/link"],
      "epub-duplicate-opf": ["archive/duplicate-name"],
      "epub-case-duplicate": ["archive/duplicate-name"],
      "epub-encrypted-flag": ["archive/encrypted"],
      "epub-drm-encryption-xml": ["book/protected"],
      "epub-mimetype-wrong": ["accepted"],
      "epub-20000-spine": ["epub/too-complex", "archive/too-many-entries"],
      "epub-truncated-half": ["archive/damaged"],
      "epub-truncated-last-byte": ["archive/damaged"],
    };
    for (const [name, allowed] of Object.entries(musts)) {
      const verdict = verdicts.get(`hostile/docs-corrupt/generated/${name}.epub`);
      if (verdict !== undefined) expect([name, allowed]).toEqual([name, expect.arrayContaining([verdict])]);
    }
    expect(verdicts.size).toBeGreaterThan(0);
  });
});
