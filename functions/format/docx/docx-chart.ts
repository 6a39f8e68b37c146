import { attributeOf, childOf, childrenOf, plainTextOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { type Chart, seriesMax, wordRowsMax } from "../chart/chart-markup.ts";
import { chartNumber } from "../chart/chart-number.ts";
import { type ChartSeries, chartsOfSeries, groupedCategories, labelled, levelsMax } from "../chart/chart-series.ts";
import { drawnParagraphs } from "./drawing-text.ts";

/**
 * What a chart (DrawingML, `c:chartSpace`) shows, from the copy of its numbers that it carries. Series over the same
 * categories are columns of one table; others have tables of their own.
 */
export function docxCharts(space: XmlElement): readonly Chart[] {
  const chart = childOf(space, "chart");
  const area = childOf(chart, "plotArea");
  if (area === undefined) return [];
  const isFrom1904 = /^(?:1|true)$/u.test(attributeOf(childOf(space, "date1904"), "val") ?? "");
  const number = (value: string, format: string) => chartNumber(value, format, isFrom1904 ? "from1904" : "from1900");
  const series = childrenOf(area)
    .filter(({ name }) => name.endsWith("Chart"))
    .flatMap((kind) => childrenOf(kind, "ser"))
    .slice(0, seriesMax)
    .map((one) => seriesOf(one, number));
  return chartsOfSeries({ title: titleOf(chart), ...axisTitles(area), series });
}

type WriteNumber = (value: string, format: string) => string;

function seriesOf(series: XmlElement, number: WriteNumber): ChartSeries {
  const values = pointsOf(childOf(series, "val") ?? childOf(series, "yVal"), number);
  return {
    name: pointsOf(childOf(series, "tx"), number).join(" ") || plainTextOf(childOf(childOf(series, "tx"), "v")),
    categories: pointsOf(childOf(series, "cat") ?? childOf(series, "xVal"), number),
    values: labelled(values, labelsOf(childOf(series, "dLbls"))),
  };
}

/** Words that somebody wrote over a point. What stands in brackets is a field, which shows what is in the table already. */
function labelsOf(labels: XmlElement | undefined): ReadonlyMap<number, string> {
  const words = new Map<number, string>();
  for (const label of childrenOf(labels, "dLbl")) {
    const text = drawnParagraphs(childOf(childOf(label, "tx"), "rich"))
      .filter((line) => !/^\[[^\]]*\]$/u.test(line))
      .join(" ");
    const at = indexOf(childOf(label, "idx"), "val");
    if (text !== "" && at !== undefined) words.set(at, text);
  }
  return words;
}

/** The points of what refers to cells of a workbook, or holds them itself. */
function pointsOf(data: XmlElement | undefined, number: WriteNumber): readonly string[] {
  for (const source of childrenOf(data)) {
    const cache = childrenOf(source).find(({ name }) => name.endsWith("Cache")) ?? source;
    const levels = childrenOf(cache, "lvl").slice(0, levelsMax);
    // The innermost come first.
    if (levels.length > 0) return groupedCategories(levels.toReversed().map((level) => pointsIn(level, number)));
    if (childOf(cache, "pt") !== undefined) return pointsIn(cache, number);
  }
  return [];
}

function pointsIn(cache: XmlElement, number: WriteNumber): readonly string[] {
  const format = plainTextOf(childOf(cache, "formatCode"));
  const isNumber = cache.name.startsWith("num");
  const points: string[] = [];
  for (const point of childrenOf(cache, "pt")) {
    const at = indexOf(point, "idx");
    if (at === undefined) continue;
    const value = plainTextOf(childOf(point, "v"));
    while (points.length < at) points.push("");
    points[at] = isNumber ? number(value, attributeOf(point, "formatCode") ?? format) : value;
  }
  return points;
}

/** A place among the points, if it is one of those that are kept. */
function indexOf(element: XmlElement | undefined, attribute: string): number | undefined {
  const at = Number(attributeOf(element, attribute) ?? Number.NaN);
  return Number.isInteger(at) && at >= 0 && at <= wordRowsMax ? at : undefined;
}

function axisTitles(area: XmlElement): { category: string; measure: string } {
  const axes = childrenOf(area).filter(({ name }) => name.endsWith("Ax"));
  // Both axes of a scatter chart have values: the one below is what the others depend on.
  const isScatter = axes.every(({ name }) => name === "valAx");
  const isCategory = (axis: XmlElement) => axis.name !== "valAx" || (isScatter && isBelow(axis));
  return {
    category: titlesOf(axes.filter(isCategory)),
    measure: titlesOf(axes.filter((axis) => !isCategory(axis))),
  };
}

function isBelow(axis: XmlElement): boolean {
  return /^[bt]$/u.test(attributeOf(childOf(axis, "axPos"), "val") ?? "");
}

function titlesOf(axes: readonly XmlElement[]): string {
  return axes
    .map(titleOf)
    .filter((title) => title !== "")
    .join(", ");
}

/** A title is written out, or the copy of a cell. */
function titleOf(parent: XmlElement | undefined): string {
  const text = childOf(childOf(parent, "title"), "tx");
  const written = drawnParagraphs(childOf(text, "rich")).join(" ");
  return written === "" ? pointsOf(text, (value) => value).join(" ") : written;
}
