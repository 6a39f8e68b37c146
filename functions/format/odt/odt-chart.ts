import { attributeOf, childOf, childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import type { Chart } from "../chart/chart-markup.ts";
import { chartNumber } from "../chart/chart-number.ts";
import { type ChartSeries, chartsOfSeries, groupedCategories, labelled } from "../chart/chart-series.ts";
import { chartFormats } from "./odt-chart-formats.ts";
import { type ChartCell, type OdtChartTable, odtChartTable } from "./odt-chart-table.ts";
import { odtWords } from "./odt-words.ts";

/**
 * What a chart of an OpenDocument (`chart:chart`) shows, from the table of its numbers that it carries.
 * @param root what the chart's styles lie in
 */
export function odtCharts(chart: XmlElement, root: XmlElement): readonly Chart[] {
  const area = childOf(chart, "plot-area");
  const axes = childrenOf(area, "axis");
  const table = odtChartTable(childOf(chart, "table"));
  const series = seriesIn(area, axes, table, root, attributeOf(chart, "class") ?? "");
  const titles = (isCategory: boolean) =>
    axes
      .filter((axis) => (attributeOf(axis, "dimension") === "x") === isCategory)
      .map(titleOf)
      .filter((title) => title !== "")
      .join(", ");
  const charts = chartsOfSeries({
    title: [titleOf(chart), wordsOf(childOf(chart, "subtitle"))].filter((line) => line !== "").join(": "),
    category: titles(true),
    measure: titles(false),
    series,
  });
  const remarks = [wordsOf(childOf(chart, "footer")), ...odtWords(childOf(chart, "shapes"))];
  return charts.map((one, at) => (at === charts.length - 1 ? { ...one, remarks } : one));
}

function seriesIn(
  area: XmlElement | undefined,
  axes: readonly XmlElement[],
  table: OdtChartTable,
  root: XmlElement,
  kind: string,
): readonly ChartSeries[] {
  const formats = chartFormats(root);
  const axisOf = (name: string) => axes.find((axis) => attributeOf(axis, "name") === name);
  const below = axes.find((axis) => attributeOf(axis, "dimension") === "x");
  const writeBelow = formats.writerOf(below);
  const categories = table.cellsAt(attributeOf(childOf(below, "categories"), "cell-range-address") ?? "");
  const names = namesOf(categories, writeBelow);
  const all = childrenOf(area, "series");
  // The first of several dots names what they all stand over.
  const isDotted = all.some((one) => childOf(one, "domain") !== undefined);
  const series = all.map((one) => {
    const write = formats.writerOf(one, axisOf(attributeOf(one, "attached-axis") ?? "primary-y"));
    const texts = (cells: readonly ChartCell[]) => cells.map((cell) => textOf(cell, write));
    const values = texts(table.cellsAt(attributeOf(one, "values-cell-range-address")));
    const domains = childrenOf(one, "domain").map((domain) => table.cellsAt(attributeOf(domain, "cell-range-address")));
    // Of bubbles the domains are how high they hang and then how far to the right, and the values are their sizes.
    const [first, second] = (attributeOf(one, "class") ?? kind).endsWith("bubble") ? domains : [undefined, ...domains];
    const sizes = first === undefined ? [] : values.map((size, at) => [at, size] as const);
    return {
      name: texts(table.cellsAt(attributeOf(one, "label-cell-address"))).join(" "),
      categories: second === undefined ? (isDotted ? [] : names) : namesOf(second, writeBelow),
      values: labelled(
        labelled(first === undefined ? values : texts(first), new Map(sizes.filter(([, size]) => size !== ""))),
        labelsOf(one),
      ),
    };
  });
  return series.some(({ values }) => values.some((value) => value !== "")) ? series : columnsOf(table);
}

/** Where no address leads to a number, the table as it stands: names above, categories in front. */
function columnsOf({ rows: [head = [], ...rows] }: OdtChartTable): readonly ChartSeries[] {
  const categories = rows.map(([first]) => (first === undefined ? "" : textOf(first, writePlain)));
  return head.slice(1).map((cell, at) => ({
    name: textOf(cell, writePlain),
    categories,
    values: rows.map((row) => {
      const value = row[at + 1];
      return value === undefined ? "" : textOf(value, writePlain);
    }),
  }));
}

const writePlain: WriteNumber = (value) => chartNumber(value, "", "from1900");

type WriteNumber = (value: string) => string;

function namesOf(cells: readonly ChartCell[], write: WriteNumber): readonly string[] {
  const depth = Math.max(0, ...cells.map(({ levels }) => levels.length));
  if (depth === 0) return cells.map((cell) => textOf(cell, write));
  return groupedCategories(Array.from({ length: depth }, (_, level) => cells.map(({ levels }) => levels[level] ?? "")));
}

function textOf({ words, number }: ChartCell, write: WriteNumber): string {
  // A day is written out: it is no number of days.
  if (/^\d{4}-\d{2}-\d{2}/u.test(number)) return number.slice(0, 10);
  return number === "" ? words : write(number);
}

/** Words that somebody wrote over a point. What stands in brackets is a field, which shows what is in the table already. */
function labelsOf(series: XmlElement): ReadonlyMap<number, string> {
  const words = new Map<number, string>();
  let at = 0;
  for (const point of childrenOf(series, "data-point")) {
    const text = wordsOf(childOf(point, "data-label"));
    if (text !== "" && !/^[[<][^\]>]*[\]>]$/u.test(text)) words.set(at, text);
    at += Math.max(Number(attributeOf(point, "repeated") ?? 1) || 1, 1);
  }
  return words;
}

function titleOf(parent: XmlElement): string {
  return wordsOf(childOf(parent, "title"));
}

function wordsOf(parent: XmlElement | undefined): string {
  return odtWords(parent).join(" ");
}
