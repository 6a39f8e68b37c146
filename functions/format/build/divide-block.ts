import { type CleanElement, type CleanNode, cleanElement, textOf } from "../../../shared/markup/clean-tree.ts";
import { wrapLoose } from "../../../shared/markup/finish-elements.ts";
import { append, pieces } from "../../../shared/markup/run-of-text.ts";
import { markupLength, markupLengthMax, tagsLength } from "./markup-length.ts";

/** What may stand below a picture or beside a definition, and is a paragraph where those are gone. */
const paragraphsElsewhere = new Set(["figcaption", "caption", "dt"]);
const runs = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6", "pre"]);
const blockNames = new Set("p div h1 h2 h3 h4 h5 h6 pre ul ol dl blockquote figure table hr aside".split(" "));
/** Text is cut into pieces of this many characters at most where it does not fit as a whole. */
const textPieceMax = 4000;

/**
 * Cuts a block whose markup is too long for one page into several that are not (K36), in order, with every word and every
 * id. A list or a table is cut between its items or rows; an item, cell, figure or note that is too long by itself stands
 * without what it lay in.
 * @param lengthMax in characters of markup
 */
export function divideBlock(block: CleanElement, lengthMax: number): readonly CleanElement[] {
  if (markupLengthMax(block) <= lengthMax || markupLength(block) <= lengthMax) return [block];
  const known = new Map<CleanElement, number>();
  const lengthOf = (node: CleanNode): number => {
    if (typeof node === "string") return markupLength(node);
    const before = known.get(node);
    if (before !== undefined) return before;
    const length = node.children.reduce<number>((sum, child) => sum + lengthOf(child), tagsLength(node));
    known.set(node, length);
    return length;
  };

  function divide(node: CleanElement): readonly CleanElement[] {
    if (lengthOf(node) <= lengthMax) return [node];
    const { name } = node;
    if (runs.has(name) || (name === "div" && !node.children.some(isBlock))) return divideRun(node);
    if (name === "ul" || name === "ol") return withIds(node, divideList(node));
    if (name === "table") return withIds(node, divideTable(node));
    if (name === "blockquote") {
      const blocks = wrapLoose(node.children).filter(isElement).flatMap(divide);
      return withIds(
        node,
        together(blocks).map((some) => like(node, some)),
      );
    }
    if (name === "dl") for (const child of node.children.filter(isElement)) plainDefinition(child);
    return withIds(node, blocksIn(node));
  }

  /** What lies in an element, without it. */
  function blocksIn(node: CleanElement): readonly CleanElement[] {
    for (const child of node.children.filter(isElement)) if (paragraphsElsewhere.has(child.name)) child.name = "p";
    return wrapLoose(node.children).filter(isElement).flatMap(divide);
  }

  /** Neighbours that are short enough to stay together. */
  function together(nodes: readonly CleanElement[]): readonly (readonly CleanElement[])[] {
    const groups: CleanElement[][] = [];
    let room = 0;
    for (const node of nodes) {
      const length = lengthOf(node);
      if (length > room) {
        groups.push([]);
        room = lengthMax;
      }
      groups.at(-1)?.push(node);
      room -= length;
    }
    return groups;
  }

  function divideList(list: CleanElement): readonly CleanElement[] {
    const made: CleanElement[] = [];
    const items = list.children.filter(isElement);
    const step = list.attributes["reversed"] === undefined ? 1 : -1;
    let number = Number(list.attributes["start"] ?? (step > 0 ? 1 : items.length));
    let open: { readonly list: CleanElement; room: number } | undefined;
    for (const item of items) {
      number = Number(item.attributes["value"] ?? number);
      const length = lengthOf(item);
      if (length > lengthMax) {
        made.push(...withIds(item, blocksIn(item)));
        open = undefined;
      } else {
        if (open === undefined || length > open.room) {
          open = { list: like(list, [], list.name === "ol" ? { start: String(number) } : {}), room: lengthMax };
          made.push(open.list);
        }
        open.list.children.push(item);
        open.room -= length;
      }
      number += step;
    }
    return made;
  }

  function divideTable(table: CleanElement): readonly CleanElement[] {
    return table.children.filter(isElement).flatMap((group) => {
      if (group.name === "caption") return divide(Object.assign(group, { name: "p" }));
      const made: CleanElement[] = [];
      let short: CleanElement[] = [];
      const flush = () => {
        for (const some of together(short)) {
          keepRowSpansWithin(some);
          made.push(like(table, [cleanElement("tbody", {}, [...some])]));
        }
        short = [];
      };
      for (const row of group.children.filter(isElement)) {
        if (lengthOf(row) <= lengthMax) short.push(row);
        else {
          flush();
          made.push(
            ...withIds(
              row,
              row.children.filter(isElement).flatMap((cell) => withIds(cell, blocksIn(cell))),
            ),
          );
        }
      }
      flush();
      return withIds(group, made);
    });
  }

  /** A run of text is cut between two words; the inline elements that it lies in are there again behind the cut. */
  function divideRun(run: CleanElement): readonly CleanElement[] {
    const content = run.children;
    run.children = [];
    const made: CleanElement[] = [run];
    const inlines: CleanElement[] = [];
    /** The run that is being filled, and as many of `inlines` as are written in it. */
    let open = [run];
    let room = lengthMax;
    const write = (node: CleanNode, length: number) => {
      if (length > room && room < lengthMax) {
        const next = cleanElement(/^h\d$/.test(run.name) ? "p" : run.name, { ...run.attributes });
        made.push(next);
        open = [next];
        room = lengthMax;
      }
      for (const inline of inlines.slice(open.length - 1)) {
        const here = { ...inline, attributes: { ...inline.attributes }, children: [] };
        inline.ids = [];
        append(open.at(-1) as CleanElement, here);
        open.push(here);
        room -= tagsLength(here);
      }
      append(open.at(-1) as CleanElement, node);
      room -= length;
    };
    const mark = ({ ids }: CleanElement) => {
      if (ids.length > 0) write({ ...cleanElement("span"), ids }, 0);
    };
    const visit = (node: CleanNode): void => {
      const length = lengthOf(node);
      if (length <= room) write(node, length);
      else if (typeof node === "string") {
        for (const piece of pieces(node, Math.min(textPieceMax, lengthMax / 4))) write(piece, markupLength(piece));
      } else if (length <= lengthMax / 2 || (node.children.length === 0 && node.name !== "math")) write(node, length);
      else if (node.name === "math") {
        mark(node);
        visit(node.attributes["alttext"] || textOf(node));
      } else {
        // A reading that long stands beside its base, not above it.
        const name = node.name === "ruby" || node.name === "rt" ? "span" : node.name;
        const inline = { ...node, name, children: [] };
        inlines.push(inline);
        for (const child of node.name === "rt" ? [" (", ...node.children, ") "] : node.children) visit(child);
        inlines.pop();
        open.length = Math.min(open.length, inlines.length + 1);
        mark(inline);
      }
    };
    for (const node of content) visit(node);
    return made;
  }

  return divide(block);
}

const isElement = (node: CleanNode): node is CleanElement => typeof node !== "string";
const isBlock = (node: CleanNode): boolean => isElement(node) && blockNames.has(node.name);

/** Another one of its kind. What led to the first leads to it alone. */
function like(
  { name, attributes }: CleanElement,
  children: readonly CleanElement[],
  more: Record<string, string> = {},
): CleanElement {
  return cleanElement(name, { ...attributes, ...more }, [...children]);
}

/** The ids of what is gone lead to the first of what stands in its place. */
function withIds({ ids }: CleanElement, blocks: readonly CleanElement[]): readonly CleanElement[] {
  blocks[0]?.ids.unshift(...ids);
  return blocks;
}

/** A definition that stands without its list: the term is a paragraph, what it means is set in. */
function plainDefinition(child: CleanElement): void {
  if (child.name === "dd") child.children = wrapLoose(child.children);
  child.name = child.name === "dt" ? "p" : "blockquote";
}

function keepRowSpansWithin(rows: readonly CleanElement[]): void {
  rows.forEach(({ children }, index) => {
    for (const cell of children.filter(isElement)) {
      const span = Math.min(Number(cell.attributes["rowspan"] ?? 1), rows.length - index);
      if (span > 1) cell.attributes["rowspan"] = String(span);
      else delete cell.attributes["rowspan"];
    }
  });
}
