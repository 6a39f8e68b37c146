import { describe, expect, it } from "@jest/globals";
import { inspectFile } from "../../../functions/ingest/inspect-file.ts";
import { zipOf } from "../../shared/archive/zip-writer.ts";
import { epubOf } from "../../shared/epub/epub-writer.ts";
import { withTemporaryFile } from "../../temporary-file.ts";
import { verdictOf } from "../../verdict.ts";
import { docxOf, fb2Of, odtOf } from "../format/office/small-documents.ts";

const inspect = (content: string | Uint8Array, fileName = "file", mediaType = "") =>
  withTemporaryFile(content, (path) => inspectFile({ path, fileName, mediaType }));
const verdict = (content: string | Uint8Array, fileName?: string, mediaType?: string) =>
  verdictOf(() => inspect(content, fileName, mediaType));

describe("inspectFile", () => {
  it("reads what an EPUB says about itself, whatever it is called", async () => {
    const book = { format: "epub", title: "A Book", authors: [], language: "en" };
    for (const name of ["book.epub", "book.kepub.epub", "book.zip", "book", "book.bin", "book.pdf"]) {
      expect(await inspect(epubOf(), name)).toEqual(book);
    }
  });

  it("reads what texts say about themselves", async () => {
    expect(await inspect("<title>T</title>", "x.html")).toEqual({
      format: "html",
      title: "T",
      authors: [],
      language: "und",
    });
    expect(await inspect("# T\n", "x.md")).toEqual({ format: "markdown", title: "T", authors: [], language: "und" });
    expect(await inspect("Once upon a time.", "my_tale.txt")).toEqual({
      format: "text",
      title: "my tale",
      authors: [],
      language: "und",
    });
  });

  it("reads what documents say about themselves", async () => {
    const core = "<dc:title>A Title</dc:title><dc:creator>An Author</dc:creator><dc:language>de</dc:language>";
    const said = { title: "A Title", authors: ["An Author"], language: "de" };
    expect(await inspect(docxOf({ body: "", core }), "x.docx")).toEqual({ format: "docx", ...said });
    const meta = core.replaceAll("dc:creator", "meta:initial-creator");
    expect(await inspect(odtOf({ text: "", meta }))).toEqual({ format: "odt", ...said });
    const fb2 = fb2Of(
      "<body/>",
      "<book-title>A Title</book-title><author><nickname>An Author</nickname></author><lang>de</lang>",
    );
    expect(await inspect(fb2)).toEqual({ format: "fb2", ...said });
    expect(await inspect(zipOf([{ name: "a.fb2", method: 8, data: fb2 }]), "a.fb2.zip")).toEqual({
      format: "fb2",
      ...said,
    });
    const rtf = "{\\rtf1\\ansi\\deflang1031{\\info{\\title A Title}{\\author An Author}}Text}";
    expect(await inspect(rtf, "letter.doc")).toEqual({ format: "rtf", ...said });
  });

  it("leaves what is damaged in a FictionBook to its reader", async () => {
    expect((await inspect(fb2Of("<body/>").replace("<title-info>", "<title-info"), "a.fb2")).format).toBe("fb2");
  });

  it("takes an EPUB with something in front of it that is no text", async () => {
    const junk = Buffer.from([0, 1, 2, 3, 0xff]);
    expect((await inspect(Buffer.concat([junk, epubOf()]))).format).toBe("epub");
  });

  it("refuses text in front of an archive, and a program in front of one", async () => {
    const archive = epubOf();
    const page = Buffer.from("<html><script>1</script></html>");
    expect(await verdict(Buffer.concat([page, archive]))).toBe("book/two-formats");
    expect(await verdict(Buffer.concat([Buffer.from("#!/bin/sh\nexit\n"), archive]))).toBe("book/two-formats");
    expect(await verdict(Buffer.concat([Buffer.from(`<html>${"x".repeat(70_000)}`), archive]))).toBe(
      "book/two-formats",
    );
    expect(await verdict(Buffer.concat([Buffer.from("MZ\0\0\0\0"), archive]))).toBe("book/executable");
    expect(await verdict(Buffer.concat([Buffer.from("GIF89a"), archive]))).toBe("book/unsupported-image");
  });

  it("refuses what calls itself something else in a way that matters", async () => {
    expect(await verdict("<html>Not found</html>", "book.epub")).toBe("book/name-mismatch");
    expect(await verdict("push graphic-context", "picture.jpg")).toBe("book/name-mismatch");
    expect(await verdict("text", "x", "image/png")).toBe("book/name-mismatch");
    expect(await verdict(epubOf(), "book.exe")).toBe("book/name-mismatch");
    expect(await verdict(epubOf(), "book.html")).toBe("book/name-mismatch");
  });

  it("passes over types that clients declare without looking", async () => {
    for (const type of [
      "",
      "application/octet-stream",
      "application/x-www-form-urlencoded",
      "text/plain",
      "application/zip",
    ]) {
      expect(await verdict(epubOf(), "book.epub", type)).toBe("accepted");
    }
    expect(await verdict("text", "x.txt", "application/octet-stream")).toBe("accepted");
  });

  it("gives other archives the verdict of what they are, not of what they are called", async () => {
    expect((await inspect(zipOf([{ name: "word/document.xml" }]), "book.epub")).format).toBe("docx");
    expect(await verdict(zipOf([{ name: "inner.zip", data: epubOf() }]), "book.epub")).toBe("book/unsupported-archive");
    expect(await verdict(zipOf([]), "book.epub")).toBe("book/empty");
    expect(await verdict(zipOf([{ name: "../x" }]), "book.docx")).toBe("archive/unsafe-name");
    expect(await verdict(epubOf().subarray(0, 300), "book.epub")).toBe("archive/damaged");
  });

  it("refuses protected and empty books with a reason", async () => {
    expect(await verdict(epubOf({ files: { "META-INF/rights.xml": "<r/>" } }))).toBe("book/protected");
    expect(await verdict("")).toBe("book/empty");
  });
});
