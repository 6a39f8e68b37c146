import type { DefaultTreeAdapterTypes } from "parse5";
import type { Context, Visit, Within } from "./cleaning.ts";
import type { BlockComposer } from "./compose-blocks.ts";
import { finishDefinitions, finishFigure, finishTable } from "./finish-elements.ts";
import { type Attributes, cellAttributes, integer, isNote, listAttributes } from "./source-attributes.ts";
import { tableShape } from "./table-shape.ts";

type Element = DefaultTreeAdapterTypes.Element;

/** Parts of tables, whose names mean nothing elsewhere. */
export const tableElements = new Set(["caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"]);

/** What holds blocks, and how it is finished. */
export interface Container {
  readonly name: Parameters<BlockComposer["openContainer"]>[0];
  readonly attributes: Record<string, string>;
  readonly finish?: Parameters<BlockComposer["openContainer"]>[3];
  readonly leave?: () => void;
  readonly note?: boolean;
}

export function containerFor(
  element: Element,
  name: string,
  attributes: Attributes,
  context: Context,
): Container | undefined {
  switch (name) {
    case "blockquote":
      return { name, attributes: {} };
    case "ul":
    case "menu":
    case "dir":
      return { name: "ul", attributes: {} };
    case "ol":
      return { name, attributes: listAttributes(attributes) };
    case "li": {
      const value = integer(attributes["value"]);
      return {
        name,
        attributes: value !== undefined && context.composer.isInside("ol") ? { value } : {},
        note: isNote(attributes),
      };
    }
    case "dl":
      return { name, attributes: {}, finish: finishDefinitions };
    case "dt":
    case "dd":
      return context.composer.isInside("dl") ? { name, attributes: {} } : undefined;
    case "figure":
      return { name, attributes: {}, finish: finishFigure };
    case "figcaption":
      return context.composer.isInside("figure") ? { name, attributes: {} } : undefined;
    case "aside":
    case "div":
    case "section":
      return isNote(attributes) && !context.composer.isInside("aside")
        ? { name: "aside", attributes: { "epub:type": "footnote" } }
        : undefined;
    case "table": {
      const shape = context.composer.isInside("table") ? "layout" : tableShape(element);
      if (shape === "wide") context.note("K33", "columns");
      context.tables.push(shape);
      const leave = () => void context.tables.pop();
      return shape === "data" ? { name, attributes: {}, finish: finishTable, leave } : undefined;
    }
    default: {
      const isPart = tableElements.has(name) && name !== "col" && name !== "colgroup";
      if (!isPart || context.tables.at(-1) !== "data") return undefined;
      return { name: name as Container["name"], attributes: cellAttributes(name, attributes) };
    }
  }
}

/** A table that is not shown as one: cells are blocks, or rows are lines. */
export function enterLinearTable(
  name: string,
  ids: readonly string[],
  within: Within,
  leave: (() => void)[],
  context: Context,
): Visit {
  const { composer, tables } = context;
  const { nodes, inherited } = within;
  const wide = tables.at(-1) === "wide";
  const visit = { nodes, next: 0, inherited: { ...inherited, loose: "div" as const } };
  if (name === "table") {
    composer.boundary();
    composer.anchor(ids);
    return { ...visit, leave: [...leave, () => composer.boundary(), () => void tables.pop()] };
  }
  if (wide && name === "tr") {
    composer.boundary();
    composer.anchor(ids);
    const close = composer.openLeaf("p", true, inherited);
    context.cellsInRow = 0;
    return { ...visit, leave: [...leave, close] };
  }
  if (wide && (name === "td" || name === "th")) {
    composer.anchor(ids);
    if (context.cellsInRow > 0) composer.text(" | ", inherited);
    context.cellsInRow += 1;
    return { ...visit, leave };
  }
  composer.boundary();
  composer.anchor(ids);
  return { ...visit, leave: [...leave, () => composer.boundary()] };
}
