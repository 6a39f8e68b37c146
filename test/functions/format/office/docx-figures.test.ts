import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { numberRowsMax } from "../../../../functions/format/chart/chart-markup.ts";
import { openDocx } from "../../../../functions/format/docx/read-docx.ts";
import { readContent } from "../readers/read-whole.ts";
import { docxOf, onePixel, run } from "./small-documents.ts";

const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const drawings = "http://schemas.openxmlformats.org/drawingml/2006";

const relationship = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${types}/${type}" Target="${target}"/>`;
const framed = (figure: string) =>
  `<w:p>${run("Text")}<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"/><a:graphic><a:graphicData>${figure}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
const chartFrame = (id = "rId50") => framed(`<c:chart xmlns:c="${drawings}/chart" r:id="${id}"/>`);
const artFrame = framed(
  `<dgm:relIds xmlns:dgm="${drawings}/diagram" r:dm="rId60" r:lo="rId61" r:qs="rId62" r:cs="rId63"/>`,
);

/** A document with the text around one chart. */
async function chartOf(chart: string, body = chartFrame()) {
  return await readContent(
    openDocx,
    docxOf({
      body,
      relationships: relationship("rId50", "chart", "charts/chart1.xml"),
      files: [
        {
          name: "word/charts/chart1.xml",
          data: chart.startsWith("<")
            ? `<c:chartSpace xmlns:c="${drawings}/chart" xmlns:a="${drawings}/main">${chart}</c:chartSpace>`
            : chart,
        },
      ],
    }),
  );
}

async function artOf(model: string, drawing = "", body = artFrame) {
  const { html } = await readContent(
    openDocx,
    docxOf({
      body,
      relationships:
        relationship("rId60", "diagramData", "diagrams/data1.xml") +
        `<Relationship Id="rId64" Type="http://schemas.microsoft.com/office/2007/relationships/diagramDrawing" Target="diagrams/drawing1.xml"/>`,
      files: [
        {
          name: "word/diagrams/data1.xml",
          data: `<dgm:dataModel xmlns:dgm="${drawings}/diagram" xmlns:a="${drawings}/main">${model}<dgm:extLst><a:ext><dsp:dataModelExt xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram" relId="rId64"/></a:ext></dgm:extLst></dgm:dataModel>`,
        },
        {
          name: "word/diagrams/drawing1.xml",
          data: `<dsp:drawing xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram" xmlns:a="${drawings}/main">${drawing}</dsp:drawing>`,
        },
      ],
    }),
  );
  return html;
}

const lineOf = (text: string) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`;
const titleOf = (text: string) => `<c:title><c:tx><c:rich>${lineOf(text)}</c:rich></c:tx></c:title>`;
const pointsOf = (values: readonly (string | number)[]) =>
  `<c:ptCount val="${values.length}"/>${values.map((value, at) => `<c:pt idx="${at}"><c:v>${value}</c:v></c:pt>`).join("")}`;
const words = (values: readonly (string | number)[]) =>
  `<c:strRef><c:strCache>${pointsOf(values)}</c:strCache></c:strRef>`;
const numbers = (values: readonly (string | number)[], format = "General") =>
  `<c:numRef><c:numCache><c:formatCode>${format}</c:formatCode>${pointsOf(values)}</c:numCache></c:numRef>`;
const seriesOf = (name: string, categories: string, values: string, rest = "") =>
  `<c:ser>${name === "" ? "" : `<c:tx>${words([name])}</c:tx>`}${rest}<c:cat>${categories}</c:cat><c:val>${values}</c:val></c:ser>`;
const plot = (series: string, axes = "", title = "") =>
  `<c:chart>${title === "" ? "" : titleOf(title)}<c:plotArea><c:barChart>${series}</c:barChart>${axes}</c:plotArea></c:chart>`;

const labelOf = (at: number, text: string) =>
  `<c:dLbl><c:idx val="${at}"/><c:tx><c:rich>${lineOf(text)}</c:rich></c:tx></c:dLbl>`;

const laterPoints = (values: readonly (string | number)[]) =>
  values.map((value, at) => `<cx:pt idx="${at}">${value}</cx:pt>`).join("");
const levelsOf = (kind: string, type: string, values: readonly (string | number)[], format = "General") =>
  `<cx:${kind} type="${type}"><cx:f>Sheet1!$A$1</cx:f><cx:lvl ptCount="${values.length}" formatCode="${format}">${laterPoints(values)}</cx:lvl></cx:${kind}>`;
const laterTitle = (text: string) => `<cx:title><cx:tx><cx:txData><cx:v>${text}</cx:v></cx:txData></cx:tx></cx:title>`;
const laterSeries = (name: string, data: number) =>
  `<cx:series layoutId="waterfall"><cx:tx><cx:txData><cx:f>Sheet1!$B$1</cx:f><cx:v>${name}</cx:v></cx:txData></cx:tx><cx:dataId val="${data}"/></cx:series>`;
const chartEx = "http://schemas.microsoft.com/office/drawing/2014/chartex";
const laterFrame = (id: string) =>
  `<mc:AlternateContent><mc:Choice><w:drawing><cx:chart xmlns:cx="${chartEx}" r:id="${id}"/></w:drawing></mc:Choice><mc:Fallback><w:drawing><a:blip r:embed="rId13"/></w:drawing></mc:Fallback></mc:AlternateContent>`;

/** A document with one chart of the newer kinds, and a picture for those who do not know them. */
async function laterChartOf(content: string): Promise<string> {
  const { html } = await readContent(
    openDocx,
    docxOf({
      body: `<w:p><w:r>${laterFrame("rId50")}</w:r></w:p>`,
      relationships:
        '<Relationship Id="rId50" Type="http://schemas.microsoft.com/office/2014/relationships/chartEx" Target="charts/chartEx1.xml"/>',
      files: [
        {
          name: "word/charts/chartEx1.xml",
          data: `<cx:chartSpace xmlns:cx="${chartEx}" xmlns:a="${drawings}/main">${content}</cx:chartSpace>`,
        },
      ],
    }),
  );
  return html;
}

const shapeOf = (text: string) => `<dsp:sp><dsp:txBody>${lineOf(text)}</dsp:txBody></dsp:sp>`;
const point = (id: string, text: string, type = "") =>
  `<dgm:pt modelId="${id}"${type === "" ? "" : ` type="${type}"`}><dgm:t>${text === "" ? "<a:p/>" : lineOf(text)}</dgm:t></dgm:pt>`;
const leads = (from: string, to: string, order: number, type = "") =>
  `<dgm:cxn modelId="${from}-${to}"${type === "" ? "" : ` type="${type}"`} srcId="${from}" destId="${to}" srcOrd="${order}" destOrd="0"/>`;
const modelOf = (points: string, connections: string) =>
  `<dgm:ptLst>${points}</dgm:ptLst><dgm:cxnLst>${connections}</dgm:cxnLst>`;

describe("a diagram of Word", () => {
  it("is a list of what is written in it, in its order and as it nests, once", async () => {
    const model = modelOf(
      point("0", "", "doc") +
        point("2", "Second") +
        point("1", "First") +
        point("1a", "Below &amp; in") +
        point("1b", "Aside", "asst") +
        point("t", "", "sibTrans") +
        point("p", "First", "pres"),
      leads("0", "2", 1) +
        leads("0", "1", 0) +
        leads("1", "1b", 1) +
        leads("1", "1a", 0) +
        leads("1", "p", 0, "presOf"),
    );
    const drawing = `<dsp:spTree><dsp:sp><dsp:txBody>${lineOf("First")}</dsp:txBody></dsp:sp></dsp:spTree>`;
    expect(await artOf(model, drawing, artFrame + artFrame)).toBe(
      "<p>Text</p><div><ul><li>First<ul><li>Below &amp; in</li><li>Aside</li></ul></li><li>Second</li></ul></div><p>Text</p>",
    );
  });

  it("keeps the words on its arrows, those that nothing leads to, and several lines in one", async () => {
    const two = `<dgm:pt modelId="1"><dgm:t>${lineOf("One")}${lineOf("Two")}</dgm:t></dgm:pt>`;
    const model = modelOf(
      point("0", "", "doc") + two + point("s", "then", "sibTrans") + point("9", "Lost"),
      leads("0", "1", 0),
    );
    expect(await artOf(model)).toBe("<p>Text</p><div><ul><li>One<br>Two</li><li>then</li><li>Lost</li></ul></div>");
  });

  it("is what was drawn where its data say nothing", async () => {
    expect(await artOf(modelOf("", ""), shapeOf("Drawn") + shapeOf("too"))).toBe(
      "<p>Text</p><div><ul><li>Drawn</li><li>too</li></ul></div>",
    );
  });

  it("says every word once, whatever leads where", async () => {
    const ids = ["0", "1", "2", "3", "4", "5"];
    const links = fc.array(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(links, async (all) => {
        const points =
          point("0", "", "doc") +
          ids
            .slice(1)
            .map((id) => point(id, `word${id}`))
            .join("");
        const html = await artOf(modelOf(points, all.map(([from, to], at) => leads(from, to, at)).join("")));
        expect(html.match(/word\d/gu)?.toSorted()).toEqual(ids.slice(1).map((id) => `word${id}`));
      }),
      { numRuns: 25 },
    );
  });

  it("is read however long its chain is", async () => {
    const ids = Array.from({ length: 20_000 }, (_, at) => String(at));
    const html = await artOf(
      modelOf(
        point("0", "", "doc") +
          ids
            .slice(1)
            .map((id) => point(id, `w${id}`))
            .join(""),
        ids
          .slice(1)
          .map((id, at) => leads(String(at), id, 0))
          .join(""),
      ),
    );
    expect(html.match(/w\d+/gu)).toHaveLength(19_999);
  });
});

describe("a chart of Word", () => {
  it("is a table under its title, with categories, series, and what was measured", async () => {
    const categories = words(["Spring", "Autumn &amp; on"]);
    const chart = plot(
      seriesOf("Pears", categories, numbers([4.2999999999999998, 2])) +
        seriesOf("Plums", categories, numbers(["0.125", "1"], "0.0%")),
      `<c:catAx>${titleOf("Season")}</c:catAx><c:valAx>${titleOf("Tonnes")}</c:valAx>`,
      "Harvest",
    );
    expect((await chartOf(chart)).html).toBe(
      "<p>Text</p><div><table><caption>Harvest (Tonnes)</caption><tbody><tr><th>Season</th><th>Pears</th><th>Plums</th></tr><tr><td>Spring</td><td>4.3</td><td>12.5%</td></tr><tr><td>Autumn &amp; on</td><td>2</td><td>100%</td></tr></tbody></table></div>",
    );
  });

  it("lays down what there is more of, and writes days as dates", async () => {
    const days = numbers([45292], "[$-407]d/m/yyyy;@");
    const { html } = await chartOf(plot(["A", "B", "C"].map((name) => seriesOf(name, days, numbers([1]))).join("")));
    expect(html).toBe(
      "<p>Text</p><div><table><tbody><tr><th></th><th>2024-01-01</th></tr><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>1</td></tr><tr><td>C</td><td>1</td></tr></tbody></table></div>",
    );
  });

  it("names groups of categories, and the words over single points", async () => {
    const grouped = `<c:multiLvlStrRef><c:multiLvlStrCache><c:lvl>${pointsOf(["Q1", "Q2", "Q1"])}</c:lvl><c:lvl><c:pt idx="0"><c:v>2023</c:v></c:pt><c:pt idx="2"><c:v>2024</c:v></c:pt></c:lvl></c:multiLvlStrCache></c:multiLvlStrRef>`;
    const labels = `<c:dLbls>${labelOf(1, "a record")}${labelOf(2, "[CELLRANGE]")}</c:dLbls>`;
    const { html } = await chartOf(
      plot(seriesOf("", grouped, numbers([1, 2, 3]), labels), `<c:valAx>${titleOf("Sales")}</c:valAx>`),
    );
    expect(html).toBe(
      "<p>Text</p><div><table><tbody><tr><th></th><th>Sales</th></tr><tr><td>2023, Q1</td><td>1</td></tr><tr><td>2023, Q2</td><td>2 (a record)</td></tr><tr><td>2024, Q1</td><td>3</td></tr></tbody></table></div>",
    );
  });

  it("keeps its words alone where its numbers are too many to read", async () => {
    const many = Array.from({ length: numberRowsMax + 1 }, (_, at) => at + 1);
    const line = plot(seriesOf("Height", numbers(many), numbers(many)), "", "Growth");
    expect((await chartOf(line)).html).toBe("<p>Text</p><div><p>Growth: Height</p></div>");
    const { html } = await chartOf(plot(seriesOf("Height", words(many.map((at) => `day ${at}`)), numbers(many))));
    expect(html).toContain(`<td>day ${numberRowsMax + 1}</td>`);
  });

  it("is told once, and is left out with a warning where it is damaged", async () => {
    const { html } = await chartOf(plot("", "", "Title"), chartFrame() + chartFrame() + chartFrame("rId99"));
    expect(html).toBe("<p>Text</p><div><p>Title</p></div><p>Text</p><p>Text</p>");
    const damaged = await chartOf("no chart");
    expect(damaged.html).toBe("<p>Text</p>");
    expect(damaged.warnings).toEqual([
      {
        rule: "K24",
        found: "A chart or a diagram of this document (chart1.xml) is damaged.",
        done: "It was left out.",
      },
    ]);
  });

  it("of a later Word is a table as well, from its data, and its picture is left out", async () => {
    const html = await laterChartOf(
      `<cx:chartData><cx:data id="0">${levelsOf("strDim", "cat", ["Spring", "Autumn"])}${levelsOf("numDim", "val", [0.125, 1], "0.0%")}</cx:data><cx:data id="1">${levelsOf("numDim", "val", [1, 2])}</cx:data></cx:chartData><cx:chart><cx:title><cx:tx><cx:rich>${lineOf("Harvest &amp; on")}</cx:rich></cx:tx></cx:title><cx:plotArea><cx:plotAreaRegion>${laterSeries("Pears", 0)}${laterSeries("Plums", 1)}<cx:series layoutId="paretoLine" ownerIdx="0"/></cx:plotAreaRegion><cx:axis id="0"><cx:catScaling/>${laterTitle("Season")}</cx:axis><cx:axis id="1"><cx:valScaling/>${laterTitle("Tonnes")}</cx:axis></cx:plotArea></cx:chart>`,
    );
    expect(html).toBe(
      "<p></p><div><table><caption>Harvest &amp; on (Tonnes)</caption><tbody><tr><th>Season</th><th>Pears</th><th>Plums</th></tr><tr><td>Spring</td><td>12.5%</td><td>1</td></tr><tr><td>Autumn</td><td>100%</td><td>2</td></tr></tbody></table></div>",
    );
  });

  it("of a later Word names the groups of its categories, and grows by no more than what it says", async () => {
    const groups = `<cx:strDim type="cat"><cx:lvl>${laterPoints(["Leaf 1", "Leaf 2", "Leaf 3"])}</cx:lvl><cx:lvl><cx:pt idx="0">Stem A</cx:pt><cx:pt idx="2">Stem B</cx:pt><cx:pt idx="4000000000">Far</cx:pt></cx:lvl></cx:strDim>`;
    const html = await laterChartOf(
      `<cx:chartData><cx:data id="0">${groups}${levelsOf("numDim", "size", [1, 2, 3])}</cx:data></cx:chartData><cx:chart><cx:plotArea><cx:plotAreaRegion>${laterSeries("Size", 0)}</cx:plotAreaRegion></cx:plotArea></cx:chart>`,
    );
    expect(html).toContain(
      "<tr><td>Stem A, Leaf 1</td><td>1</td></tr><tr><td>Stem A, Leaf 2</td><td>2</td></tr><tr><td>Stem B, Leaf 3</td><td>3</td></tr></tbody>",
    );
  });

  it("gives way to its picture where it is of a later Word, and says nothing", async () => {
    expect(await laterChartOf("<cx:chart><cx:plotArea/></cx:chart>")).toBe(
      '<p><img src="resource:word/media/image1.png" alt=""></p>',
    );
    const later = laterFrame("rId99");
    const { html, resources } = await readContent(openDocx, docxOf({ body: `<w:p><w:r>${later}</w:r></w:p>` }));
    expect(html).toBe('<p><img src="resource:word/media/image1.png" alt=""></p>');
    expect(resources.get("word/media/image1.png")?.bytes).toBe(onePixel.length);
  });

  it("grows by no more than what it says, wherever its points lie", async () => {
    const far = `<c:numRef><c:numCache><c:pt idx="1999"><c:v>1</c:v></c:pt><c:pt idx="4000000000"><c:v>2</c:v></c:pt></c:numCache></c:numRef>`;
    const series = Array.from({ length: 200 }, (_, at) => seriesOf(`S${at}`, words([`c${at}`]), far)).join("");
    const { html } = await chartOf(plot(series));
    expect(html.length).toBeLessThan(series.length);
  });
});
