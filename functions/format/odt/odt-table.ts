import { attributeOf, childOf, childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";

export interface OdtTableContext {
  /** What lies in a cell, as HTML. */
  readonly blocks: (parent: XmlElement) => string;
  /** How often what is said to repeat is written. */
  readonly copies: (html: string, wanted: number) => number;
}

/** A wider or a higher cell covers no more than this. */
const spanMax = 1000;

/** Until which row (counted from 0, without it) the cells of the rows above cover a column. */
type Covered = number[];

/** A table of a text, or a sheet of a spreadsheet, with what is drawn over it behind. */
export function odtTable(table: XmlElement, context: OdtTableContext): string {
  const covered: Covered = [];
  let number = 0;
  const rows = function* (parent: XmlElement, isHead: boolean): Generator<string> {
    for (const child of childrenOf(parent)) {
      if (child.name === "table-header-rows") yield* rows(child, true);
      else if (child.name === "table-rows" || child.name === "table-row-group") yield* rows(child, isHead);
      else if (child.name === "table-row") {
        const repeats = countOf(child, "number-rows-repeated");
        const html = isHidden(child) ? "" : rowOf(child, { number, isHead, covered }, context);
        number += repeats;
        // What is empty is not repeated.
        const copies = html.includes("<p") ? context.copies(html, repeats) : 1;
        for (let copy = 0; copy < copies; copy += 1) yield html;
      }
    }
  };
  const shapes = childOf(table, "shapes");
  return `<table>${[...rows(table, false)].join("")}</table>${shapes === undefined ? "" : context.blocks(shapes)}`;
}

/** Somebody folded it, or a filter leaves it out. */
function isHidden(row: XmlElement): boolean {
  return /^(?:collapse|filter)$/u.test(attributeOf(row, "visibility") ?? "");
}

function rowOf(
  row: XmlElement,
  { number, isHead, covered }: { readonly number: number; readonly isHead: boolean; readonly covered: Covered },
  { blocks, copies }: OdtTableContext,
): string {
  const tag = isHead ? "th" : "td";
  const cells: string[] = [];
  let column = 0;
  const all = childrenOf(row).filter(({ name }) => name === "table-cell" || name === "covered-table-cell");
  for (const [at, cell] of all.entries()) {
    const repeats = countOf(cell, "number-columns-repeated");
    // What lies below a wider or higher cell is not shown; what only says so is a cell like any other.
    const isCovered = cell.name === "covered-table-cell" && (covered[column] ?? 0) > number;
    if (!isCovered) {
      const columns = Math.min(countOf(cell, "number-columns-spanned"), spanMax);
      const below = Math.min(countOf(cell, "number-rows-spanned"), spanMax);
      for (let next = column; next < column + columns; next += 1) covered[next] = number + below;
      const spans = `${columns > 1 ? ` colspan="${columns}"` : ""}${below > 1 ? ` rowspan="${below}"` : ""}`;
      const html = `<${tag}${spans}>${blocks(cell)}</${tag}>`;
      // A sheet ends with very many that are empty.
      const isEnd = at === all.length - 1 && !html.includes("<p");
      cells.push(html.repeat(isEnd ? 1 : copies(html, repeats)));
    }
    column += repeats;
  }
  return `<tr>${cells.join("")}</tr>`;
}

function countOf(element: XmlElement, attribute: string): number {
  return Math.max(Math.floor(Number(attributeOf(element, attribute) ?? 1)) || 1, 1);
}
