import type { DefaultTreeAdapterTypes } from "parse5";
import { attributesOf, idsOf, localName } from "../../../shared/markup/source-attributes.ts";
import { textContent } from "../../../shared/markup/source-nodes.ts";
import { elementsBelow } from "../html/html-nodes.ts";
import type { SourceChapter } from "../source-book.ts";

type Element = DefaultTreeAdapterTypes.Element;

/** A link that is nothing but a mark, such as `[1]`, and leads to a place in the book: a call of a note, or its way back. */
export interface MarkLink {
  readonly element: Element;
  readonly chapterId: string;
  readonly fragment: string;
}

/** What a note can be: one block, or what groups the blocks of one. */
export const hosts = new Set(["p", "li", "div", "dd", "section", "aside"]);
export const blocks = new Set([
  ...hosts,
  "td",
  "th",
  "dt",
  "blockquote",
  "figure",
  "body",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
]);
/** Characters of a mark with its brackets: "[123]", "(iv)", "note 12". */
const markLengthMax = 16;
const mark =
  /^(?:[^\p{L}]+|[[({【〔]?\s*(?:(?:foot)?notes?|nota|anm\.?|注|註)?\s*[\p{L}\p{N}]{1,5}\s*[\])}】〕]?[.:]?|(?:go )?back|return|zurück|retour|volver|↩.*)$/iu;
/** The links of a chapter that are nothing but a mark and lead to a place in the book. */
export function marksIn(chapter: SourceChapter): readonly MarkLink[] {
  const links: MarkLink[] = [];
  for (const element of elementsBelow({ childNodes: chapter.body })) {
    if (element.tagName !== "a") continue;
    const href = attributesOf(element)["href"];
    if (href?.includes("#") !== true) continue;
    const text = textContent(element).trim();
    if (text === "" || text.length > markLengthMax || !mark.test(text)) continue;
    const reference = chapter.resolve(href.trim());
    if (reference?.kind !== "chapter" || reference.fragment === undefined || reference.fragment === "") continue;
    links.push({ element, chapterId: reference.id, fragment: reference.fragment });
  }
  return links;
}

export function placesIn(chapter: SourceChapter): ReadonlyMap<string, Element> {
  const byId = new Map<string, Element>();
  for (const element of elementsBelow({ childNodes: chapter.body })) {
    for (const id of idsOf(attributesOf(element), element.tagName)) if (!byId.has(id)) byId.set(id, element);
  }
  return byId;
}

/** Whether a link leads to what calls: to the call itself, or to what it lies in or beside. */
export function leadsTo({ fragment }: MarkLink, call: Element, byId: ReadonlyMap<string, Element>): boolean {
  const place = byId.get(fragment);
  return place !== undefined && (isWithin(call, place) || isWithin(place, blockOf(call)));
}

export function blockOf(element: Element): Element {
  let block = element;
  while (!blocks.has(localName(block.tagName)) && block.parentNode !== null && "tagName" in block.parentNode)
    block = block.parentNode;
  return block;
}

export function isWithin(inner: Element, outer: Element): boolean {
  for (
    let up: DefaultTreeAdapterTypes.ParentNode | null = inner;
    up !== null;
    up = "parentNode" in up ? up.parentNode : null
  )
    if (up === outer) return true;
  return false;
}

/** Whether a note has words besides its mark. Looks no further than to the first: what calls may be a whole chapter. */
export function saysMore(host: Element, link: Element): boolean {
  const waiting = host.childNodes.toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === link) continue;
    if ("value" in node && node.nodeName === "#text" && /[\p{L}\p{N}]/u.test(node.value)) return true;
    if ("childNodes" in node) for (const child of node.childNodes.toReversed()) waiting.push(child);
  }
  return false;
}
