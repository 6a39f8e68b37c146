import type { DefaultTreeAdapterTypes } from "parse5";
import { tableColumnsMax } from "./finish-elements.ts";

type Element = DefaultTreeAdapterTypes.Element;

/**
 * What a source's table is for. `data` stays a table. `layout` only places things on a page: it has one column, or holds
 * tables, headings or the like, and its cells are read one after the other. `wide` has more columns than a Kindle shows:
 * each row becomes a line.
 */
export function tableShape(table: Element): "data" | "layout" | "wide" {
  const role = table.attrs.find(({ name }) => name === "role")?.value;
  if (role === "presentation" || role === "none") return "layout";
  let columnsMax = 0;
  let textLengthMax = 0;
  const waiting: {
    node: DefaultTreeAdapterTypes.ChildNode;
    cell: { length: number } | undefined;
    row: { columns: number } | undefined;
  }[] = table.childNodes.map((node) => ({ node, cell: undefined, row: undefined }));
  while (waiting.length > 0) {
    const { node, cell, row } = waiting.pop() as (typeof waiting)[number];
    if (node.nodeName === "#text") {
      if (cell !== undefined) {
        cell.length += (node as DefaultTreeAdapterTypes.TextNode).value.length;
        textLengthMax = Math.max(textLengthMax, cell.length);
      }
      continue;
    }
    if (!("childNodes" in node)) continue;
    const { tagName, childNodes } = node;
    if (tagName === "table" || tagName === "h1" || tagName === "h2" || tagName === "h3") return "layout";
    let childCell = cell;
    let childRow = row;
    if (tagName === "tr") childRow = { columns: 0 };
    else if (tagName === "td" || tagName === "th") {
      childCell = { length: 0 };
      if (row !== undefined) {
        row.columns += spanOf(node);
        columnsMax = Math.max(columnsMax, row.columns);
      }
    }
    for (const child of childNodes) waiting.push({ node: child, cell: childCell, row: childRow });
  }
  if (columnsMax <= 1 || textLengthMax > cellTextLengthMax) return "layout";
  return columnsMax > tableColumnsMax ? "wide" : "data";
}

/** A cell with more text than some pages of a Kindle is a column of a page, not a cell of a table. */
const cellTextLengthMax = 5000;

function spanOf(cell: Element): number {
  const span = Number(cell.attrs.find(({ name }) => name === "colspan")?.value ?? 1);
  return Number.isInteger(span) && span > 1 ? Math.min(span, 1000) : 1;
}
