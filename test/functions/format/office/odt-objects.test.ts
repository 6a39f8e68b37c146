import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { openOdt } from "../../../../functions/format/odt/read-odt.ts";
import type { ZipFile } from "../../../shared/archive/zip-writer.ts";
import { readContent, textOf as wordsOf } from "../readers/read-whole.ts";
import { flatOdtOf, flatPicture, odtOf, onePixel, openNamespaces } from "./small-documents.ts";

const read = (text: string, files: readonly ZipFile[] = []) => readContent(openOdt, odtOf({ text, files }));

const paragraph = (content: string) => `<text:p>${content}</text:p>`;
const frame = (content: string) => paragraph(`<draw:frame>${content}</draw:frame>`);
const object = (name: string) => `<draw:object xlink:href="./${name}"/>`;
const image = (name: string) => `<draw:image xlink:href="./${name}"/>`;
const replaced = (name: string) => frame(object(name) + image(`ObjectReplacements/${name}`));

const documentOf = (kind: string, content: string, styles = "") =>
  `<office:document-content ${openNamespaces}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:${kind}>${content}</office:${kind}></office:body></office:document-content>`;
const objectOf = (name: string, kind: string, content: string, styles?: string): ZipFile => ({
  name: `${name}/content.xml`,
  data: documentOf(kind, content, styles),
});
const metafile = Buffer.concat([Buffer.from("VCLMTF"), Buffer.alloc(100)]);

const wordCell = (words: string, attributes = "", origin = "") =>
  `<table:table-cell office:value-type="string" ${attributes}>${paragraph(words)}${origin === "" ? "" : `<draw:g><svg:desc>${origin}</svg:desc></draw:g>`}</table:table-cell>`;
const numberCell = (value: number | string, origin = "") =>
  `<table:table-cell office:value-type="float" office:value="${value}">${paragraph(String(value))}${origin === "" ? "" : `<draw:g><svg:desc>${origin}</svg:desc></draw:g>`}</table:table-cell>`;
const rowOf = (...cells: readonly string[]) => `<table:table-row>${cells.join("")}</table:table-row>`;
const localTable = (head: string, ...rows: readonly string[]) =>
  `<table:table table:name="local-table"><table:table-header-rows>${head}</table:table-header-rows><table:table-rows>${rows.join("")}</table:table-rows></table:table>`;
const chartTitle = (words: string, name = "title") => `<chart:${name}>${paragraph(words)}</chart:${name}>`;
const axis = (dimension: string, content: string, attributes = "") =>
  `<chart:axis chart:dimension="${dimension}" chart:name="primary-${dimension}" ${attributes}>${content}</chart:axis>`;
const categories = (address: string) => `<chart:categories table:cell-range-address="${address}"/>`;
const series = (values: string, label: string, content = "", attributes = "") =>
  `<chart:series chart:values-cell-range-address="${values}" chart:label-cell-address="${label}" ${attributes}>${content}</chart:series>`;
const chartOf = (content: string, table: string, kind = "bar") =>
  `<chart:chart chart:class="chart:${kind}">${content}${table}</chart:chart>`;
const plot = (content: string) => `<chart:plot-area>${content}</chart:plot-area>`;

const groupedCell = (outer: string, inner: string) =>
  `<table:table-cell office:value-type="string">${paragraph("x")}<text:list><text:list-item>${paragraph(outer)}</text:list-item><text:list-item>${paragraph(inner)}</text:list-item></text:list></table:table-cell>`;

const domainIn = (column: string) =>
  `<chart:domain table:cell-range-address="local-table.$${column}$2:.$${column}$3"/>`;

const inAttribute = (text: string) => text.replaceAll(/[^\w$.: -]/gu, "");

const numbered = (level: number, content: string) =>
  `<text:numbered-paragraph text:list-level="${level}" text:style-name="L">${content}</text:numbered-paragraph>`;

const coveredCell = (words: string) => `<table:covered-table-cell>${paragraph(words)}</table:covered-table-cell>`;

const repeatedTable = (content: string) =>
  `<table:table><table:table-row table:number-rows-repeated="999999">${wordCell("x", 'table:number-columns-repeated="999999"').replace("</table:table-cell>", `${content}</table:table-cell>`)}</table:table-row></table:table>`;

async function chartMarkupOf(chart: string, styles?: string): Promise<string> {
  const { html } = await read(replaced("Object 1"), [
    objectOf("Object 1", "chart", chart, styles),
    { name: "ObjectReplacements/Object 1", data: onePixel },
  ]);
  expect(html).toMatch(/^<p>\u00a0<\/p><div>|^<p>&nbsp;<\/p><div>|^<div>/u);
  return html.replace(/^<p>&nbsp;<\/p>/u, "").replace(/^<div>(.*)<\/div>$/u, "$1");
}

describe("a chart of an OpenDocument", () => {
  it("is a table under its title, with categories, series, and what was measured", async () => {
    const chart = chartOf(
      chartTitle("Harvest") +
        chartTitle("of a<text:s/>year", "subtitle") +
        chartTitle("Source: us", "footer") +
        plot(
          axis("x", chartTitle("Season") + categories("local-table.$A$2:.$A$3")) +
            axis("y", chartTitle("Tonnes"), 'chart:style-name="percent"') +
            series("local-table.$B$2:.$B$3", "local-table.$B$1") +
            series(
              "local-table.$C$2:.$C$3",
              "local-table.$C$1",
              `<chart:data-point chart:repeated="1"/><chart:data-point><chart:data-label>${paragraph("a record")}</chart:data-label></chart:data-point>`,
              'chart:style-name="plain"',
            ),
        ),
      localTable(
        rowOf("<table:table-cell/>", wordCell("Pears"), wordCell("Plums")),
        rowOf(wordCell("Spring"), numberCell("0.125"), numberCell("4.2999999999999998")),
        rowOf(wordCell("Autumn &amp; on"), numberCell("NaN"), numberCell(2)),
      ),
    );
    const styles =
      '<number:percentage-style style:name="N1"/><number:number-style style:name="N2"/><style:style style:name="percent" style:family="chart" style:data-style-name="N1"/><style:style style:name="plain" style:family="chart" style:data-style-name="N2"/>';
    expect(await chartMarkupOf(chart, styles)).toBe(
      "<table><caption>Harvest: of a year (Tonnes)</caption><tbody><tr><th>Season</th><th>Pears</th><th>Plums</th></tr><tr><td>Spring</td><td>12.5%</td><td>4.3</td></tr><tr><td>Autumn &amp; on</td><td></td><td>2 (a record)</td></tr></tbody></table><p>Source: us</p>",
    );
  });

  it("writes days as dates, and finds its numbers in rows and by where they were copied from", async () => {
    const days = chartOf(
      plot(
        axis("x", categories("Sheet 1.$B$1:.$C$1"), 'chart:style-name="days"') +
          series("local-table.$B$3:.$C$3", "local-table.$A$3"),
      ),
      localTable(
        rowOf("<table:table-cell/>", numberCell(45292, "Sheet 1.$B$1:.$C$1"), numberCell(45293)),
        rowOf(wordCell("Other"), numberCell(7), numberCell(8)),
        rowOf(wordCell("Height"), numberCell(1), numberCell(2)),
      ),
    );
    const styles =
      '<number:date-style style:name="N1"><number:day/><number:month/><number:year/></number:date-style><style:style style:name="days" style:family="chart" style:data-style-name="N1"/>';
    expect(await chartMarkupOf(days, styles)).toBe(
      "<table><tbody><tr><th></th><th>Height</th></tr><tr><td>2024-01-01</td><td>1</td></tr><tr><td>2024-01-02</td><td>2</td></tr></tbody></table>",
    );
  });

  it("names groups of categories, and what dots and bubbles stand over", async () => {
    const grouped = chartOf(
      plot(axis("x", categories("local-table.$A$2:.$A$3")) + series("local-table.$B$2:.$B$3", "local-table.$B$1")),
      localTable(
        rowOf("<table:table-cell/>", wordCell("Sales")),
        rowOf(groupedCell("2023", "Q1"), numberCell(1)),
        rowOf(groupedCell("", "Q2"), numberCell(2)),
      ),
    );
    expect(await chartMarkupOf(grouped)).toContain(
      "<tr><td>2023, Q1</td><td>1</td></tr><tr><td>2023, Q2</td><td>2</td></tr>",
    );
    const table = localTable(
      rowOf("<table:table-cell/>", wordCell("X"), wordCell("Y"), wordCell("Size")),
      rowOf(wordCell("1"), numberCell(10), numberCell(20), numberCell(30)),
      rowOf(wordCell("2"), numberCell(11), numberCell(21), numberCell(31)),
    );
    const dots = series("local-table.$C$2:.$C$3", "local-table.$C$1", domainIn("B"));
    const further = series("local-table.$D$2:.$D$3", "local-table.$D$1");
    expect(await chartMarkupOf(chartOf(plot(dots + further), table, "scatter"))).toContain(
      "<tr><th></th><th>Y</th><th>Size</th></tr><tr><td>10</td><td>20</td><td>30</td></tr><tr><td>11</td>",
    );
    const bubbles = series("local-table.$D$2:.$D$3", "local-table.$C$1", domainIn("C") + domainIn("B"));
    expect(await chartMarkupOf(chartOf(plot(bubbles), table, "bubble"))).toContain(
      "<tr><td>10</td><td>20 (30)</td></tr>",
    );
  });

  it("is its table as it stands where its series lead nowhere", async () => {
    const chart = chartOf(
      plot(series("Sheet.$Z$1:.$Z$9", "")),
      localTable(rowOf("<table:table-cell/>", wordCell("Sales")), rowOf(wordCell("Spring"), numberCell(1))),
    );
    expect(await chartMarkupOf(chart)).toBe(
      "<table><tbody><tr><th></th><th>Sales</th></tr><tr><td>Spring</td><td>1</td></tr></tbody></table>",
    );
  });

  it("lies in the text itself where that is one file", async () => {
    const chart = chartOf(
      chartTitle("Harvest") + plot(series("local-table.$B$2", "local-table.$B$1")),
      localTable(rowOf("<table:table-cell/>", wordCell("Sales")), rowOf(wordCell("Spring"), numberCell(1))),
    );
    const inner = `<draw:object>${documentOf("chart", chart).replaceAll("document-content", "document")}</draw:object>`;
    const { html } = await readContent(openOdt, flatOdtOf({ text: frame(inner + flatPicture) }));
    expect(wordsOf(html)).toBe("Harvest Sales 1");
    expect(html).not.toContain("<img");
  });

  it("grows by no more than its limits, whatever its cells say of themselves", async () => {
    const count = fc.oneof(
      fc.integer({ min: -5, max: 5 }),
      fc.constantFrom(1e6, 1e12, Number.NaN, Number.POSITIVE_INFINITY),
    );
    const address = fc.oneof(
      fc.constantFrom("local-table.$B$2:.$B$5", "local-table.$B$9999999:.$ZZZ$1", "local-table.", "A1", ""),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(count, count, address, address, async (rows, columns, values, label) => {
        const table = `<table:table table:name="local-table"><table:table-row table:number-rows-repeated="${rows}"><table:table-cell office:value="1" table:number-columns-repeated="${columns}"/></table:table-row></table:table>`;
        const { html } = await read(replaced("Object 1"), [
          objectOf("Object 1", "chart", chartOf(plot(series(inAttribute(values), inAttribute(label))), table)),
        ]);
        expect(html.length).toBeLessThan(8 * 1024 * 1024);
      }),
      { numRuns: 25 },
    );
  });
});

describe("an object of an OpenDocument", () => {
  const sheet = `<table:table table:name="Sheet1"><table:table-row>${wordCell("Cell")}<table:table-cell table:number-columns-repeated="16383"/></table:table-row><table:table-row table:visibility="collapse">${wordCell("Folded")}</table:table-row><table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row><table:shapes><draw:custom-shape>${paragraph("Over it")}</draw:custom-shape></table:shapes></table:table>`;

  it("is what it says, once, with the pictures and the notes in it", async () => {
    const inner = `${paragraph("Within<text:note><text:note-body><text:p>Note</text:p></text:note-body></text:note>")}${frame(image("Pictures/2.png"))}`;
    const { html, resources } = await read(replaced("Object 1") + replaced("Object 1") + replaced("Object 2"), [
      objectOf("Object 1", "text", inner),
      objectOf("Object 2", "spreadsheet", sheet),
      { name: "Object 1/Pictures/2.png", data: onePixel },
      { name: "ObjectReplacements/Object 1", data: onePixel },
    ]);
    expect(html).toBe(
      '<div><p>Within<a epub:type="noteref" id="note-mark-1" href="#note-1">1</a></p><p><img src="resource:Object 1/Pictures/2.png" alt=""></p></div><p>&nbsp;</p><div><table><tbody><tr><td><p>Cell</p></td><td></td></tr><tr><td></td></tr></tbody></table><div><p>Over it</p></div></div><aside epub:type="footnote" id="note-1"><p>Note</p></aside>',
    );
    expect(resources.has("Object 1/Pictures/2.png")).toBe(true);
  });

  it("is read within others, to a depth, and never within itself", async () => {
    const nested = (name: string, inside: string) =>
      objectOf(name, "text", paragraph(`In ${name.split("/").length}`) + replaced(inside));
    const names = ["Object 1", ...Array.from({ length: 5 }, () => "Object 1")];
    const files = names.map((_, at) => nested(names.slice(0, at + 1).join("/"), "Object 1"));
    expect(wordsOf((await read(replaced("Object 1"), files)).html)).toBe("In 1 In 2 In 3 In 4");
    const itself = [objectOf("Object 1", "text", paragraph("Itself") + frame(object("../Object 1")))];
    expect(wordsOf((await read(replaced("Object 1"), itself)).html)).toBe("Itself");
  });

  it("that is drawn is seen as well, where its picture can be", async () => {
    const drawing = `<draw:page><draw:custom-shape>${paragraph("Box")}</draw:custom-shape></draw:page>`;
    const { html } = await read(replaced("Object 1"), [
      objectOf("Object 1", "drawing", drawing),
      { name: "ObjectReplacements/Object 1", data: onePixel },
    ]);
    expect(html).toBe('<p><img src="resource:ObjectReplacements/Object 1" alt=""></p><div><div><p>Box</p></div></div>');
  });

  it("that is damaged is left out with a warning, and its picture stands for it", async () => {
    const { html, warnings } = await read(replaced("Object 1") + paragraph("Text"), [
      { name: "Object 1/content.xml", data: "<office:document-content>" },
      { name: "ObjectReplacements/Object 1", data: onePixel },
    ]);
    expect(html).toBe('<p><img src="resource:ObjectReplacements/Object 1" alt=""></p><p>Text</p>');
    expect(warnings).toEqual([
      {
        rule: "K24",
        found: "Something that lies within this document (Object 1) is damaged or too large.",
        done: "It was left out.",
      },
    ]);
  });
});

describe("a picture of an OpenDocument", () => {
  it("is the first of its frame that can be read, by its name or by its bytes", async () => {
    const files = [
      { name: "Pictures/1.svm", data: metafile },
      { name: "Pictures/1.emf", data: metafile },
      { name: "ObjectReplacements/Object 1", data: metafile },
      { name: "ObjectReplacements/Object 2", data: onePixel },
    ];
    const shown = async (...names: readonly string[]) =>
      /src="resource:([^"]*)"/u.exec((await read(frame(names.map(image).join("")), files)).html)?.[1];
    expect(await shown("Pictures/1.svm", "Pictures/1.png")).toBe("Pictures/1.png");
    expect(await shown("Pictures/9.png", "ObjectReplacements/Object 1", "ObjectReplacements/Object 2")).toBe(
      "ObjectReplacements/Object 2",
    );
    expect(await shown("Pictures/1.svm", "ObjectReplacements/Object 1")).toBe("Pictures/1.svm");
    expect(await shown("Pictures/1.svm", "Pictures/1.emf")).toBe("Pictures/1.emf");
    expect(await shown("Pictures/1.emf", "Pictures/1.png")).toBe("Pictures/1.png");
  });

  it("keeps what is written over it", async () => {
    const { html } = await read(frame(`<draw:image xlink:href="Pictures/1.png">${paragraph("Over")}</draw:image>`));
    expect(html).toBe('<p><img src="resource:Pictures/1.png" alt=""></p><div><p>Over</p></div>');
  });
});

describe("the lists and tables of an OpenDocument", () => {
  it("number paragraphs that stand by themselves, and leave headings headings", async () => {
    const { html } = await readContent(
      openOdt,
      odtOf({
        text:
          numbered(1, paragraph("One")) +
          numbered(2, paragraph("a")) +
          numbered(1, paragraph("Two")) +
          numbered(1, '<text:h text:outline-level="1">Head</text:h>') +
          paragraph("Text"),
        automaticStyles:
          '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"/><text:list-level-style-bullet text:level="2"/></text:list-style>',
      }),
    );
    expect(html).toBe(
      "<ol><li><p>One</p><ul><li><p>a</p></li></ul></li><li><p>Two</p></li></ol><h1>Head</h1><p>Text</p>",
    );
  });

  it("repeat cells and rows, leave out what others cover, and show what nothing covers", async () => {
    const { html } = await read(
      `<table:table>${rowOf(wordCell("High", 'table:number-rows-spanned="2"'), wordCell("Twice", 'table:number-columns-repeated="2"'))}${rowOf(coveredCell("Hidden"), coveredCell("Shown"), wordCell("End"))}<table:table-row table:number-rows-repeated="2">${wordCell("Row")}</table:table-row></table:table>`,
    );
    expect(html).toBe(
      '<table><tbody><tr><td rowspan="2"><p>High</p></td><td><p>Twice</p></td><td><p>Twice</p></td></tr><tr><td><p>Shown</p></td><td><p>End</p></td></tr><tr><td><p>Row</p></td></tr><tr><td><p>Row</p></td></tr></tbody></table>',
    );
  });

  it("never grow beyond a limit, however often what repeats is said to repeat in what repeats", async () => {
    const { html } = await read(repeatedTable(repeatedTable(repeatedTable(repeatedTable("")))));
    expect(html.length).toBeGreaterThan(100_000);
    expect(html.length).toBeLessThan(2 * 1024 * 1024);
  });
});
