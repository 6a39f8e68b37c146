import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html as htmlNames } from "parse5";
import { attributesOf, idsOf, isNote, localName } from "../../../shared/markup/source-attributes.ts";
import { childElement, elementsBelow, isElement } from "../html/html-nodes.ts";
import type { SourceChapter } from "../source-book.ts";
import { blockOf, blocks, leadsTo, type MarkLink, marksIn, placesIn, saysMore } from "./note-marks.ts";

type ChildNode = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** Marks that are looked at in one chapter, and children of what they lie in: more is no list of notes. */
const marksMax = 20_000;
const childrenMax = 5000;

/**
 * Gives every note a block of its own where the source keeps several in one, since a Kindle shows a block by itself and no
 * part of one: the lines and sentences of a paragraph or a cell, the terms of a list with what they mean, the rows of a
 * table with the marks in one cell and the words in the next. Changes the tree of the chapter there, and nowhere else.
 */
export function setNotesApart(chapter: SourceChapter): void {
  const begins = waysBack(chapter);
  if (begins.size === 0) return;
  const within = (name: string) => {
    const found = new Set<Element>();
    for (const link of begins.keys()) {
      const around = closest(blockOf(link), name);
      if (around !== undefined) found.add(around);
    }
    return found;
  };
  for (const list of within("dl")) rewrite(list, notesOfList(list, begins));
  for (const table of within("table")) rewrite(table, notesOfTable(table, begins));
  for (const [block, links] of Map.groupBy(begins.keys(), blockOf)) divide(block, links, begins);
}

type Begins = ReadonlyMap<Element, "called" | "elsewhere">;

/**
 * The marks that begin notes: they lead back to what calls them, or to another file. There, who knows all links of the
 * book decides.
 */
function waysBack(chapter: SourceChapter): Begins {
  const begins = new Map<Element, "called" | "elsewhere">();
  const links = marksIn(chapter).slice(0, marksMax);
  if (links.length === 0) return begins;
  const byId = placesIn(chapter);
  const calls = new Map<string, MarkLink[]>();
  // A note stands behind what calls it: what comes later is no call of it.
  for (const link of links) {
    const ids = idsAt(link.element);
    const isCalled = ids.some((id) =>
      calls
        .get(id)
        ?.some(
          ({ element }) =>
            blockOf(element) !== blockOf(link.element) &&
            leadsTo(link, element, byId) &&
            saysMore(blockOf(element), element),
        ),
    );
    if (isCalled) begins.set(link.element, "called");
    else if (link.chapterId !== chapter.id && ids.length > 0) begins.set(link.element, "elsewhere");
    if (link.chapterId !== chapter.id) continue;
    const others = calls.get(link.fragment);
    if (others === undefined) calls.set(link.fragment, [link]);
    else others.push(link);
  }
  return begins;
}

/** The ids of a mark, and of what it begins. */
function idsAt(link: Element): readonly string[] {
  const ids = [link, ...elementsBelow(link)].flatMap((one) => idsOf(attributesOf(one), one.tagName));
  for (let at = link; ; ) {
    const parent = at.parentNode;
    if (parent === null || !("tagName" in parent) || parent.childNodes.length > childrenMax) return ids;
    const here = parent.childNodes.indexOf(at);
    const start = startOf(parent.childNodes, here);
    for (const beside of elementsBelow({ childNodes: parent.childNodes.slice(start, here) }))
      ids.push(...idsOf(attributesOf(beside), beside.tagName));
    if (!isBlank(parent.childNodes.slice(0, start))) return ids;
    const name = localName(parent.tagName);
    ids.push(...idsOf(attributesOf(parent), name));
    if (blocks.has(name) && name !== "td" && name !== "th") return ids;
    if (name === "tr" || name === "body") return ids;
    at = parent;
  }
}

/** Where what stands right before a child and says nothing begins: places of its own. */
function startOf(nodes: readonly ChildNode[], at: number): number {
  let start = at;
  for (let before = nodes[start - 1]; before !== undefined; before = nodes[start - 1]) {
    if (!isBlank([before]) || before.nodeName === "br" || before.nodeName === "img") break;
    start -= 1;
  }
  return start;
}

/** Whether there is no text in it. Looks no further than to the first. */
function isBlank(nodes: readonly ChildNode[]): boolean {
  const waiting = nodes.toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.nodeName === "#text" && "value" in node && node.value.trim() !== "") return false;
    if ("childNodes" in node) for (const child of node.childNodes.toReversed()) waiting.push(child);
  }
  return true;
}

/** Lines or sentences of one block that each begin with the mark of a note become blocks. */
function divide(block: Element, links: readonly Element[], begins: Begins): void {
  const name = localName(block.tagName);
  const nodes = block.childNodes;
  if (!dividable.has(name) || nodes.length > childrenMax || isWithinNote(block)) return;
  if ([...elementsBelow(block)].some(({ tagName }) => blocks.has(tagName) || tagName === "table")) return;
  const starts = new Set<number>();
  for (const link of links) {
    let at = link;
    while (at.parentNode !== block && at.parentNode !== null && "tagName" in at.parentNode) {
      const { parentNode: parent } = at;
      if (!isBlank(parent.childNodes.slice(0, parent.childNodes.indexOf(at)))) break;
      at = parent;
    }
    if (at.parentNode !== block) continue;
    const start = startOf(nodes, nodes.indexOf(at));
    const beginsLine = start === 0 || nodes[start - 1]?.nodeName === "br";
    if (begins.get(link) === "called" || beginsLine) starts.add(start);
  }
  if (starts.size < (name === "td" || name === "th" ? 1 : 2)) return;
  const paragraphs: Element[] = [];
  for (const [at, node] of nodes.entries()) {
    if (at === 0 || starts.has(at)) paragraphs.push(elementOf("p", []));
    paragraphs.at(-1)?.childNodes.push(node);
  }
  block.childNodes = [];
  for (const paragraph of paragraphs) {
    const kept = withoutOuterBreaks(paragraph.childNodes);
    if (kept.length > 0) defaultTreeAdapter.appendChild(block, elementOf("p", kept));
  }
  if (name === "p") rename(block, "div");
}

const dividable = new Set(["p", "div", "li", "dd", "td", "th", "blockquote"]);

function isWithinNote(element: Element): boolean {
  for (let at: Element = element; ; ) {
    if (isNote(attributesOf(at))) return true;
    const parent = at.parentNode;
    if (parent === null || !("tagName" in parent)) return false;
    at = parent;
  }
}

function withoutOuterBreaks(nodes: readonly ChildNode[]): readonly ChildNode[] {
  const says = (node: ChildNode) => node.nodeName !== "br" && (isElement(node) || !isBlank([node]));
  return nodes.slice(Math.max(0, nodes.findIndex(says)), nodes.findLastIndex(says) + 1);
}

/** A note whose mark stands apart from its words. */
interface Pair {
  readonly mark: Element;
  readonly words: readonly Element[];
  /** The row that both lie in. */
  readonly row?: Element;
}

/** The terms of a list that are marks of notes, if all are; `undefined` otherwise. */
function notesOfList(list: Element, begins: Begins): readonly Pair[] | undefined {
  const pairs: { mark: Element; words: Element[] }[] = [];
  for (const child of list.childNodes.filter(isElement)) {
    if (child.tagName === "dt") pairs.push({ mark: child, words: [] });
    else if (child.tagName === "dd") pairs.at(-1)?.words.push(child);
    else return undefined;
  }
  return pairs.every((pair) => isNotePair(pair, begins)) ? pairs : undefined;
}

/** The rows of a table of two columns, marks and words, if all are notes. */
function notesOfTable(table: Element, begins: Begins): readonly Pair[] | undefined {
  const pairs: Pair[] = [];
  for (const inner of elementsBelow(table)) {
    if (inner.tagName === "table" || inner.tagName === "caption") return undefined;
    if (inner.tagName !== "tr") continue;
    const [mark, ...words] = inner.childNodes.filter(isElement);
    if (mark === undefined || words.length !== 1) return undefined;
    pairs.push({ mark, words, row: inner });
  }
  return pairs.every((pair) => isNotePair(pair, begins)) ? pairs : undefined;
}

function isNotePair({ mark, words }: Pair, begins: Begins): boolean {
  const links = [...elementsBelow(mark)].filter((inner) => begins.has(inner));
  const [link] = links;
  return links.length === 1 && link !== undefined && !saysMore(mark, link) && !isBlank(words);
}

/** A list or a table that is notes and nothing else becomes these, each with its mark before its words. */
function rewrite(whole: Element, pairs: readonly Pair[] | undefined): void {
  if (pairs === undefined || isWithinNote(whole)) return;
  whole.childNodes = [];
  rename(whole, "div");
  for (const { mark, words, row } of pairs) {
    const places = [...(row === undefined ? [] : [row]), mark, ...words].flatMap((element) =>
      idsOf(attributesOf(element), element.tagName).map((id) => elementOf("span", [], id)),
    );
    const content = words.flatMap(({ childNodes }) => childNodes);
    const before = [...places, ...(childElement(mark, "p") ?? mark).childNodes];
    const [first, ...rest] = content.filter((node) => isElement(node) || !isBlank([node]));
    const note = elementOf("div", []);
    if (first !== undefined && isElement(first) && blocks.has(first.tagName)) {
      const begin = first.tagName === "p" ? [...before, textOf(" "), ...first.childNodes] : before;
      for (const node of [elementOf("p", begin), ...(first.tagName === "p" ? [] : [first]), ...rest])
        defaultTreeAdapter.appendChild(note, node);
    } else defaultTreeAdapter.appendChild(note, elementOf("p", [...before, textOf(" "), ...content]));
    defaultTreeAdapter.appendChild(whole, note);
  }
}

function closest(element: Element, name: string): Element | undefined {
  for (let at: Element = element; ; ) {
    if (at.tagName === name) return at;
    const parent = at.parentNode;
    if (parent === null || !("tagName" in parent)) return undefined;
    at = parent;
  }
}

function rename(element: Element, name: string): void {
  element.tagName = name;
  element.nodeName = name;
}

function elementOf(name: string, children: readonly ChildNode[], id?: string): Element {
  const attributes = id === undefined ? [] : [{ name: "id", value: id }];
  const element = defaultTreeAdapter.createElement(name, htmlNames.NS.HTML, attributes);
  for (const child of children) defaultTreeAdapter.appendChild(element, child);
  return element;
}

function textOf(value: string): ChildNode {
  return defaultTreeAdapter.createTextNode(value);
}
