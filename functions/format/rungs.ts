import type { Rung } from "../../events/values.ts";
import { bookImageLimits, type ImageLimits } from "../../shared/images/prepare-image.ts";
import {
  type CleanElement,
  type CleanNode,
  cleanElement,
  idsWithin,
  isVisible,
  textOf,
} from "../../shared/markup/clean-tree.ts";

// Amazon says of a document that it could not convert nothing but that. So each rung leaves away more of what a converter
// may stumble over, and keeps what a reader reads:
//
//   minimal   no styling, no inline markup but emphasis, no notes that pop up, no figures, no definition lists
//   strict    besides: no tables, no formulas, no ruby; every picture a baseline JPEG
//   plain     headings and paragraphs of text, and nothing else

/** Marks that stay in `minimal` and `strict`: every reader has known them since the first. */
const keptInline = new Set(["a", "b", "br", "code", "em", "i", "img", "strong", "sub", "sup"]);
const keptBlocks = new Set([
  "blockquote",
  "div",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "hr",
  "li",
  "ol",
  "p",
  "pre",
  "ul",
]);
const tableElements = new Set(["table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col"]);
/** What a block becomes that is none of those. */
const plainerBlocks: Readonly<Record<string, string>> = {
  aside: "div",
  figure: "div",
  section: "div",
  figcaption: "p",
  dl: "div",
  dt: "p",
  dd: "blockquote",
};
const keptAttributes = new Set(["alt", "colspan", "dir", "lang", "rowspan", "start", "value", "xml:lang"]);
const headings = /^h[1-6]$/;

/** How pictures are made for a rung; as always where it does not say otherwise. */
export function imageLimitsFor(rung: Rung | undefined): ImageLimits {
  return rung === "strict" ? { ...bookImageLimits, as: "jpeg", recompress: true } : bookImageLimits;
}

/** The blocks of a chapter as a rung has them. Links that led to what is left away lead to what stands there instead. */
export function blocksFor(rung: Rung | undefined, blocks: readonly CleanElement[]): readonly CleanElement[] {
  switch (rung) {
    case undefined:
      return blocks;
    case "minimal":
      return blocks.flatMap((block) => simpler(block, { tables: true })).filter(isElement);
    case "strict":
      return blocks.flatMap((block) => simpler(block, { tables: false })).filter(isElement);
    case "plain":
      return paragraphsOf(blocks);
  }
}

function isElement(node: CleanNode): node is CleanElement {
  return typeof node !== "string";
}

function simpler(node: CleanNode, keep: { readonly tables: boolean }): readonly CleanNode[] {
  if (typeof node === "string") return [node];
  const { name } = node;
  if (name === "math") return keep.tables ? [node] : [...marksOf(node), formulaText(node)];
  if (name === "table" && !keep.tables) return linesOf(node, keep);
  // What is read above the line would stand in the middle of it.
  if (name === "rt" || name === "rp") return keep.tables ? [node] : marksOf(node);
  const isKept =
    keptInline.has(name) ||
    keptBlocks.has(name) ||
    (keep.tables && (tableElements.has(name) || name === "ruby" || name === "rb"));
  const children = node.children.flatMap((child) => simpler(child, keep));
  const plainer = isKept ? name : plainerBlocks[name];
  if (name === "q") return [...ownMarks(node), "“", ...children, "”"];
  if (plainer === undefined) return [...ownMarks(node), ...children];
  const attributes = Object.entries(node.attributes).filter(([attribute]) => keptAttributes.has(attribute));
  const made = cleanElement(plainer, Object.fromEntries(attributes), children, node.reference);
  made.ids = [...node.ids];
  return [made];
}

/** A table, row by row: each a line of its own, its cells apart. */
function linesOf(table: CleanElement, keep: { readonly tables: boolean }): readonly CleanElement[] {
  const rows = within(table, "tr");
  const lines = rows.map((row) => {
    const cells = row.children.filter(isElement).map((cell) => cell.children.flatMap((child) => simpler(child, keep)));
    const content = cells.flatMap((cell, index) => (index === 0 ? inlineOf(cell) : [" | ", ...inlineOf(cell)]));
    const line = cleanElement("p", {}, content);
    line.ids = [...row.ids, ...row.children.filter(isElement).flatMap(({ ids }) => ids)];
    return line;
  });
  const captions = within(table, "caption").map((caption) =>
    cleanElement("p", {}, inlineOf(caption.children.flatMap((child) => simpler(child, keep)))),
  );
  const all = [...captions, ...lines];
  const [first] = all;
  if (first === undefined) return [];
  first.ids = [...table.ids, ...first.ids];
  return all;
}

function within(node: CleanElement, name: string): readonly CleanElement[] {
  return node.children
    .filter(isElement)
    .flatMap((child) => (child.name === name ? [child] : child.name === "table" ? [] : within(child, name)));
}

/** What stands in blocks, in a line: a cell may hold paragraphs, and a paragraph may hold none. */
function inlineOf(nodes: readonly CleanNode[]): CleanNode[] {
  return nodes.flatMap((node) => {
    if (typeof node === "string" || keptInline.has(node.name) || node.name === "span") return [node];
    return [...ownMarks(node), ...inlineOf(node.children), " "];
  });
}

/** An empty place that the element's ids lead to. */
function ownMarks({ ids }: CleanElement): readonly CleanElement[] {
  if (ids.length === 0) return [];
  const mark = cleanElement("span");
  mark.ids = [...ids];
  return [mark];
}

function marksOf(node: CleanElement): readonly CleanElement[] {
  const ids = idsWithin(node);
  if (ids.length === 0) return [];
  const mark = cleanElement("span");
  mark.ids = [...ids];
  return [mark];
}

function formulaText(node: CleanElement): string {
  return node.attributes["alttext"] ?? textOf(node).replaceAll(/\s+/g, " ").trim();
}

/** Every paragraph and heading, as text. What led to something that is gone leads to what comes after it. */
function paragraphsOf(blocks: readonly CleanElement[]): readonly CleanElement[] {
  const made: CleanElement[] = [];
  let waiting: string[] = [];
  const write = (text: string, name: string, ids: readonly string[]) => {
    const element = cleanElement(name, {}, [text]);
    element.ids = [...waiting, ...ids];
    waiting = [];
    made.push(element);
  };
  const walk = (node: CleanElement, mark: string) => {
    const { name, children } = node;
    if (name === "table") {
      for (const line of linesOf(node, { tables: false })) walk(line, mark);
      return;
    }
    const inner = children.filter(isElement).filter(isBlock);
    if (inner.length === 0) {
      const text = name === "pre" ? textOf(node) : textOf(withoutNotes(node)).replaceAll(/\s+/g, " ").trim();
      if (isVisible(text)) write(`${mark}${text}`, headings.test(name) ? name : "p", idsWithin(node));
      else waiting.push(...idsWithin(node));
      return;
    }
    waiting.push(...node.ids);
    let loose: CleanNode[] = [];
    const flush = () => {
      if (loose.some(isVisible)) walk(cleanElement("p", {}, loose), mark);
      loose = [];
    };
    let count = 0;
    for (const child of children) {
      if (typeof child === "string" || !isBlock(child)) {
        loose.push(child);
        continue;
      }
      flush();
      count += 1;
      walk(child, child.name !== "li" ? mark : name === "ol" ? `${count}. ` : "• ");
    }
    flush();
  };
  for (const block of blocks) walk(block, "");
  const last = made.at(-1);
  if (last !== undefined) last.ids = [...last.ids, ...waiting];
  return made;
}

function isBlock({ name }: CleanElement): boolean {
  return keptBlocks.has(name) || name in plainerBlocks || tableElements.has(name);
}

/** Ruby's small letters are no part of the line, and a formula reads best as it is called. */
function withoutNotes(node: CleanElement): CleanElement {
  const children = node.children.flatMap((child): readonly CleanNode[] => {
    if (typeof child === "string") return [child];
    if (child.name === "rt" || child.name === "rp") return [];
    return child.name === "math" ? [formulaText(child)] : [withoutNotes(child)];
  });
  return { ...node, children };
}
