import { type Chart, seriesMax, wordRowsMax } from "./chart-markup.ts";

/** What a chart draws in one colour: values, each at its category. */
export interface ChartSeries {
  readonly name: string;
  readonly categories: readonly string[];
  readonly values: readonly string[];
}

/**
 * Series as charts that can be written as tables. Those over the same categories are columns of one; others have tables of
 * their own. The titles stand over the first one.
 */
export function chartsOfSeries({
  title,
  category,
  measure,
  series,
}: {
  readonly title: string;
  /** The title of the axis of categories. */
  readonly category: string;
  readonly measure: string;
  readonly series: readonly ChartSeries[];
}): readonly Chart[] {
  const groups = groupsOf(series.slice(0, seriesMax));
  if (groups.length === 0) return [{ title, measure, head: [category], rows: [], remarks: [] }];
  return groups.map((group, at) => ({
    title: at === 0 ? title : "",
    measure: at === 0 ? measure : "",
    head: [category, ...group.map(({ name }) => name)],
    rows: rowsOf(group),
    remarks: [],
  }));
}

/** Values with the words that somebody wrote over single points, which are known by their place. */
export function labelled(values: readonly string[], words: ReadonlyMap<number, string>): readonly string[] {
  if (words.size === 0) return values;
  const length = Math.min(Math.max(values.length, ...words.keys().map((at) => at + 1)), wordRowsMax);
  return Array.from({ length }, (_, at) => {
    const [value = "", word = ""] = [values[at], words.get(at)];
    return value === "" || word === "" ? value + word : `${value} (${word})`;
  });
}

/** Of the groups that categories lie in, so many of the innermost are read. */
export const levelsMax = 8;

/** Categories that lie in groups, the outermost first: a group's name stands at its first category alone. */
export function groupedCategories(levels: readonly (readonly string[])[]): readonly string[] {
  const all = levels.map(filled);
  const length = Math.max(0, ...all.map((level) => level.length));
  return Array.from({ length }, (_, at) =>
    all
      .map((level) => level[at] ?? level.at(-1) ?? "")
      .filter((name) => name !== "")
      .join(", "),
  );
}

function filled(points: readonly string[]): readonly string[] {
  let last = "";
  return points.map((point) => (last = point === "" ? last : point));
}

/** Neighbours over the same categories; one that names none takes those of the others. */
function groupsOf(series: readonly ChartSeries[]): readonly (readonly ChartSeries[])[] {
  const groups: { readonly key: string; readonly series: ChartSeries[] }[] = [];
  for (const one of series) {
    const key = JSON.stringify(one.categories);
    const last = groups.at(-1);
    if (last !== undefined && (last.key === key || one.categories.length === 0)) last.series.push(one);
    else groups.push({ key, series: [one] });
  }
  return groups.map((group) => group.series);
}

function rowsOf(group: readonly ChartSeries[]): readonly (readonly string[])[] {
  const categories = group[0]?.categories ?? [];
  const length = Math.max(categories.length, ...group.map(({ values }) => values.length));
  return Array.from({ length }, (_, at) => [categories[at] ?? "", ...group.map(({ values }) => values[at] ?? "")]);
}
