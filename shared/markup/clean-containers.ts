import type { DefaultTreeAdapterTypes } from "parse5";
import type { Context, Visit, Within } from "./cleaning.ts";
import type { BlockComposer } from "./compose-blocks.ts";
import { finishDefinitions, finishFigure, finishTable } from "./finish-elements.ts";
import { type Attributes, attributesOf, cellAttributes, integer, isNote, listAttributes } from "./source-attributes.ts";
import { sourceStyle } from "./source-style.ts";
import type { SourceStyle } from "./styles/kept-style.ts";
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
  style: SourceStyle,
  context: Context,
): Container | undefined {
  switch (name) {
    case "blockquote":
      return { name, attributes: {} };
    case "ul":
    case "menu":
    case "dir":
    case "ol":
      return listFor(element, name === "ol" ? "ol" : "ul", attributes, style, context);
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

/** A list as its styles show it: with dots, with numbers of whatever kind, or with nothing before its items. */
function listFor(
  element: Element,
  name: "ol" | "ul",
  attributes: Attributes,
  { listStyle }: SourceStyle,
  { chapter }: Context,
): Container {
  // Google Docs and their like draw what stands before an item by themselves.
  const isDrawn = attributes["class"]?.includes("lst-kix") === true;
  const item = element.childNodes.find((node): node is Element => node.nodeName === "li");
  const ofItem = item && (chapter.styles?.of(item).listStyle ?? sourceStyle(attributesOf(item)).listStyle);
  const shown = isDrawn ? undefined : (ofItem ?? listStyle);
  if (shown === undefined) return { name, attributes: name === "ol" ? listAttributes(attributes) : {} };
  if (shown === "dots") return { name: "ul", attributes: {} };
  const numbers = name === "ol" ? listAttributes(attributes) : {};
  if (shown === "none") return { name, attributes: { ...numbers, class: "k-bare" } };
  const { type: _, ...others } = numbers;
  return { name: "ol", attributes: shown === "1" ? others : { ...others, type: shown } };
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
