import { describe, expect, it } from "@jest/globals";
import { inspectFile } from "../../../functions/ingest/inspect-file.ts";
import { zipOf } from "../../shared/archive/zip-writer.ts";
import { epubOf } from "../../shared/epub/epub-writer.ts";
import { withTemporaryFile } from "../../temporary-file.ts";
import { verdictOf } from "../../verdict.ts";
import { docxOf, fb2Of, flatOdtOf, odtOf } from "../format/office/small-documents.ts";
import { compoundFile } from "./compound-file.ts";
import { pdfOf } from "./pdf/pdf-writer.ts";

const look = (content: string | Uint8Array, fileName = "file", mediaType = "") =>
  withTemporaryFile(content, (path) => inspectFile({ path, fileName, mediaType }));
/** The same for what is one book. */
const inspect = async (...file: Parameters<typeof look>) => {
  const inspection = await look(...file);
  if (!("format" in inspection)) throw new Error("It is an archive of books");
  return inspection;
};
const verdict = (content: string | Uint8Array, fileName?: string, mediaType?: string) =>
  verdictOf(() => look(content, fileName, mediaType));

const without = (bytes: Buffer, end: number) => bytes.subarray(0, bytes.length - end);

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
    expect(await inspect(flatOdtOf({ text: "", meta }), "x.fodt")).toEqual({ format: "odt", ...said });
    expect(await inspect(flatOdtOf({ text: "", meta }), "x.xml")).toEqual({ format: "odt", ...said });
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

  it("leaves what is damaged in a FictionBook, or in an OpenDocument of one file, to its reader", async () => {
    expect((await inspect(flatOdtOf({ text: "", meta: "<dc:title" }), "a.fodt")).format).toBe("odt");
    expect((await inspect(fb2Of("<body/>").replace("<title-info>", "<title-info"), "a.fb2")).format).toBe("fb2");
    const doctype = '<!DOCTYPE FictionBook [<!ENTITY me "Jane"><!ENTITY you "Joe">]>';
    expect((await inspect(fb2Of("<body/>").replace("<FictionBook", `${doctype}<FictionBook`), "a")).format).toBe("fb2");
  });

  it("reads what PDFs and archives of pages say about themselves", async () => {
    const pdf = pdfOf(["<</Type/Catalog/Lang(de)>>", "<</Title(A Title)/Author(An Author)>>"], "/Info 2 0 R");
    const said = { title: "A Title", authors: ["An Author"], language: "de" };
    expect(await inspect(pdf, "a.pdf")).toEqual({ format: "pdf", ...said });
    const index = '<html lang="de"><title>A Title</title><meta name="author" content="An Author">';
    const pages = [
      { name: "1.html", data: "x" },
      { name: "index.html", data: index },
    ];
    expect(await inspect(zipOf(pages), "site.zip")).toEqual({ format: "page-archive", ...said });
    const untold = await inspect(
      zipOf([
        { name: "1.html", data: "x" },
        { name: "2.html", data: "y" },
      ]),
      "my_site.zip",
    );
    expect(untold).toMatchObject({ format: "page-archive", title: "my site" });
  });

  it("tells the books of an archive of books", async () => {
    const files = [
      { name: "b/2.epub", data: epubOf() },
      { name: "1.txt", data: "text" },
      { name: "cover.jpg", data: "x" },
    ];
    expect(await look(zipOf(files), "books.zip")).toEqual({
      books: ["1.txt", "b/2.epub"],
      others: 1,
      isCut: false,
    });
  });

  it("reads what comics and pictures say about themselves", async () => {
    const page = { name: "1.jpg", data: "x" };
    const info = "<ComicInfo><Title>A Title</Title><Writer>An Author</Writer><LanguageISO>de</LanguageISO></ComicInfo>";
    const said = { title: "A Title", authors: ["An Author"], language: "de" };
    expect(await inspect(zipOf([page, { name: "ComicInfo.xml", data: info }]), "a.cbz")).toEqual({
      format: "comic",
      ...said,
    });
    expect(await inspect(zipOf([page]), "my_comic.cbz")).toMatchObject({ format: "comic", title: "my comic" });
    const jpeg = Buffer.from("\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF", "latin1");
    expect(await inspect(jpeg, "a_map.jpg")).toMatchObject({ format: "picture", title: "a map" });
    expect(await verdict(jpeg, "a.html")).toBe("book/name-mismatch");
  });

  it("refuses a PDF, Rich Text or FictionBook with an archive behind it, and a PDF behind a page or a program", async () => {
    const pdf = pdfOf(["<</Type/Catalog>>"], "");
    const archive = zipOf([{ name: "a.txt", data: "a" }]);
    for (const front of [pdf, Buffer.from("{\\rtf1 Text}"), Buffer.from(fb2Of("<body/>"))])
      expect(await verdict(Buffer.concat([front, archive]))).toBe("book/two-formats");
    for (const front of ["<html><script>1</script>\n", "#!/bin/sh\n", "MZ\0\0\n"])
      expect(await verdict(Buffer.concat([Buffer.from(front), pdf]))).toBe("book/two-formats");
  });

  it.each([
    ["book/unsupported-doc", compoundFile(["WordDocument"])],
    ["book/protected-document", compoundFile(["EncryptionInfo", "EncryptedPackage"])],
    ["book/unsupported-spreadsheet", compoundFile(["Workbook"])],
    ["book/unsupported-spreadsheet", zipOf([{ name: "[Content_Types].xml" }, { name: "xl/workbook.xml" }])],
    ["book/unsupported-presentation", zipOf([{ name: "[Content_Types].xml" }, { name: "ppt/presentation.xml" }])],
    [
      "book/unsupported-spreadsheet",
      zipOf([{ name: "mimetype", data: "application/vnd.oasis.opendocument.spreadsheet" }]),
    ],
    [
      "book/unsupported-presentation",
      zipOf([{ name: "mimetype", data: "application/vnd.oasis.opendocument.presentation" }]),
    ],
    ["book/unsupported-ibooks", zipOf([{ name: "mimetype", data: "application/x-ibooks+zip" }])],
    ["book/unsupported-iwork", zipOf([{ name: "Index/Document.iwa" }])],
    ["book/unsupported-kfx", zipOf([{ name: "book.kdf" }, { name: "book.kfx" }])],
    ["book/unsupported-kfx", Buffer.from("\u00eaDRMION\u00ee", "latin1")],
    ["book/unsupported-mobi", Buffer.from(`${"x".repeat(60)}BOOKMOBI`)],
    ["book/unsupported-palm", Buffer.from(`${"x".repeat(60)}PNRdPPrs`)],
    ["book/unsupported-rar", Buffer.from("Rar!\x1a\x07\x01\0")],
    ["book/unsupported-7z", Buffer.from("7z\u00bc\u00af\x27\x1c", "latin1")],
    ["book/unsupported-djvu", Buffer.from("AT&TFORM\0\0\0\0DJVM")],
    ["book/unsupported-lit", Buffer.from("ITOLITLS\x01\0")],
    ["book/unsupported-chm", Buffer.from("ITSF\x03\0")],
    ["book/unsupported-lrf", Buffer.from("L\0R\0F\0\0\0")],
    ["book/unsupported-acsm", Buffer.from('<fulfillmentToken xmlns="http://ns.adobe.com/adept"/>')],
    ["book/unsupported-lcpl", Buffer.from('{"encryption":{"profile":"http://readium.org/lcp/basic-profile"}}')],
    [
      "book/unsupported-archive",
      zipOf([
        { name: "main.c", data: "int x;" },
        { name: "b.rs", data: "fn" },
      ]),
    ],
    ["book/executable", Buffer.from("MZ\x90\0\x03\0")],
    ["archive/encrypted", zipOf([{ name: "a.txt", data: "a", flags: 1 }])],
  ])("refuses with %s what is not taken", async (code, content) => {
    expect(await verdict(content)).toBe(code);
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
    expect(await verdict(Buffer.concat([Buffer.from("GIF89a"), archive]))).toBe("book/two-formats");
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
    expect(await verdict(zipOf([]), "book.epub")).toBe("book/empty");
    expect(await verdict(zipOf([{ name: "../x" }]), "book.docx")).toBe("archive/unsafe-name");
    expect(await verdict(epubOf().subarray(0, 300), "book.epub")).toBe("archive/damaged");
  });

  it("takes a book that is cut off where there is something left to read, and no other archive", async () => {
    expect((await inspect(without(docxOf({ body: "" }), 100))).format).toBe("docx");
    expect((await inspect(without(odtOf({ text: "" }), 100))).format).toBe("odt");
    expect((await inspect(without(epubOf(), 100))).format).toBe("epub");
    const picture = { name: "1.jpg", data: Buffer.from("ffd8ffe0", "hex") };
    expect((await inspect(without(zipOf([picture]), 30))).format).toBe("comic");
    const page = { name: "index.html", data: "<title>A Title</title><p>Text" };
    expect(await inspect(without(zipOf([page]), 80))).toMatchObject({ format: "page-archive", title: "A Title" });
    const fb2 = { name: "a.fb2", data: fb2Of("<body><section><p>One</p></section></body>") };
    expect((await inspect(without(zipOf([fb2]), 120))).format).toBe("fb2");
    for (const others of [[{ name: "mimetype" }], [{ name: "a.jar", data: "x" }]])
      expect(await verdict(without(zipOf(others), 30))).toBe("archive/damaged");
  });

  it("tells the books of an archive that is cut off, whatever is left of the last", async () => {
    const books = [
      { name: "1.epub", data: epubOf() },
      { name: "2.txt", data: "Text\n".repeat(100) },
    ];
    const cut = { books: ["1.epub", "2.txt"], others: 0, isCut: true };
    expect(await look(without(zipOf(books), 30))).toEqual(cut);
    expect(await look(without(zipOf(books), 300))).toEqual(cut);
    expect(await look(without(zipOf(books.slice(0, 1)), 200))).toEqual({ ...cut, books: ["1.epub"] });
  });

  it("refuses protected and empty books with a reason", async () => {
    expect(await verdict(epubOf({ files: { "META-INF/rights.xml": "<r/>" } }))).toBe("book/protected");
    expect(await verdict("")).toBe("book/empty");
  });
});
