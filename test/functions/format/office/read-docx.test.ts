import { describe, expect, it } from "@jest/globals";
import { placeOfBook } from "../../../../functions/format/book-within.ts";
import { saysNothing } from "../../../../functions/format/docx/docx-body.ts";
import { openDocx } from "../../../../functions/format/docx/read-docx.ts";
import { type ZipFile, zipOf } from "../../../shared/archive/zip-writer.ts";
import { verdictOf } from "../../../verdict.ts";
import { readContent } from "../readers/read-whole.ts";
import { type DocxParts, docxOf, paragraph, run } from "./small-documents.ts";

const read = (parts: DocxParts) => readContent(openDocx, docxOf(parts));
const htmlOf = async (body: string, parts: Omit<DocxParts, "body"> = {}) => (await read({ body, ...parts })).html;
const style = (id: string, name: string, rest = "") =>
  `<w:style w:styleId="${id}"><w:name w:val="${name}"/>${rest}</w:style>`;

const listLevel = (at: number, format: string) => `<w:lvl w:ilvl="${at}"><w:numFmt w:val="${format}"/></w:lvl>`;
const listItem = (text: string, at: number) =>
  `<w:p><w:pPr><w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="1"/></w:numPr></w:pPr>${run(text)}</w:p>`;
const tableCell = (text: string, properties = "") => `<w:tc><w:tcPr>${properties}</w:tcPr>${paragraph(text)}</w:tc>`;
const tableRow = (cells: string, properties = "") => `<w:tr><w:trPr>${properties}</w:trPr>${cells}</w:tr>`;
const noteMark = (id: number) => `<w:r><w:footnoteReference w:id="${id}"/></w:r>`;
const pictureOf = (id: string) =>
  `<w:p><w:r><w:drawing><wp:inline><wp:docPr descr="A dot"/><a:blip r:embed="${id}"/></wp:inline></w:drawing></w:r></w:p>`;
const verdictOn = (body: string, files: readonly ZipFile[] = []) => verdictOf(() => read({ body, files }));

const sumOf = (display = "") => `<math${display} alttext="a+1"><mi>a</mi><mo>+</mo><mn>1</mn></math>`;

const fontOf = (name: string) => `<w:rFonts w:ascii="${name}" w:hAnsi="${name}"/>`;
const callOf = (id: number) => `<w:r><w:footnoteReference w:id="${id}"/></w:r>`;
const shapeOf = (text: string) =>
  `<wps:wsp><wps:txbx><w:txbxContent>${paragraph(text)}</w:txbxContent></wps:txbx></wps:wsp>`;

describe("openDocx", () => {
  it("makes headings of heading styles, whatever they are based on, and of outline levels", async () => {
    const styles =
      style("H1", "heading 1") +
      style("Mine", "Chapter", '<w:basedOn w:val="H1"/>') +
      style("Out", "Part", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>') +
      style("T", "Title");
    const body = ["T", "H1", "Mine", "Out", "Unknown"].map((id) => paragraph(`In ${id}`, id)).join("");
    expect(await htmlOf(body, { styles })).toBe(
      "<h1>In T</h1><h1>In H1</h1><h1>In Mine</h1><h2>In Out</h2><p>In Unknown</p>",
    );
  });

  it("survives styles that are based on each other", async () => {
    const styles = style("A", "a", '<w:basedOn w:val="B"/>') + style("B", "b", '<w:basedOn w:val="A"/>');
    expect(await htmlOf(paragraph("Text", "A"), { styles })).toBe("<p>Text</p>");
  });

  it("nests lists by their level, and counts those that are counted", async () => {
    const numbering = `<w:abstractNum w:abstractNumId="0">${listLevel(0, "decimal")}${listLevel(1, "bullet")}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`;
    expect(
      await htmlOf(listItem("One", 0) + listItem("a", 1) + listItem("b", 1) + listItem("Two", 0), { numbering }),
    ).toBe("<ol><li>One<ul><li>a</li><li>b</li></ul></li><li>Two</li></ol>");
  });

  it("keeps looks, and leaves out what is hidden, deleted or moved away", async () => {
    const body = paragraph(
      run("bold", "<w:b/>") +
        run(" both", '<w:b/><w:i w:val="true"/>') +
        run(" not", '<w:b w:val="0"/>') +
        run(" Caps", "<w:caps/>") +
        run("2", '<w:vertAlign w:val="superscript"/>') +
        run("secret", "<w:vanish/>") +
        `<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins>${run(" new")}</w:ins><w:moveFrom>${run("away")}</w:moveFrom>`,
    );
    expect(await htmlOf(body)).toBe(
      "<p><strong>bold</strong><strong><em> both</em></strong> not CAPS<sup>2</sup> new</p>",
    );
  });

  it("keeps tables with what spans their columns and rows", async () => {
    const table = `<w:tbl>${tableRow(tableCell("Head", '<w:gridSpan w:val="2"/>'), "<w:tblHeader/>")}${tableRow(
      tableCell("Tall", '<w:vMerge w:val="restart"/>') + tableCell("1"),
    )}${tableRow(tableCell("", "<w:vMerge/>") + tableCell("2"))}</w:tbl>`;
    expect(await htmlOf(table)).toBe(
      '<table><tbody><tr><th colspan="2"><p>Head</p></th></tr><tr><td rowspan="2"><p>Tall</p></td><td><p>1</p></td></tr><tr><td><p>2</p></td></tr></tbody></table>',
    );
  });

  it("knows of any markup whether there is a word in it, however long it is", () => {
    expect(saysNothing("<p>\u00a0</p>\n".repeat(3_000_000))).toBe(true);
    for (const html of ["a", "<p></p> a", '<p><img src="x"></p>', "<math></math>", placeOfBook("x")])
      expect([html, saysNothing(html)]).toEqual([html, false]);
    for (const html of ["", " ", '<p class="x">\u00a0<br></p>'])
      expect([html, saysNothing(html)]).toEqual([html, true]);
  });

  it("keeps what a cell says that another one above goes on over, as paragraphs of that one", async () => {
    const goesOn = (content: string) => tableRow(tableCell(content, "<w:vMerge/>") + tableCell("x"));
    const table = `<w:tbl>${tableRow(tableCell("One", '<w:vMerge w:val="restart"/>') + tableCell("x"))}${goesOn("Two")}${goesOn("")}${goesOn("Three")}</w:tbl>`;
    expect(await htmlOf(table)).toBe(
      '<table><tbody><tr><td rowspan="4"><p>One</p><p>Two</p><p>Three</p></td><td><p>x</p></td></tr><tr><td><p>x</p></td></tr><tr><td><p>x</p></td></tr><tr><td><p>x</p></td></tr></tbody></table>',
    );
  });

  it("puts notes behind the text in the order of their marks, and lets both lead to each other", async () => {
    const { html } = await read({
      body: paragraph(run("One") + noteMark(7)) + paragraph(run("Two") + noteMark(3)),
      footnotes: `<w:footnote w:id="3">${paragraph("third")}</w:footnote><w:footnote w:id="7">${paragraph("seventh")}</w:footnote>`,
    });
    expect(html).toContain('One<a epub:type="noteref" id="footnote-mark-7" href="#footnote-7">1</a>');
    expect(html).toContain('<aside epub:type="footnote" id="footnote-7"><p>seventh</p></aside><aside');
  });

  it("leads links to addresses and to bookmarks, by element and by field", async () => {
    const { chapters } = await read({
      body:
        `<w:p><w:bookmarkStart w:name="here"/>${run("Place")}</w:p>` +
        `<w:p><w:hyperlink r:id="rId20">${run("out")}</w:hyperlink><w:hyperlink w:anchor="here">${run("in")}</w:hyperlink></w:p>` +
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://example.org/a" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' +
        `${run("field")}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`,
      relationships:
        '<Relationship Id="rId20" Type="x/hyperlink" Target="https://example.org/" TargetMode="External"/>',
    });
    const [chapter] = chapters;
    expect(chapter?.html).toContain('<a href="https://example.org/">out</a><a href="#here">in</a>');
    expect(chapter?.html).toContain('<a href="https://example.org/a">field</a>');
    expect(chapter?.resolve("#here")).toEqual({ kind: "chapter", id: "body", fragment: "here" });
    expect(chapter?.resolve("file:///etc/passwd")).toBeUndefined();
  });

  it("shows pictures of the package, and never asks for one that lies elsewhere", async () => {
    const { html, resources } = await read({
      body: pictureOf("rId13") + pictureOf("rId21") + paragraph("Text"),
      relationships: '<Relationship Id="rId21" Type="x/image" Target="http://192.0.2.1/a.png" TargetMode="External"/>',
    });
    expect(html).toBe('<p><img src="resource:word/media/image1.png" alt="A dot"></p><p>&nbsp;</p><p>Text</p>');
    expect(resources.get("word/media/image1.png")?.mediaType).toBe("image/png");
  });

  it("knows the letters of Symbol and the common marks of Wingdings, and shows no boxes for others", async () => {
    const symbols = [
      ["Symbol", "F061"],
      ["Symbol", "57"],
      ["Symbol", "F0A3"],
      ["Symbol", "F0E0"],
      ["Wingdings", "F0E0"],
      ["Wingdings", "F0FE"],
      ["Wingdings", "F099"],
      ["Arial", "263A"],
      ["Arial", "7FFFFFFF"],
    ].map(([font, char]) => `<w:sym w:font="${font}" w:char="${char}"/>`);
    expect(await htmlOf(`<w:p><w:r>${symbols.join("")}</w:r></w:p>`)).toBe("<p>αΩ≤◊→☑☺</p>");
  });

  it("keeps the text of every shape in a group, and what only the older of two ways says", async () => {
    const group = `<w:drawing><wps:grp>${shapeOf("One")}<mc:AlternateContent><mc:Choice>${shapeOf("Two")}</mc:Choice><mc:Fallback>${shapeOf("Two again")}</mc:Fallback></mc:AlternateContent></wps:grp></w:drawing>`;
    const later =
      "<mc:AlternateContent><mc:Choice><w:symEx/></mc:Choice><mc:Fallback><w:t>😊</w:t></mc:Fallback></mc:AlternateContent>";
    expect(await htmlOf(`<w:p><w:r><w:t>Hi </w:t>${later}${group}</w:r></w:p>`)).toBe(
      "<p>Hi 😊</p><div><p>One</p></div><div><p>Two</p></div>",
    );
  });

  it("shows a picture in a text box once, and the picture of a chart", async () => {
    const picture = '<w:drawing><a:blip r:embed="rId13"/></w:drawing>';
    const box = `<w:r><w:drawing><wps:txbx><w:txbxContent><w:p><w:r>${picture}</w:r></w:p></w:txbxContent></wps:txbx></w:drawing></w:r>`;
    const chart = `<w:r><mc:AlternateContent><mc:Choice><w:drawing><a:chart/></w:drawing></mc:Choice><mc:Fallback>${picture}</mc:Fallback></mc:AlternateContent></w:r>`;
    const shown = '<img src="resource:word/media/image1.png" alt="">';
    expect(await htmlOf(`<w:p>${run("Box")}${box}</w:p><w:p>${chart}</w:p>`)).toBe(
      `<p>Box</p><div><p>${shown}</p></div><p>${shown}</p>`,
    );
  });

  it("makes no note of one that is missing or empty", async () => {
    const footnotes = `<w:footnote w:id="2"><w:p/></w:footnote><w:footnote w:id="3">${paragraph("Third")}</w:footnote>`;
    const { html } = await read({ body: `<w:p>${run("Text")}${callOf(1)}${callOf(2)}${callOf(3)}</w:p>`, footnotes });
    expect(html.match(/<aside.*?<\/aside>/gs)).toEqual([
      '<aside epub:type="footnote" id="footnote-3"><p>Third</p></aside>',
    ]);
  });

  it("joins a large first letter to the paragraph that it begins", async () => {
    const initial = `<w:p><w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr>${run("O")}</w:p>`;
    expect(await htmlOf(`${initial}${paragraph("nce upon a time")}${initial}<w:tbl/>${initial}`)).toBe(
      "<p>Once upon a time</p><p>O</p><table></table><p>O</p>",
    );
  });

  it("puts the text of a box behind the paragraph that it is anchored in, once", async () => {
    const box = `<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>${paragraph("In a box")}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>${paragraph("In a box")}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>`;
    expect(await htmlOf(paragraph(run("Before") + box))).toBe("<p>Before</p><div><p>In a box</p></div>");
  });

  it("says title, authors and language as the document does, and its main language where it does not", async () => {
    const core =
      "<dc:title>A Title</dc:title><dc:creator>One Author; Other Author</dc:creator><dcterms:created>2026-01-02T03:04:05Z</dcterms:created>";
    const russian = run("Довольно длинный текст", '<w:lang w:val="ru-RU"/>');
    const styles = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US"/></w:rPr></w:rPrDefault></w:docDefaults>';
    const { metadata } = await read({ body: paragraph(`${russian}${run("word")}`), core, styles });
    expect(metadata).toEqual({
      title: "A Title",
      authors: ["One Author", "Other Author"],
      language: "ru-RU",
      published: "2026-01-02T03:04:05Z",
    });
  });

  it("refuses what holds no document, is not well formed, or is larger than any book", async () => {
    expect(await verdictOf(() => readContent(openDocx, zipOf([{ name: "word/styles.xml" }])))).toBe("docx/no-document");
    const noXml = zipOf([{ name: "word/document.xml", data: "words" }]);
    expect(await verdictOf(() => readContent(openDocx, noXml))).toBe("xml/malformed");
    expect(await verdictOn("<w:sectPr>")).toBe("docx/no-document");
    expect(await verdictOn("<w:sdt>".repeat(300) + "</w:sdt>".repeat(300))).toBe("xml/too-complex");
    const large = { name: "word/media/large.bin", method: 8, central: { bytes: 1024 ** 3 } };
    expect(await verdictOn("", [large])).toBe("archive/bomb");
    const entities = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><w:document xmlns:w="x"/>';
    const declaring = zipOf([{ name: "word/document.xml", data: entities }]);
    expect(await verdictOf(() => readContent(openDocx, declaring))).toBe("xml/declarations");
  });

  it("keeps formulas as MathML: in the line, and as blocks, in a paragraph or beside it", async () => {
    const formula = "<m:oMath><m:r><m:t>a+1</m:t></m:r></m:oMath>";
    const block = sumOf(' display="block"');
    expect(
      await htmlOf(
        paragraph(run("So ") + formula) +
          paragraph(`<m:oMathPara><m:oMathParaPr/>${formula}${formula}</m:oMathPara>`) +
          `<m:oMathPara>${formula}</m:oMathPara>` +
          paragraph(`<m:oMathPara><w:ins>${formula}</w:ins></m:oMathPara>`),
      ),
    ).toBe(
      `<p>So ${sumOf()}</p><p>${block}${block}</p><p>${block}</p><p>${block.replace("<mi>", "<mrow><mi>").replace("</math>", "</mrow></math>")}</p>`,
    );
  });

  it("keeps tables and paragraphs that lie in a paragraph, in their order", async () => {
    const table = `<w:tbl>${tableRow(tableCell("Cell"))}</w:tbl>`;
    const body = `<w:p><w:pPr><w:jc w:val="center"/></w:pPr>${run("Before")}${table}${run("After")}${paragraph("Inner")}</w:p><w:p><w:sdt><w:sdtContent>${table}${run("Beside")}</w:sdtContent></w:sdt></w:p>`;
    expect(await htmlOf(body)).toBe(
      '<p style="text-align:center">Before</p><table><tbody><tr><td><p>Cell</p></td></tr></tbody></table><p style="text-align:center">After</p><p>Inner</p><p>Beside</p><div><table><tbody><tr><td><p>Cell</p></td></tr></tbody></table></div>',
    );
  });

  it("says the rows of a table in a content control once, and shows a cell that goes on with nothing", async () => {
    const inner = `<w:tbl>${tableRow(tableCell("Inner"))}</w:tbl>`;
    const control = `<w:sdt><w:sdtContent>${tableRow(`<w:tc>${inner}</w:tc>`)}</w:sdtContent></w:sdt>`;
    const html = await htmlOf(
      `<w:tbl>${tableRow(tableCell("Alone", "<w:vMerge/>"))}${tableRow(tableCell("", "<w:vMerge/>"))}${control}<w:customXml>${tableRow(`<w:customXml>${tableCell("Marked")}</w:customXml>`)}</w:customXml></w:tbl>`,
    );
    expect(html).toBe(
      '<table><tbody><tr><td rowspan="2"><p>Alone</p></td></tr><tr></tr><tr><td><table><tbody><tr><td><p>Inner</p></td></tr></tbody></table></td></tr><tr><td><p>Marked</p></td></tr></tbody></table>',
    );
  });

  it("keeps a text box that is anchored in a paragraph of code", async () => {
    const styles = style("Code", "Source Code");
    const box = `<w:r><w:pict><w:txbxContent>${paragraph("Box")}</w:txbxContent></w:pict></w:r>`;
    const html = await htmlOf(paragraph(`${run("a = 1")}${box}`, "Code") + paragraph("b = 2", "Code"), { styles });
    expect(html).toBe("<pre>a = 1</pre><div><p>Box</p></div><pre>b = 2</pre>");
  });

  it("writes the letters of symbol fonts as what they show", async () => {
    const body = paragraph(
      run("a") +
        run("ab\uf0a3", `${fontOf("Symbol")}<w:caps/>`) +
        run("\uf0fc\uf021", fontOf("Wingdings")) +
        run("b", fontOf("Segoe UI Symbol")),
    );
    expect(await htmlOf(body)).toBe("<p>aαβ≤✓b</p>");
  });
});
