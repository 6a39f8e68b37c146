import { attributeOf, childOf, childrenOf, plainTextOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { type Chart, seriesMax, wordRowsMax } from "../chart/chart-markup.ts";
import { chartNumber } from "../chart/chart-number.ts";
import { type ChartSeries, chartsOfSeries, groupedCategories, levelsMax } from "../chart/chart-series.ts";
import { drawnParagraphs } from "./drawing-text.ts";

/**
 * What a chart of the newer kinds (`cx:chartSpace`: waterfalls, funnels, treemaps, histograms, maps, boxes) shows. Its data
 * lie apart from its series, which name them.
 */
export function laterCharts(space: XmlElement): readonly Chart[] {
  const chart = childOf(space, "chart");
  const area = childOf(chart, "plotArea");
  if (area === undefined) return [];
  const data = new Map(
    childrenOf(childOf(space, "chartData"), "data").map((one) => [attributeOf(one, "id") ?? "", one] as const),
  );
  const series = childrenOf(childOf(area, "plotAreaRegion"), "series")
    // A line that is computed from another series says nothing of its own.
    .filter((one) => childOf(one, "dataId") !== undefined)
    .slice(0, seriesMax)
    .map((one) => seriesOf(one, data.get(attributeOf(childOf(one, "dataId"), "val") ?? "")));
  const titles = (isCategory: boolean) =>
    childrenOf(area, "axis")
      .filter((axis) => (childOf(axis, "catScaling") !== undefined) === isCategory)
      .map((axis) => textOf(childOf(axis, "title")))
      .filter((title) => title !== "")
      .join(", ");
  return chartsOfSeries({
    title: textOf(childOf(chart, "title")),
    category: titles(true),
    measure: titles(false),
    series,
  });
}

function seriesOf(series: XmlElement, data: XmlElement | undefined): ChartSeries {
  const dimensions = childrenOf(data);
  const find = (kind: string, ...types: readonly string[]) =>
    types
      .map((type) => dimensions.find((one) => one.name === kind && attributeOf(one, "type") === type))
      .find((one) => one !== undefined);
  // Of a map the places; of the others the categories, which lie in groups, the innermost first.
  const categories = levelsIn(find("strDim", "cat", "entityId") ?? find("numDim", "x", "cat"));
  const [values = []] = levelsIn(find("numDim", "val", "size", "y", "colorVal") ?? find("strDim", "colorStr"));
  return { name: textOf(series), categories: groupedCategories(categories.toReversed()), values };
}

function levelsIn(dimension: XmlElement | undefined): readonly (readonly string[])[] {
  if (dimension === undefined) return [];
  return childrenOf(dimension, "lvl")
    .slice(0, levelsMax)
    .map((level) => pointsIn(level, dimension.name === "numDim"));
}

function pointsIn(level: XmlElement, isNumber: boolean): readonly string[] {
  const format = attributeOf(level, "formatCode") ?? "";
  const points: string[] = [];
  for (const point of childrenOf(level, "pt")) {
    const at = Number(attributeOf(point, "idx") ?? Number.NaN);
    if (!Number.isInteger(at) || at < 0 || at > wordRowsMax) continue;
    while (points.length < at) points.push("");
    const value = plainTextOf(point);
    points[at] = isNumber ? chartNumber(value, format, "from1900") : value;
  }
  return points;
}

/** A name or a title is written out, or the copy of a cell. */
function textOf(parent: XmlElement | undefined): string {
  const text = childOf(parent, "tx");
  return drawnParagraphs(childOf(text, "rich")).join(" ") || plainTextOf(childOf(childOf(text, "txData"), "v"));
}
