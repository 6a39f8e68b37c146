import { afterAll, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { openDocx } from "../../../../functions/format/docx/read-docx.ts";
import { findings } from "../../../../functions/format/gate/findings.ts";
import { openEpubcheck } from "../../../epubcheck.ts";
import { withTemporaryFile } from "../../../temporary-file.ts";
import { wordsOfEpub } from "../damaged/words-of-epub.ts";
import { withEpub } from "../golden-case.ts";
import { readContent } from "../readers/read-whole.ts";
import { docxOf, onePixel, paragraph, run } from "./small-documents.ts";

const relationship = (id: string, target: string, type = "aFChunk", mode = "") =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"${mode}/>`;
const chunk = (id: string) => `<w:altChunk r:id="${id}"><w:altChunkPr><w:matchSrc/></w:altChunkPr></w:altChunk>`;

const mark = (id: number) => `<w:r><w:footnoteReference w:id="${id}"/></w:r>`;

const mimePart = (headers: string, body: string) => `\r\n--=_b\r\n${headers}\r\n\r\n${body}`;

const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

type Chunk = readonly [name: string, data: string | Buffer];

/** A document with others within, each of which is asked for twice. */
const around = (chunks: readonly Chunk[]) =>
  docxOf({
    body: paragraph("Before") + chunks.map((_, at) => chunk(`c${at}`).repeat(2)).join("") + paragraph("After"),
    relationships: chunks.map(([name], at) => relationship(`c${at}`, `/word/${name}`)).join(""),
    files: chunks.map(([name, data]) => ({ name: `word/${name}`, data })),
  });
const read = (...chunks: readonly Chunk[]) => readContent(openDocx, around(chunks));

describe("a document within a Word document", () => {
  it("is the text that stands there, once, with its pictures and its links: HTML", async () => {
    const page = `<html><head><title>Page</title><style>.gone{display:none}</style></head><body><h2 id="top">Title</h2><p>Some <b>bold</b> text, <a href="#top">up</a> <a href="https://example.org/">out</a> <a href="other.htm">away</a><img src="data:image/png;base64,${onePixel.toString("base64")}" alt="dot"></p><p class="gone">Hidden</p></body></html>`;
    const { html, resources, chapters } = await read(["afchunk1.htm", page]);
    expect(html).toMatch(
      /^<p>Before<\/p><h2 id="within-1-top">Title<\/h2><p>Some <b>bold<\/b> text, <a href="#within-1-top">up<\/a> <a href="https:\/\/example\.org\/">out<\/a> <a href="">away<\/a><img src="resource:(within-1-[^"]*)" alt="dot"><\/p><p class="gone">Hidden<\/p>\s*<p>After<\/p>$/u,
    );
    const id = /resource:([^"]*)/u.exec(html)?.[1] ?? "";
    expect(Buffer.from((await resources.get(id)?.read()) ?? []).equals(onePixel)).toBe(true);
    const [first] = chapters;
    const hidden = first?.body.find((node) => "attrs" in node && node.attrs.some(({ value }) => value === "gone"));
    expect(hidden !== undefined && "attrs" in hidden && first?.styles?.of(hidden)).toMatchObject({ hidden: true });
  });

  it("swallows nothing of what follows it, whatever it leaves open", async () => {
    const pieces = fc.constantFrom(
      "<plaintext>",
      "<script>",
      "<style>",
      "<!--",
      "<table><td>",
      "<textarea>",
      "</body>",
      "<svg>",
      "<p>x",
      "&lt;",
      "<div book-within=within-1>",
      '<a id="x" href="#x">',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 8 }), async (said) => {
        const { html } = await read(["chunk.html", `<html><body>within ${said.join(" ")}`]);
        expect(html.startsWith("<p>Before</p>")).toBe(true);
        expect(html.endsWith("<p>After</p>")).toBe(true);
        expect(html.match(/within /gu)).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });

  it("is text, Rich Text, or another Word document, whatever it is called", async () => {
    const inner = docxOf({
      body: `<w:p>${run("Inner")}<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:drawing><a:blip r:embed="rId13"/></w:drawing></w:r></w:p>`,
      footnotes: `<w:footnote w:id="2">${paragraph("Its note")}</w:footnote>`,
    });
    const { html, resources } = await read(
      ["a.bin", "Plain & simple"],
      ["b.bin", "{\\rtf1 Rich}"],
      ["c.bin", inner],
      ["d.txt", "  "],
    );
    expect(html).toBe(
      '<p>Before</p><p>Plain &amp; simple</p><p>Rich</p><p>Inner<a epub:type="noteref" id="within-3-footnote-mark-2" href="#within-3-footnote-2">1</a><img src="resource:within-3-word/media/image1.png" alt=""></p><aside epub:type="footnote" id="within-3-footnote-2"><p>Its note</p></aside><p>After</p>',
    );
    expect(resources.get("within-3-word/media/image1.png")?.bytes).toBe(onePixel.length);
  });

  it("is a page in a web archive, with the pictures that lie beside it there", async () => {
    const picture = onePixel.toString("base64");
    const archive = `MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html"; boundary="=_b"\r\n\r\nFor others${mimePart(
      'Content-Type: text/html; charset="windows-1252"\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: file:///C:/fake/page.html',
      '<html><body><p>Gr=F6=DFe, so=\r\nft</p><img src=3D"one.png"><img src=3D"file:///C:/fake/one.png"><img src=3D"cid:two@x"><img src=3D"three.png"></body></html>',
    )}${mimePart("Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: file:///C:/fake/one.png", picture)}${mimePart("Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <two@x>", picture)}\r\n--=_b--\r\n`;
    const { html, resources, warnings } = await read(["afchunk.mht", archive]);
    expect(html.replaceAll("\n", "")).toBe(
      '<p>Before</p><p>Größe, soft</p><img src="resource:within-1-one.png"><img src="resource:within-1-file:///C:/fake/one.png"><img src="resource:within-1-cid:two@x"><img src=""><p>After</p>',
    );
    expect(Buffer.from((await resources.get("within-1-cid:two@x")?.read()) ?? []).equals(onePixel)).toBe(true);
    expect(warnings).toEqual([]);
  });

  it("is the text of a note that it stands in, and of no other", async () => {
    const inner = docxOf({
      body: `<w:p>${run("Inner")}${mark(1)}</w:p>`,
      footnotes: `<w:footnote w:id="1">${paragraph("Its own note")}</w:footnote>`,
    });
    const document = docxOf({
      body: `<w:p>${run("Text")}${mark(1)}${mark(2)}</w:p>${chunk("c")}`,
      relationships: relationship("c", "text.htm"),
      footnotes: `<w:footnote w:id="1">${chunk("c")}</w:footnote><w:footnote w:id="2">${paragraph("Second")}${chunk("d")}</w:footnote>`,
      files: [
        {
          name: "word/_rels/footnotes.xml.rels",
          data: `<Relationships>${relationship("c", "note.htm")}${relationship("d", "note.docx")}</Relationships>`,
        },
        { name: "word/text.htm", data: "<p>In the text</p>" },
        { name: "word/note.htm", data: '<p id="a">In a <a href="#a">note</a></p>' },
        { name: "word/note.docx", data: inner },
      ],
    });
    const { html, warnings } = await readContent(openDocx, document);
    expect(html.replaceAll(/<a [^>]*noteref[^>]*>/gu, "<a>")).toBe(
      '<p>Text<a>1</a><a>2</a></p><p>In the text</p><aside epub:type="footnote" id="footnote-1"><p id="footnote-within-1-a">In a <a href="#footnote-within-1-a">note</a></p></aside><aside epub:type="footnote" id="footnote-2"><p>Second</p><p>Inner<a>1</a></p><aside epub:type="footnote" id="footnote-within-2-footnote-1"><p>Its own note</p></aside></aside>',
    );
    expect(warnings).toEqual([]);
    await withTemporaryFile(document, (path) =>
      withEpub(
        path,
        async (epub) => {
          expect(await findings(epub)).toEqual([]);
          expect((await epubcheck?.check(epub)) ?? []).toEqual([]);
          const words = await wordsOfEpub(epub);
          for (const word of ["Text", "Second", "Inner", "own"])
            expect(words.filter((one) => one === word)).toEqual([word]);
        },
        "docx",
      ),
    );
  });

  it("is read within others to a depth", async () => {
    let nested = docxOf({ body: paragraph("Deepest") });
    for (const name of ["Fifth", "Fourth", "Third", "Second", "First"]) {
      nested = docxOf({
        body: paragraph(name) + chunk("c"),
        relationships: relationship("c", "afchunk.docx"),
        files: [{ name: "word/afchunk.docx", data: nested }],
      });
    }
    const { html, warnings } = await readContent(openDocx, nested);
    expect(html).toBe("<p>First</p><p>Second</p><p>Third</p><p>Fourth</p>");
    expect(warnings).toEqual([
      {
        rule: "K24",
        found: "A document within this one (afchunk.docx) is more than can be read.",
        done: "It was left out.",
      },
    ]);
  });

  it("that cannot be read is left out with a warning, and one that lies elsewhere is never asked for", async () => {
    const { html, warnings } = await read(
      ["a.mht", "MIME-Version: 1.0\nContent-Type: multipart/related"],
      ["b.docx", Buffer.from("PK no archive")],
      ["c.bin", Buffer.from([0, 1, 2, 3, 0, 255, 254, 0, 0, 7])],
    );
    expect(html).toBe("<p>Before</p><p>After</p>");
    expect(warnings.map(({ rule, found }) => [rule, found.replace(/:.*$/u, "")])).toEqual([
      ["K24", "A document within this one (a.mht) is of a kind that is not read."],
      ["K24", "A document within this one (b.docx) cannot be read"],
      ["K24", "A document within this one (c.bin) cannot be read"],
    ]);
    const elsewhere = docxOf({
      body: paragraph("Text") + chunk("c"),
      relationships: relationship("c", "http://127.0.0.1:1/a.htm", "aFChunk", ' TargetMode="External"'),
    });
    expect((await readContent(openDocx, elsewhere)).html).toBe("<p>Text</p>");
  });
});
