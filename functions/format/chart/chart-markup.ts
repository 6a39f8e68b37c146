import { escapeText } from "entities/escape";

/** What a chart of a word processor shows, as text. */
export interface Chart {
  readonly title: string;
  /** What is measured: the title of the axis of values. */
  readonly measure: string;
  /** The names of the columns: that of the categories first, then those of the series. */
  readonly head: readonly string[];
  /** A category and its values, as many as the head has. */
  readonly rows: readonly (readonly string[])[];
  /** Whatever else is written on it. */
  readonly remarks: readonly string[];
}

/** Above so many rows of numbers alone nobody reads them: the drawing showed a line. Those with words are kept. */
export const numberRowsMax = 100;
export const wordRowsMax = 2000;
/** Of a chart's series, those above it are left out. */
export const seriesMax = 100;

/**
 * A chart as a table, which a Kindle can show and turn the letters of; empty where it says nothing. A page is narrow: whatever
 * there is more of, categories or series, goes down.
 */
export function chartMarkup(chart: Chart): string {
  const head = chart.head.slice(0, seriesMax + 1);
  // One series without a name is what the axis says.
  const isMeasureInHead = chart.measure !== "" && head.length === 2 && head[1] === "";
  const columns = isMeasureInHead ? [head[0] ?? "", chart.measure] : head;
  const caption = isMeasureInHead ? chart.title : captionOf(chart);
  const rows = chart.rows
    .filter((row) => row.some((cell) => cell !== ""))
    .slice(0, wordRowsMax)
    .map((row) => row.slice(0, columns.length));
  const remarks = chart.remarks
    .filter((remark) => remark !== "")
    .map((remark) => `<p>${escapeText(remark)}</p>`)
    .join("");
  const isReadable = rows.length <= numberRowsMax || rows.some(([category = ""]) => /\p{L}/u.test(category));
  if (rows.length === 0 || !isReadable) {
    const names = columns.filter((name) => name !== "").join(", ");
    const said = [caption, names].filter((words) => words !== "").join(": ");
    return (said === "" ? "" : `<p>${escapeText(said)}</p>`) + remarks;
  }
  const lines = [columns, ...rows];
  const turned = columns.length - 1 > rows.length ? columns.map((_, at) => lines.map((line) => line[at] ?? "")) : lines;
  return `<table>${caption === "" ? "" : `<caption>${escapeText(caption)}</caption>`}${turned.map(rowOf).join("")}</table>${remarks}`;
}

function captionOf({ title, measure }: Chart): string {
  return title === "" || measure === "" ? title + measure : `${title} (${measure})`;
}

function rowOf(cells: readonly string[], at: number): string {
  // A head that names nothing is no row.
  if (at === 0 && cells.every((cell) => cell === "")) return "";
  const tag = at === 0 ? "th" : "td";
  return `<tr>${cells.map((cell) => `<${tag}>${escapeText(cell)}</${tag}>`).join("")}</tr>`;
}
