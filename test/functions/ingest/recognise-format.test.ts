import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { fates } from "../../../functions/ingest/file-kinds.ts";
import { recogniseArchive } from "../../../functions/ingest/recognise-archive.ts";
import { headBytes, recogniseFormat } from "../../../functions/ingest/recognise-format.ts";

const kindOf = (content: string | Uint8Array, fileName = "file", mediaType = "") =>
  recogniseFormat({ head: Buffer.from(content).subarray(0, headBytes), fileName, mediaType });
const latin1 = (text: string) => Buffer.from(text, "latin1");

const flatDocument = (kind: string) =>
  `<?xml version="1.0"?>\n<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.${kind}"><office:meta>`;

describe("recogniseFormat", () => {
  it.each<[string, string, string | Buffer]>([
    ["zip", "a ZIP", latin1("PK\x03\x04\x14\0")],
    ["zip", "an empty ZIP", latin1("PK\x05\x06" + "\0".repeat(18))],
    ["pdf", "a PDF", "%PDF-1.7\n%\u00e2"],
    ["pdf", "a PDF behind a line of something else", "junk\n%PDF-1.4\n1 0 obj\n<<"],
    ["text", "a text that quotes the first line of a PDF", "A PDF begins with\n%PDF-1.4\nand goes on."],
    ["polyglot", "a ZIP that is a PDF as well", latin1("PK\x03\x04\x14\0\n%PDF-1.4\n1 0 obj")],
    ["mobi", "a Mobipocket file", latin1("x".repeat(60) + "BOOKMOBI\0\0")],
    ["kfx", "a KFX container", latin1("CONT\x02\0rest")],
    ["rtf", "RTF", "{\\rtf1\\ansi Hello}"],
    [
      "fb2",
      "FictionBook",
      '<?xml version="1.0" encoding="utf-8"?>\n<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0">',
    ],
    ["odt", "an OpenDocument text of one file", flatDocument("text")],
    ["odt", "the same in UTF-16", Buffer.from(`\ufeff${flatDocument("text-template")}`, "utf16le")],
    ["spreadsheet", "a spreadsheet of one file", flatDocument("spreadsheet")],
    ["presentation", "a presentation of one file", flatDocument("presentation")],
    ["office", "a drawing of one file", flatDocument("graphics")],
    ["xml", "a document that is another's", flatDocument("text").replaceAll("urn:oasis:", "urn:other:")],
    ["rar", "RAR", latin1("Rar!\x1a\x07\x01\0")],
    ["7z", "7z", latin1("7z\xbc\xaf\x27\x1c\0")],
    ["archive", "gzip", latin1("\x1f\x8b\x08\0")],
    ["archive", "tar", latin1("name" + "\0".repeat(253) + "ustar\x0000")],
    ["image", "JPEG", latin1("\xff\xd8\xff\xe0\0\x10JFIF")],
    ["image", "GIF with a script in it", "GIF89a<script>alert(1)</script>"],
    ["image", "BMP", latin1("BM\x40\0\0\0\0\0\0\0")],
    ["svg", "SVG", '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'],
    ["media", "MP4", latin1("\0\0\0\x18ftypmp42\0\0")],
    ["font", "OpenType", latin1("OTTO\0\x0a")],
    ["executable", "a Windows program", latin1("MZ\x90\0\x03\0\0\0")],
    ["executable", "ELF", latin1("\x7fELF\x02\x01\x01\0")],
    ["ole", "an old Word file", latin1("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0")],
    ["postscript", "PostScript", "%!PS-Adobe-3.0\n"],
    ["xml", "some other XML", '<?xml version="1.0"?><rss version="2.0"><channel/></rss>'],
    [
      "mhtml",
      "a saved web archive",
      'From: <Saved by Blink>\r\nSubject: A page\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="x"\r\n\r\n--x\r\n',
    ],
    [
      "text",
      "a text that begins like a letter",
      "To: you\nFrom: me\nContent-Type: multipart/mixed is what mails say.\n",
    ],
    ["html", "a page", "<!DOCTYPE html><title>x</title>"],
    ["html", "a page behind a byte order mark, a comment and white space", "\ufeff \n<!-- saved -->\n<HTML lang=en>"],
    [
      "html",
      "XHTML",
      '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x"><html xmlns="http://www.w3.org/1999/xhtml">',
    ],
    ["html", "a piece of a page", "<p>Hello</p>"],
    ["html", "a page in UTF-16", Buffer.from("\ufeff<html><body>x</body></html>", "utf16le")],
    ["text", "text", "Call me Ishmael."],
    ["text", "text in angle brackets that are no tags", "<unknown> said nothing"],
    ["text", "text that begins like a program or a picture", "BM is short. MZ too."],
    [
      "text",
      "the test file of virus scanners",
      "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    ],
    [
      "text",
      "text in Windows-1251",
      Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xec, 0xe8, 0xf0, 0x21]),
    ],
    ["text", "text in UTF-16 without a mark", Buffer.from("Plain text, quite long enough to tell.\n", "utf16le")],
    ["text", "text in UTF-32 with a mark", Buffer.from([0xff, 0xfe, 0, 0, 0x48, 0, 0, 0, 0x69, 0, 0, 0])],
    ["markdown", "front matter", "---\ntitle: X\n---\nText.\n"],
    ["markdown", "headings and links", "# One\n\nSee [here](https://example.org/).\n\n## Two\n"],
    ["text", "a text with a # in it", "He said # and nothing else.\n"],
    ["empty", "nothing", ""],
    ["empty", "nothing but white space", " \n\t\r\n"],
    ["unknown", "NULs that no encoding explains", latin1("abc\0def\0\x01\x02")],
    ["unknown", "control characters", latin1("\x01\x02\x03\x04binary\x05\x06\x07")],
  ])("says %s of %s", (kind, _, content) => {
    expect(kindOf(content)).toBe(kind);
  });

  it("lets the name and the declared type decide between kinds of text, and nothing else", () => {
    expect(kindOf("Hello.", "a.md")).toBe("markdown");
    expect(kindOf("Hello.", "a.html")).toBe("html");
    expect(kindOf("Hello.", "a", "text/html; charset=utf-8")).toBe("html");
    expect(kindOf("Hello.", "a", "text/markdown")).toBe("markdown");
    expect(kindOf("# One\n\n[x](https://example.org)\n\n## Two\n", "a.txt")).toBe("text");
    expect(kindOf('<div align="center">Logo</div>\n\n# Title', "README.md")).toBe("markdown");
    expect(kindOf("<!DOCTYPE html><p>x", "README.md")).toBe("html");
    expect(kindOf("<html></html>", "a.txt")).toBe("html");
    expect(kindOf("%PDF-1.4", "a.epub", "application/epub+zip")).toBe("pdf");
  });

  it("takes no time over texts that are made to cost it", () => {
    // What is wrong here shows as a test that does not end.
    expect(kindOf(`---\n${"-a:\n".repeat(10_000)}`)).toBe("text");
    expect(kindOf("```\n~~~x\n".repeat(6_000))).toBe("text");
    expect(kindOf(`<!--${"<!--".repeat(16_000)}`)).toBe("text");
    expect(kindOf("# ".repeat(32_000))).toBe("text");
  });

  it("recognises something in whatever bytes there are, in every fate", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string(), fc.string(), (head, fileName, mediaType) => {
        expect(fates).toHaveProperty([recogniseFormat({ head, fileName, mediaType })]);
      }),
    );
  });
});

describe("recogniseArchive", () => {
  it.each<[string, string[], string]>([
    ["epub", ["mimetype", "x"], "application/epub+zip"],
    ["epub", ["mimetype", "META-INF/container.xml"], "application/wrong"],
    ["epub", ["meta-inf/CONTAINER.xml"], ""],
    ["epub", ["book/content.opf", "book/1.html"], ""],
    ["odt", ["mimetype", "content.xml"], "application/vnd.oasis.opendocument.text"],
    ["spreadsheet", ["mimetype", "content.xml"], "application/vnd.oasis.opendocument.spreadsheet"],
    ["office", ["mimetype", "content.xml"], "application/vnd.oasis.opendocument.graphics"],
    ["ibooks", ["mimetype", "META-INF/container.xml"], "application/x-ibooks+zip"],
    ["docx", ["[Content_Types].xml", "word/document.xml"], ""],
    ["spreadsheet", ["[Content_Types].xml", "xl/workbook.xml"], ""],
    ["fb2-zip", ["story.fb2"], ""],
    ["zip", ["001.jpg", "002.PNG", "ComicInfo.xml", "__MACOSX/._001.jpg"], ""],
    ["lcpl", ["license.lcpl", "manifest.json", "publication.pdf"], ""],
    ["zip", ["Emma/metadata.opf", "Emma/Emma.epub"], ""],
    ["zip", ["index.html", "style.css", "metadata.opf"], ""],
    ["epub", ["metadata.opf", "content.opf", "1.html"], ""],
    ["executable", ["META-INF/MANIFEST.MF", "a.class"], ""],
    ["empty-archive", ["__MACOSX/._x", ".DS_Store"], ""],
    ["zip", ["book.epub"], ""],
    ["zip", ["a.txt", "b.jpg", "c.exe"], ""],
  ])("says %s of %j", (kind, names, mimetype) => {
    expect(recogniseArchive(names, mimetype)).toBe(kind);
  });
});

describe("fates", () => {
  it("say what the reader can do, in whole sentences, with a stable code", () => {
    for (const fate of Object.values(fates)) {
      if ("takenAs" in fate) continue;
      expect(fate.refusedAs).toMatch(/^book\/[a-z0-9-]+$/u);
      expect(fate.message).toMatch(/^[A-Z].*\.$/u);
    }
  });
});
