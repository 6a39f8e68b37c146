import { describe, expect, it } from "@jest/globals";
import { sortArchive, useOf } from "../../../functions/ingest/sort-archive.ts";
import { withArchive } from "../../../shared/archive/open-archive.ts";
import { zipOf } from "../../shared/archive/zip-writer.ts";
import { epubOf } from "../../shared/epub/epub-writer.ts";
import { withTemporaryFile } from "../../temporary-file.ts";
import { verdictOf } from "../../verdict.ts";

/** What becomes of an archive of these files; each holds a word, or what is given. */
const use = (...files: readonly (string | { readonly name: string; readonly data: string | Uint8Array })[]) =>
  withTemporaryFile(
    zipOf(files.map((file) => (typeof file === "string" ? { name: file, data: "word" } : file))),
    (path) => withArchive(path, async (archive) => useOf(await sortArchive(archive))),
  );

describe("an archive", () => {
  it("of pages and pictures is one book", async () => {
    expect(await use("index.html", "img/1.png", "style.css", "app.js")).toBe("page-archive");
    expect(await use("one.html")).toBe("page-archive");
    expect(await use("1.md", "2.md", "images/a.jpg")).toBe("page-archive");
    expect(await use("index.html", "notes.txt", "book.pdf")).toBe("page-archive");
    expect(await use("index.ja.html", "first.ja.html", "guide.ja.txt", "guide.ja.pdf")).toBe("page-archive");
    expect(await use("index.zh-cn.html", "a.zh-cn.html", "guide.txt")).toBe("page-archive");
  });

  it("of pictures is a comic, whatever its packer says about it", async () => {
    expect(await use("01.jpg", "02.PNG", "ComicInfo.xml", "scan.nfo", "__MACOSX/._01.jpg", "Thumbs.db")).toBe("comic");
    expect(await use("01.jpg", "readme.txt")).toBe("comic");
  });

  it("of several books is each of them, in the order in which people count", async () => {
    expect(await use("10.epub", "9.epub", "cover.jpg", "metadata.opf")).toEqual({
      books: ["9.epub", "10.epub"],
      others: 2,
    });
    expect(await use("a.docx", "b.txt", "c.md", "d.html", "README.md", "LICENSE.txt")).toEqual({
      books: ["a.docx", "b.txt", "c.md", "d.html"],
      others: 2,
    });
    expect(await use("one.txt", "two.txt")).toEqual({ books: ["one.txt", "two.txt"], others: 0 });
    expect(await use("one.md", "two.html", "three.txt")).toEqual({
      books: ["one.md", "three.txt", "two.html"],
      others: 0,
    });
  });

  it("of one book is that book", async () => {
    expect(await use("folder/book.epub")).toEqual({ books: ["folder/book.epub"], others: 0 });
    expect(await use("index.txt", "metadata.opf", "cover.jpg")).toEqual({ books: ["index.txt"], others: 2 });
    expect(await use("pg1342.txt")).toEqual({ books: ["pg1342.txt"], others: 0 });
  });

  it("is sorted by content where names say nothing", async () => {
    expect(await use({ name: "download", data: epubOf() }, { name: "data.bin", data: "\0\x01\x02\x03" })).toEqual({
      books: ["download"],
      others: 1,
    });
    expect(await use({ name: "paper", data: "%PDF-1.7\n" }, { name: "letter", data: "{\\rtf1 x}" })).toEqual({
      books: ["letter", "paper"],
      others: 0,
    });
    expect(await use("text.without-a-name")).toEqual({ books: ["text.without-a-name"], others: 0 });
  });

  it("of the sources of a program, of nothing, or of what nobody reads is no book", async () => {
    expect(await use("main.c", "util.c", "Makefile.am", "lib.rs")).toBe("none");
    expect(await use({ name: "empty.txt", data: "" }, "song.mp3", "setup.exe")).toBe("none");
  });

  it("of more books than anybody sends at once is refused", async () => {
    const many = Array.from({ length: 101 }, (_, at) => `${at}.txt`);
    expect(await verdictOf(() => use(...many))).toBe("book/too-many-books");
    expect(await use(...many.slice(1))).toMatchObject({ others: 0 });
  });
});
