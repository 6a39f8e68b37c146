import {
  attributeOf,
  childOf,
  childrenOf,
  descendantsOf,
  plainTextOf,
  type XmlElement,
} from "../../../shared/xml/xml-element.ts";
import { seriesMax, wordRowsMax } from "../chart/chart-markup.ts";
import { levelsMax } from "../chart/chart-series.ts";
import { odtWords } from "./odt-words.ts";

/** A cell of the table that a chart keeps its numbers in. */
export interface ChartCell {
  readonly words: string;
  /** As it is written for programs; empty where it is no number. */
  readonly number: string;
  /** The groups that a category lies in, the outermost first, and itself. */
  readonly levels: readonly string[];
}

export interface OdtChartTable {
  readonly rows: readonly (readonly ChartCell[])[];
  /** The cells of an address, `local-table.$B$2:.$B$5`, in their order; none where it leads out of the table. */
  cellsAt(address: string | undefined): readonly ChartCell[];
}

/** A chart without numbers of its own has none; one with more columns or rows than this is read so far. */
const columnsMax = Math.max(seriesMax, wordRowsMax) + 1;
const rowsMax = columnsMax;
/** All together, as cells may be said to repeat. */
const cellsMax = 200_000;

/** The table that lies in a chart (`table:table` in `chart:chart`): the copy of the cells that it was drawn from. */
export function odtChartTable(table: XmlElement | undefined): OdtChartTable {
  const rows: ChartCell[][] = [];
  /** By the address of cells elsewhere that a copy says it is of: where the first of them lies. */
  const origins = new Map<string, readonly [row: number, column: number]>();
  let cells = 0;
  for (const row of rowsIn(table)) {
    if (rows.length >= rowsMax || cells >= cellsMax) break;
    const line: ChartCell[] = [];
    for (const element of childrenOf(row)) {
      if (element.name !== "table-cell" && element.name !== "covered-table-cell") continue;
      const cell = cellOf(element);
      const origin = plainTextOf([...descendantsOf(element, "desc")][0]);
      if (origin !== "") origins.set(origin, [rows.length, line.length]);
      const copies = repeatsOf(element, "number-columns-repeated");
      for (let copy = 0; copy < copies && line.length < columnsMax && cells < cellsMax; copy += 1, cells += 1) {
        line.push(cell);
      }
    }
    const copies = repeatsOf(row, "number-rows-repeated");
    for (let copy = 0; copy < copies && rows.length < rowsMax && cells < cellsMax; copy += 1, cells += line.length) {
      rows.push(line);
    }
  }
  const name = attributeOf(table, "name") ?? "";
  return {
    rows,
    cellsAt(address = "") {
      const range = rangeOf(address);
      if (range === undefined) return [];
      const origin = origins.get(address.trim());
      const isOwn =
        name !== "" &&
        address
          .trim()
          .replace(/^'(.*)'(?=\.)/u, "$1")
          .startsWith(`${name}.`);
      if (origin === undefined && !isOwn) return [];
      const [top, left] = origin ?? [range.top, range.left];
      const found: ChartCell[] = [];
      for (let down = 0; down <= range.bottom - range.top && top + down < rows.length; down += 1) {
        const line = rows[top + down] ?? [];
        found.push(...line.slice(left, left + range.right - range.left + 1));
      }
      return found;
    },
  };
}

function* rowsIn(parent: XmlElement | undefined): Generator<XmlElement> {
  for (const child of childrenOf(parent)) {
    if (child.name === "table-row") yield child;
    else if (/^table-(?:header-rows|rows|row-group)$/u.test(child.name)) yield* rowsIn(child);
  }
}

function cellOf(cell: XmlElement): ChartCell {
  const levels = childOf(cell, "list");
  const paragraphs = { ...cell, children: childrenOf(cell, "p") };
  const number = attributeOf(cell, "value") ?? attributeOf(cell, "date-value") ?? "";
  return {
    // What stands for nothing in a cell of numbers.
    words: odtWords(paragraphs)
      .join(" ")
      .replace(/^(?:NaN|1\.#NAN)$/u, ""),
    number: /^(?:NaN|1\.#NAN)$/u.test(number) ? "" : number,
    levels: childrenOf(levels)
      .slice(-levelsMax)
      .map((item) => odtWords(item).join(" ")),
  };
}

function repeatsOf(element: XmlElement, attribute: string): number {
  return Math.max(Number(attributeOf(element, attribute) ?? 1) || 1, 1);
}

/** Rows and columns are counted from 0. */
function rangeOf(address: string): { top: number; left: number; bottom: number; right: number } | undefined {
  const [, column = "", row = "", endColumn = column, endRow = row] =
    /(?:^|\.)\$?([A-Z]{1,3})\$?(\d{1,7})(?::[^:]*?\$?([A-Z]{1,3})\$?(\d{1,7}))?\s*$/u.exec(address) ?? [];
  if (column === "") return undefined;
  return { top: Number(row) - 1, left: columnOf(column), bottom: Number(endRow) - 1, right: columnOf(endColumn) };
}

/** A is the first one, Z is followed by AA. */
function columnOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
