import type { DefaultTreeAdapterTypes } from "parse5";
import { headingPattern } from "../../../shared/markup/element-rules.ts";
import { attributesOf, idsOf, isNote, localName } from "../../../shared/markup/source-attributes.ts";
import { textContent } from "../../../shared/markup/source-nodes.ts";
import { elementsBelow } from "../html/html-nodes.ts";
import type { SourceChapter } from "../source-book.ts";
import { blockOf, blocks, hosts, isWithin, leadsTo, type MarkLink, marksIn, placesIn, saysMore } from "./note-marks.ts";

type Element = DefaultTreeAdapterTypes.Element;

/**
 * Blocks that look like notes, with the ids that call them. They are notes where what they lead back to calls them: who
 * knows all links of the book decides that.
 */
export type PresumedNotes = ReadonlyMap<Element, readonly string[]>;

/** What may stand before the way back that a note begins with. */
const beforeMark = /^[\s^*[({↑.\u00a0\p{N}\p{P}\p{S}]*(?:\p{L}\s*)?$/u;
const notesMax = 20_000;
/** Characters of one note: the longest of scholars have a few thousand. */
const noteLengthMax = 20_000;
/** Children of one block of a note. */
const noteNodesMax = 500;

/**
 * Finds notes by how they are linked, whatever they are called: a mark in the text leads to a block that begins or ends
 * with a mark that leads back. That is what Word (`_ftn1`), Google Docs (`ftnt1`), Pandoc (`fn1`), Wikipedia (`cite_note-1`),
 * Project Gutenberg (`Footnote_1`) and most e-books write.
 */
export function findNotes(chapter: SourceChapter): PresumedNotes {
  const links = marksIn(chapter);
  if (links.length === 0) return new Map();
  const found = new Map<Element, string[]>();
  const byId = placesIn(chapter);
  const marks = new Map(links.map((link) => [link.element, link]));
  const calls = Map.groupBy(links, ({ chapterId, fragment }) => (chapterId === chapter.id ? fragment : ""));
  const order = new Map(links.map(({ element }, index) => [element, index]));
  /** A note stands behind what calls it, and what calls it is more than a number in a table of contents. */
  const isCall = (call: MarkLink, link: MarkLink, host: Element) =>
    (order.get(call.element) ?? 0) < (order.get(link.element) ?? 0) &&
    leadsTo(link, call.element, byId) &&
    !isWithin(call.element, host) &&
    saysMore(blockOf(call.element), call.element);
  for (const link of links.slice(0, notesMax)) {
    for (const { host, ids, begins } of hostsOf(link.element)) {
      if (ids.length === 0) continue;
      const isCalled =
        // What calls it lies in another file: there a paragraph that ends in a number calls as likely as it is called.
        (link.chapterId !== chapter.id && (begins || !/[\p{L}\p{N}]/u.test(textContent(link.element)))) ||
        ids.some((id) => calls.get(id)?.some((call) => isCall(call, link, host)));
      if (!isCalled) continue;
      if (saysMore(host, link.element) && isOneNote(host, marks, link))
        found.set(host, [...(found.get(host) ?? []), ...ids]);
      break;
    }
  }
  return widened(found);
}

interface Host {
  readonly host: Element;
  readonly ids: readonly string[];
  readonly begins: boolean;
}

/** The blocks that a mark begins or ends, the innermost first, each with every id on the way to it. */
function* hostsOf(link: Element): Generator<Host> {
  const ids = [...idsOf(attributesOf(link), "a")];
  for (const inner of elementsBelow(link)) ids.push(...idsOf(attributesOf(inner), inner.tagName));
  let [begins, ends] = [true, true];
  for (let at: Element = link; ; ) {
    const parent: DefaultTreeAdapterTypes.ParentNode | null = at.parentNode;
    if (parent === null || !("tagName" in parent) || isNote(attributesOf(parent))) return;
    // Whatever holds so much is a whole text with its notes, and looking through it for each of them takes for ever.
    if (parent.childNodes.length > noteNodesMax) return;
    const here = parent.childNodes.indexOf(at);
    const textBetween = (from: number, to: number) =>
      parent.childNodes
        .slice(from, to)
        .map((node) => ("tagName" in node ? textContent(node) : "value" in node ? node.value : ""))
        .join("");
    // Ids may lie beside the mark, on elements of their own.
    if (begins)
      for (const beside of elementsBelow({ childNodes: parent.childNodes.slice(0, here) }))
        ids.push(...idsOf(attributesOf(beside), beside.tagName));
    begins &&= here === 0 || beforeMark.test(textBetween(0, here));
    ends &&= textBetween(here + 1, parent.childNodes.length).trim() === "";
    if (!begins && !ends) return;
    const name = localName(parent.tagName);
    if (blocks.has(name) && !hosts.has(name)) return;
    ids.push(...idsOf(attributesOf(parent), name));
    if (hosts.has(name)) yield { host: parent, ids: [...ids], begins };
    at = parent;
  }
}

/** Several notes in one block are none that could be shown by itself; nor is a chapter that leads back to its contents. */
function isOneNote(host: Element, marks: ReadonlyMap<Element, MarkLink>, own: MarkLink): boolean {
  if (textContent(host).length > noteLengthMax) return false;
  for (const inner of elementsBelow(host)) {
    if (headingPattern.test(inner.tagName)) return false;
    const other = marks.get(inner);
    // Marks without ids of their own stand beside each other where a note is called twice, or lead to another note.
    const isOther = other !== undefined && other.chapterId === own.chapterId && other.fragment !== own.fragment;
    if (isOther && hasId(inner)) return false;
  }
  return true;
}

const hasId = (element: Element) => idsOf(attributesOf(element), "a").length > 0;

/** What groups the blocks of one note is the note. */
function widened(found: ReadonlyMap<Element, readonly string[]>): PresumedNotes {
  const countIn = new Map<Element, number>();
  for (const host of found.keys()) {
    for (let up = host.parentNode; up !== null && "tagName" in up; up = up.parentNode)
      countIn.set(up, (countIn.get(up) ?? 0) + 1);
  }
  const wide = new Map<Element, readonly string[]>();
  for (const [host, ids] of found) {
    let whole = host;
    const more: string[] = [];
    for (;;) {
      const parent = whole.parentNode;
      if (
        parent === null ||
        !("tagName" in parent) ||
        !/^(?:li|div|dd)$/.test(parent.tagName) ||
        countIn.get(parent) !== 1
      )
        break;
      const first = parent.childNodes.find(
        (node) => "tagName" in node || ("value" in node && node.value.trim() !== ""),
      );
      if (first !== whole) break;
      more.push(...idsOf(attributesOf(parent), parent.tagName));
      whole = parent;
    }
    // A note in a note is part of it.
    if (countIn.get(host) === undefined) wide.set(whole, [...ids, ...more]);
  }
  return wide;
}
