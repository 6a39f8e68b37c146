import type { DefaultTreeAdapterTypes } from "parse5";
import { cleanMath } from "./clean-math.ts";
import type { CleanElement } from "./clean-tree.ts";
import { type BlockComposer, composeBlocks } from "./compose-blocks.ts";
import { droppedElements, groupingElements, inlineElements, leafElements, noticedElements } from "./element-rules.ts";
import { finishDefinitions, finishFigure, finishRuby, finishTable } from "./finish-elements.ts";
import { type Inherited, inherit, inheritBlock, startInherited } from "./inherited.ts";
import { type PictureContext, showDrawing, showPicture } from "./show-picture.ts";
import {
  type Attributes,
  attributesOf,
  cellAttributes,
  directionOf,
  idsOf,
  integer,
  isNote,
  languageOf,
  listAttributes,
  localName,
  titleOf,
} from "./source-attributes.ts";
import { childrenOf, textContent } from "./source-nodes.ts";
import type { SourceReference } from "./source-reference.ts";
import { type SourceStyle, sourceStyle } from "./source-style.ts";
import { tableShape } from "./table-shape.ts";

type ChildNode = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** Children of a body as parse5 made them, and what their addresses mean; `undefined` for what leads nowhere. */
export interface DirtyChapter {
  readonly body: readonly ChildNode[];
  resolve(reference: string): SourceReference | undefined;
}

export interface CleanOptions extends Omit<PictureContext, "composer"> {
  readonly chapter: DirtyChapter;
  readonly onBlock: (block: CleanElement) => void;
}

/** More inline elements around one text than this mean nothing. */
const inlineDepthMax = 14;

interface Visit {
  readonly nodes: readonly ChildNode[];
  next: number;
  readonly inherited: Inherited;
  /** In reverse: the last one runs first. */
  readonly leave: readonly (() => void)[];
}

/**
 * Turns what parse5 made of a chapter into clean blocks, one after the other, as `onBlock` gets them. It does not recurse
 * over the source: however deep that is, it comes to an end in one pass.
 */
export function cleanChapter(options: CleanOptions): void {
  const composer = composeBlocks(startInherited, options.onBlock);
  const context: Context = { ...options, composer, tables: [], cellsInRow: 0, inlineDepth: 0 };
  const visits: Visit[] = [{ nodes: options.chapter.body, next: 0, inherited: startInherited, leave: [] }];
  for (;;) {
    const visit = visits.at(-1);
    if (visit === undefined) break;
    const node = visit.nodes[visit.next];
    visit.next += 1;
    if (node === undefined) {
      for (const leave of visit.leave.toReversed()) leave();
      visits.pop();
    } else if (node.nodeName === "#text")
      composer.text((node as DefaultTreeAdapterTypes.TextNode).value, visit.inherited);
    else if ("tagName" in node) {
      const below = enter(node, visit.inherited, context);
      if (below !== undefined) visits.push(below);
    }
  }
  composer.end();
}

interface Context extends CleanOptions {
  readonly composer: BlockComposer;
  /** How the tables that are open are read, outermost first. */
  readonly tables: ("data" | "layout" | "wide")[];
  /** Cells so far in the row of a wide table that is open. */
  cellsInRow: number;
  inlineDepth: number;
}

/** Opens what an element becomes. Answers what to visit within it, or nothing where it has been dealt with. */
function enter(element: Element, inherited: Inherited, context: Context): Visit | undefined {
  const { composer, note } = context;
  const attributes = attributesOf(element);
  const name = localName(element.tagName);
  if (droppedElements.has(name)) {
    const noticed = noticedElements.get(name);
    if (noticed !== undefined) note("K25", noticed);
    return undefined;
  }
  const style = sourceStyle(attributes);
  if (style.hidden || (attributes["aria-hidden"] === "true" && /\bkatex-html\b/.test(attributes["class"] ?? ""))) {
    note("K30");
    return undefined;
  }
  const nodes = childrenOf(element);
  const ids = idsOf(attributes, name);
  switch (name) {
    case "br":
      if (style.breakBefore || style.breakAfter) composer.breakPage();
      composer.lineBreak(inherited);
      return undefined;
    case "wbr":
      return undefined;
    case "hr":
      composer.boundary();
      composer.anchor(ids);
      composer.rule(inherited);
      if (style.breakBefore || style.breakAfter) composer.breakPage();
      return undefined;
    case "img":
    case "image":
      composer.anchor(ids);
      showPicture(attributes, inherited, context);
      return undefined;
    case "input":
      return checkbox(attributes, inherited, composer);
    case "svg":
      return showDrawing(element, ids, inherited, context);
    case "math":
      return formula(element, ids, inherited, context);
    case "a":
      return enterLink(attributes, ids, { nodes, inherited, style }, context);
    case "noscript":
      // Parsed as by a browser with scripts its content is one text of markup.
      if (nodes.every(({ nodeName }) => nodeName === "#text") && textContent(element).includes("<")) return undefined;
      break;
    case "ruby":
    case "rt":
      return enterRuby(name, attributes, ids, { nodes, inherited, style }, context);
    case "bdo":
      if (directionOf(attributes) === "") return { nodes, next: 0, inherited, leave: [] };
      break;
    default:
  }
  const inlineName = inlineElements.get(name);
  if (inlineName !== undefined) return enterInline(inlineName, attributes, ids, { nodes, inherited, style }, context);
  // Inline elements carry their language with them into every block that they span; blocks hand theirs down.
  const within = { nodes, inherited: inheritBlock(inherit(inherited, attributes), style, name), style };
  return (
    enterBlock(element, name, attributes, ids, within, context) ??
    // Names that nobody knows are inline to a browser too.
    enterInline("span", attributes, ids, { nodes, inherited, style }, context)
  );
}

interface Within {
  readonly nodes: readonly ChildNode[];
  readonly inherited: Inherited;
  readonly style: SourceStyle;
}

function enterInline(
  name: string,
  attributes: Attributes,
  ids: readonly string[],
  within: Within,
  context: Context,
): Visit {
  const { style } = within;
  const { composer } = context;
  const kept: Record<string, string> = { ...languageOf(attributes) };
  if (name === "abbr" || name === "dfn") Object.assign(kept, titleOf(attributes));
  const direction = directionOf(attributes);
  if (direction !== "") kept["dir"] = direction;
  let written = name;
  if (style.bold === false && (name === "b" || name === "strong")) written = "span";
  if (style.italic === false && (name === "i" || name === "em" || name === "cite")) written = "span";
  if (written === "span") written = style.italic ? "i" : style.bold ? "b" : (style.raised ?? "span");
  const classes = [
    style.italic && written !== "i" && written !== "em" ? "k-italic" : "",
    style.bold && written !== "b" && written !== "strong" ? "k-bold" : "",
    style.smallCaps ? "k-small-caps" : "",
  ].filter((one) => one !== "");
  if (classes.length > 0) kept["class"] = classes.join(" ");
  const means = written !== "span" || Object.keys(kept).length > 0;
  const repeats = Object.keys(kept).length === 0 && !nests.has(written) && composer.isInside(written);
  const visit = { nodes: within.nodes, next: 0, inherited: within.inherited };
  if (!means || repeats || context.inlineDepth >= inlineDepthMax) {
    composer.anchor(ids);
    return { ...visit, leave: [] };
  }
  context.inlineDepth += 1;
  const close = composer.openInline({ name: written, attributes: kept, ids });
  return { ...visit, leave: [close, () => (context.inlineDepth -= 1)] };
}

const nests = new Set(["sub", "sup", "small", "q"]);

function enterLink(attributes: Attributes, ids: readonly string[], within: Within, context: Context): Visit {
  const { composer, chapter, note } = context;
  const href = attributes["href"] ?? attributes["xlink:href"];
  const reference = href === undefined || composer.isInside("a") ? undefined : chapter.resolve(href.trim());
  if (reference === undefined || reference.kind === "resource") {
    if (href !== undefined && href !== "" && !composer.isInside("a") && !/^\s*(javascript|data|about):/i.test(href))
      note("links");
    return enterInline("span", attributes, ids, within, context);
  }
  // What calls a note is seen when all links are known: a link that leads to one.
  const close = composer.openInline({ name: "a", attributes: languageOf(attributes), reference, ids });
  return { nodes: within.nodes, next: 0, inherited: within.inherited, leave: [close] };
}

function enterRuby(
  name: "ruby" | "rt",
  attributes: Attributes,
  ids: readonly string[],
  within: Within,
  context: Context,
): Visit {
  const { composer } = context;
  const visit = { nodes: within.nodes, next: 0, inherited: within.inherited };
  if (name === "ruby" ? composer.isInside("ruby") : composer.isInside("rt")) return { ...visit, leave: [] };
  if (name === "rt" && composer.innermostInline() !== "ruby") {
    composer.text(" (", within.inherited);
    return { ...visit, leave: [() => composer.text(") ", within.inherited)] };
  }
  const close = composer.openInline({
    name,
    attributes: languageOf(attributes),
    ids,
    ...(name === "ruby" && { finish: finishRuby }),
  });
  return { ...visit, leave: [close] };
}

function enterBlock(
  element: Element,
  name: string,
  attributes: Attributes,
  ids: readonly string[],
  within: Within,
  context: Context,
): Visit | undefined {
  const { composer } = context;
  const { style, inherited, nodes } = within;
  const leave: (() => void)[] = style.breakAfter ? [() => composer.breakPage()] : [];
  const isBlock = groupingElements.has(name) || name === "li" || name === "dt" || name === "dd";
  if (style.breakBefore) composer.breakPage();

  const leaf = leafElements.get(name);
  if (leaf !== undefined) {
    composer.boundary();
    composer.anchor(ids);
    const close = composer.openLeaf(leaf.name, leaf.strict, inherited);
    return { nodes, next: 0, inherited, leave: [...leave, close] };
  }
  const container = containerFor(element, name, attributes, context);
  if (container !== undefined) {
    composer.boundary();
    if (!container.note) composer.anchor(ids);
    const close = composer.openContainer(container.name, container.attributes, inherited, container.finish);
    leave.push(close, ...(container.leave ? [container.leave] : []));
    if (container.note) composer.anchor(ids);
    const note = container.note ? composer.openContainer("aside", { "epub:type": "footnote" }, inherited) : undefined;
    return { nodes, next: 0, inherited, leave: note ? [...leave, note] : leave };
  }
  if (name === "object" && attributes["data"] !== undefined) context.note("K25", "embedded object");
  if (tableElements.has(name) || name === "table") return enterLinearTable(name, ids, within, leave, context);
  if (isBlock || style.breakBefore || style.breakAfter) {
    composer.boundary();
    composer.anchor(ids);
    return { nodes, next: 0, inherited, leave: [...leave, () => composer.boundary()] };
  }
  return undefined;
}

const tableElements = new Set(["caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"]);

interface Container {
  readonly name: Parameters<BlockComposer["openContainer"]>[0];
  readonly attributes: Record<string, string>;
  readonly finish?: Parameters<BlockComposer["openContainer"]>[3];
  readonly leave?: () => void;
  readonly note?: boolean;
}

function containerFor(element: Element, name: string, attributes: Attributes, context: Context): Container | undefined {
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
function enterLinearTable(
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

function checkbox(attributes: Attributes, inherited: Inherited, composer: BlockComposer): undefined {
  const type = attributes["type"]?.toLowerCase();
  if (type !== "checkbox" && type !== "radio") return undefined;
  composer.text(attributes["checked"] === undefined ? "☐ " : "☑ ", inherited);
  return undefined;
}

function formula(element: Element, ids: readonly string[], inherited: Inherited, context: Context): undefined {
  const math = cleanMath(element);
  context.composer.anchor(ids);
  if (typeof math === "string") context.composer.text(math, inherited);
  else if (math !== undefined) context.composer.atom(math, inherited);
  return undefined;
}
