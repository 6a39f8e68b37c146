import { describe, expect, it } from "@jest/globals";
import { openOdt } from "../../../../functions/format/odt/read-odt.ts";
import { verdictOf } from "../../../verdict.ts";
import { readContent } from "../readers/read-whole.ts";
import { flatOdtOf, flatPicture, type OdtParts, odtOf, onePixel } from "./small-documents.ts";

const read = (parts: OdtParts) => readContent(openOdt, odtOf(parts));
const htmlOf = async (text: string, parts: Omit<OdtParts, "text"> = {}) => (await read({ text, ...parts })).html;
const textStyle = (name: string, properties: string) =>
  `<style:style style:name="${name}" style:family="text"><style:text-properties ${properties}/></style:style>`;

const listItem = (content: string) => `<text:list-item>${content}</text:list-item>`;
const textOf = (content: string) => `<text:p>${content}</text:p>`;
const tableCell = (content: string, attributes = "") =>
  `<table:table-cell ${attributes}><text:p>${content}</text:p></table:table-cell>`;

const mathOf = (content: string) => `<math xmlns="http://www.w3.org/1998/Math/MathML">${content}</math>`;

const frameOf = (object: string) =>
  `<draw:frame text:anchor-type="as-char">${object}<draw:image xlink:href="Pictures/1.png"/></draw:frame>`;

const shapeOf = (text: string) => `<draw:custom-shape>${textOf(text)}<draw:enhanced-geometry/></draw:custom-shape>`;
const indexOf = (name: string) =>
  `<text:${name}><text:index-body><text:index-title>${textOf("Index")}</text:index-title>${textOf("Entry")}</text:index-body></text:${name}>`;

describe("openOdt", () => {
  it("keeps headings, paragraphs and looks", async () => {
    const automaticStyles =
      textStyle("B", 'fo:font-weight="bold"') +
      textStyle("I", 'fo:font-style="italic"') +
      textStyle("H", 'text:display="none"');
    expect(
      await htmlOf(
        '<text:h text:outline-level="2">Chapter</text:h><text:p>A <text:span text:style-name="B">bold</text:span>, <text:span text:style-name="I">italic</text:span><text:span text:style-name="H">secret</text:span><text:s text:c="2"/>word<text:line-break/>line</text:p>',
        { automaticStyles },
      ),
    ).toBe("<h2>Chapter</h2><p>A <strong>bold</strong>, <em>italic</em>  word<br>line</p>");
  });

  it("writes the letters of symbol fonts as what they show", async () => {
    const automaticStyles =
      textStyle("G", 'style:font-name="Symbol1"') +
      textStyle("W", 'fo:font-family="Wingdings"') +
      textStyle("A", 'style:font-name="Arial"') +
      '<style:style style:name="P" style:family="paragraph"><style:text-properties fo:font-family="\'Symbol\'"/></style:style>';
    const fonts = '<style:font-face style:name="Symbol1" svg:font-family="Symbol" style:font-charset="x-symbol"/>';
    expect(
      await htmlOf(
        '<text:p>a<text:span text:style-name="G">ab\uf0a3</text:span><text:span text:style-name="W">\uf0fc\uf021</text:span></text:p><text:p text:style-name="P">g<text:span text:style-name="A">g</text:span></text:p>',
        { automaticStyles, fonts },
      ),
    ).toBe("<p>aαβ≤✓</p><p>γg</p>");
  });

  it("nests lists and counts those that are counted", async () => {
    const automaticStyles =
      '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"/><text:list-level-style-bullet text:level="2"/></text:list-style>';
    expect(
      await htmlOf(
        `<text:list text:style-name="L">${listItem(`${textOf("One")}<text:list>${listItem(textOf("a"))}</text:list>`)}${listItem(textOf("Two"))}</text:list>`,
        { automaticStyles },
      ),
    ).toBe("<ol><li><p>One</p><ul><li><p>a</p></li></ul></li><li><p>Two</p></li></ol>");
  });

  it("keeps tables with their spans, and does not repeat what is empty", async () => {
    expect(
      await htmlOf(
        `<table:table><table:table-header-rows><table:table-row>${tableCell("Head", 'table:number-columns-spanned="2"')}<table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row>${tableCell("1")}${tableCell("2")}</table:table-row><table:table-row table:number-rows-repeated="65000"><table:table-cell/></table:table-row></table:table>`,
      ),
    ).toBe(
      '<table><tbody><tr><th colspan="2"><p>Head</p></th></tr><tr><td><p>1</p></td><td><p>2</p></td></tr><tr><td></td></tr></tbody></table>',
    );
  });

  it("keeps the text of shapes and boxes, behind the paragraph that they are anchored in", async () => {
    const box = `<draw:frame><draw:text-box>${textOf("Box")}</draw:text-box></draw:frame>`;
    const group = `<draw:g><svg:title>Drawing</svg:title>${shapeOf("Two")}<draw:line>${textOf("Three")}</draw:line></draw:g>`;
    expect(await htmlOf(`${shapeOf("Page")}<text:p>${shapeOf("One")}Text${group}${box}</text:p>`)).toBe(
      "<div><p>Page</p></div><p>Text</p><div><p>One</p></div><div><p>Two</p></div><div><p>Three</p></div><div><p>Box</p></div>",
    );
  });

  it("keeps the titles of indexes, but no table of contents", async () => {
    expect(await htmlOf(indexOf("alphabetical-index") + indexOf("table-of-content"))).toBe("<p>Index</p><p>Entry</p>");
  });

  it("puts notes behind the text, and leaves comments and tracked deletions out", async () => {
    const html = await htmlOf(
      '<text:tracked-changes><text:changed-region><text:deletion><text:p>deleted</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>Text<text:note text:note-class="footnote"><text:note-citation>9</text:note-citation><text:note-body><text:p>The note</text:p></text:note-body></text:note> more<office:annotation><text:p>a comment</text:p></office:annotation></text:p>',
    );
    expect(html).toBe(
      '<p>Text<a epub:type="noteref" id="note-mark-1" href="#note-1">1</a> more</p><aside epub:type="footnote" id="note-1"><p>The note</p></aside>',
    );
  });

  it("shows pictures of the package with their descriptions", async () => {
    const { html, resources } = await read({
      text: '<text:p><draw:frame><draw:image xlink:href="Pictures/1.png"/><svg:desc>A dot</svg:desc></draw:frame></text:p>',
    });
    expect(html).toBe('<p><img src="resource:Pictures/1.png" alt="A dot"></p>');
    expect(resources.has("Pictures/1.png")).toBe(true);
  });

  it("says what the document says about itself, with the language of its styles where it names none", async () => {
    const { metadata } = await read({
      text: "<text:p>x</text:p>",
      meta: "<dc:title>Titel</dc:title><meta:initial-creator>Eine Autorin</meta:initial-creator><meta:keyword>a</meta:keyword>",
      styles:
        '<style:default-style style:family="paragraph"><style:text-properties fo:language="de" fo:country="AT"/></style:default-style>',
    });
    expect(metadata).toEqual({ title: "Titel", authors: ["Eine Autorin"], language: "de-AT", subjects: ["a"] });
  });

  it("refuses what needs a password, and what holds no text", async () => {
    const manifest =
      '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>';
    expect(await verdictOf(() => read({ text: "", manifest }))).toBe("odt/encrypted");
    expect(await verdictOf(() => read({ text: "</office:text></office:body><office:body><office:text>" }))).toBe(
      "accepted",
    );
    expect(await verdictOf(() => read({ text: "<text:sequence-decls>" }))).toBe("odt/no-document");
  });

  it("reads a document of one file as it reads the same in a ZIP", async () => {
    const parts = {
      text: `<text:h text:outline-level="1">One</text:h><text:p>A <text:span text:style-name="B">bold</text:span> word<text:note><text:note-body>${textOf("Note")}</text:note-body></text:note></text:p><text:p text:style-name="Quotations">Cited</text:p>`,
      automaticStyles: textStyle("B", 'fo:font-weight="bold"'),
      styles:
        '<style:style style:name="Quotations" style:family="paragraph"/><style:default-style style:family="paragraph"><style:text-properties fo:language="de" fo:country="AT"/></style:default-style>',
      meta: "<dc:title>Titel</dc:title><meta:initial-creator>Eine Autorin</meta:initial-creator>",
    };
    const flat = await readContent(openOdt, flatOdtOf(parts));
    const zipped = await read(parts);
    expect(flat.html).toBe(zipped.html);
    expect(flat.html).toContain("<strong>bold</strong>");
    expect(flat.html).toContain("<blockquote><p>Cited</p></blockquote>");
    expect(flat.metadata).toEqual({ title: "Titel", authors: ["Eine Autorin"], language: "de-AT" });
    expect(flat.metadata).toEqual(zipped.metadata);
  });

  it("reads a document of one file in UTF-16", async () => {
    const utf16 = Buffer.from(`\ufeff${flatOdtOf({ text: textOf("Größe") }).replace("UTF-8", "UTF-16")}`, "utf16le");
    expect((await readContent(openOdt, utf16)).html).toBe("<p>Größe</p>");
  });

  it("shows pictures that lie in the text itself, and formulas there", async () => {
    const { html, resources } = await readContent(
      openOdt,
      flatOdtOf({
        text: `<text:p>A <draw:frame>${flatPicture}<svg:desc>A dot</svg:desc></draw:frame> and <draw:frame>${flatPicture}</draw:frame></text:p><text:p>${frameOf(`<draw:object>${mathOf("<mi>b</mi>")}</draw:object>`)}</text:p>`,
      }),
    );
    expect(html).toBe(
      '<p>A <img src="resource::1" alt="A dot"> and <img src="resource::2" alt=""></p><p><math display="block" alttext="b"><mi>b</mi></math></p>',
    );
    const picture = resources.get(":2");
    expect(picture?.bytes).toBeGreaterThanOrEqual(onePixel.length);
    expect(Buffer.from((await picture?.read()) ?? []).equals(onePixel)).toBe(true);
  });

  it.each<[string, string, string]>([
    ["declares entities", "xml/declarations", '<!DOCTYPE office:document [<!ENTITY a "b">]>'],
    ["names a DTD of its own", "xml/declarations", '<!DOCTYPE office:document SYSTEM "file:///etc/passwd">'],
  ])("refuses a document of one file that %s", async (_what, code, doctype) => {
    const hostile = flatOdtOf({ text: textOf("&a;") }).replace("<office:document", `${doctype}<office:document`);
    expect(await verdictOf(() => readContent(openOdt, hostile))).toBe(code);
  });

  it("refuses a document of one file that is nested too deeply, or cut off in front of its text, or that holds none", async () => {
    const deep = flatOdtOf({ text: `${"<text:section>".repeat(300)}${"</text:section>".repeat(300)}` });
    expect(await verdictOf(() => readContent(openOdt, deep))).toBe("xml/too-complex");
    const whole = flatOdtOf({ text: textOf("Text") });
    expect(await verdictOf(() => readContent(openOdt, whole.slice(0, whole.indexOf("<office:body>"))))).toBe(
      "odt/no-document",
    );
    expect(await verdictOf(() => readContent(openOdt, whole.replaceAll("office:text", "office:spreadsheet")))).toBe(
      "odt/no-document",
    );
  });

  it("keeps formulas as MathML: in the line, and as a block where one stands alone", async () => {
    const { html } = await read({
      text: `<text:p>So ${frameOf('<draw:object xlink:href="./Object 1"/>')}.</text:p><text:p>${frameOf(`<draw:object>${mathOf("<mi>b</mi>")}</draw:object>`)}</text:p><text:p>${frameOf('<draw:object xlink:href="Object 2/"/>')}</text:p>`,
      files: [
        {
          name: "Object 1/content.xml",
          data: mathOf(
            '<semantics><mfrac><mi>a</mi><mn>2</mn></mfrac><annotation encoding="StarMath 5.0">{a} over {2}</annotation></semantics>',
          ),
        },
        {
          name: "Object 2/content.xml",
          data: mathOf('<semantics><mrow/><annotation encoding="StarMath 5.0">c over 2</annotation></semantics>'),
        },
      ],
    });
    expect(html).toBe(
      '<p>So <math alttext="a/2"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>.</p><p><math display="block" alttext="b"><mi>b</mi></math></p><p>c over 2</p>',
    );
  });
});
