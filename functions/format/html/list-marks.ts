import type { DefaultTreeAdapterTypes } from "parse5";
import { textContent } from "../../../shared/markup/source-nodes.ts";
import { attributeOf, elementsBelow, type HtmlElement, type HtmlNode, isElement } from "./html-nodes.ts";

/** What stands in front of an item, as the list that it makes. */
export interface ListMark {
  readonly list: "ol" | "ul";
  readonly attributes: Readonly<Record<string, string>>;
}

const dots = /^[·•●○▪■□◦‣⁃–—*§ØüÞvoq\uf000-\uf0ff-]$/u;
const number = /^[([]?(\d{1,4}|[a-z]|[ivxlcdm]{1,6})[.):\]]$/iu;

/**
 * Reads what Word writes in front of an item and takes it away: a dot of a symbol font or a number, and spaces behind it.
 * `undefined` where there is none: then it is only set in like an item.
 */
export function readListMark(paragraph: HtmlElement): ListMark | undefined {
  const marked = [...elementsBelow(paragraph)].find((element) =>
    /mso-list:\s*ignore/i.test(attributeOf(element, "style") ?? ""),
  );
  const [, written = ""] = /^\s*(\S{1,8})(?:\s|$)/u.exec(textContent(marked ?? paragraph)) ?? [];
  const mark = markOf(written);
  if (mark === undefined) return undefined;
  if (marked === undefined) dropFirst(paragraph, written);
  else marked.childNodes = [];
  return mark;
}

function markOf(written: string): ListMark | undefined {
  if (dots.test(written)) return { list: "ul", attributes: {} };
  const value = number.exec(written)?.[1];
  if (value === undefined) return undefined;
  if (/^\d/.test(value)) return { list: "ol", attributes: value === "1" ? {} : { start: String(Number(value)) } };
  const roman = /^[ivx]+$/i.test(value) && !/^[^ivx]$/i.test(value);
  const isUpper = value === value.toUpperCase();
  if (roman) return { list: "ol", attributes: { type: isUpper ? "I" : "i", ...startAt(romanValue(value)) } };
  if (value.length > 1) return undefined;
  return { list: "ol", attributes: { type: isUpper ? "A" : "a", ...startAt(value.toLowerCase().charCodeAt(0) - 96) } };
}

const startAt = (value: number) => (value === 1 ? {} : { start: String(value) });

function romanValue(written: string): number {
  const values: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10 };
  const digits = [...written.toLowerCase()].map((letter) => values[letter] ?? 0);
  return digits.reduce((sum, digit, at) => sum + (digit < (digits[at + 1] ?? 0) ? -digit : digit), 0);
}

/** Takes a mark, and the spaces behind it, off the front of a paragraph, whatever elements they lie in. */
function dropFirst(paragraph: HtmlElement, mark: string): void {
  let left = mark;
  for (const node of textsIn(paragraph)) {
    let value = node.value.trimStart();
    const taken = value.startsWith(left) ? left : value;
    if (!left.startsWith(taken)) return;
    left = left.slice(taken.length);
    value = value.slice(taken.length);
    node.value = left === "" ? value.trimStart() : value;
    if (node.value !== "") return;
  }
}

function* textsIn(paragraph: HtmlElement): Generator<DefaultTreeAdapterTypes.TextNode> {
  const waiting: HtmlNode[] = [paragraph];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isElement(node)) for (const child of node.childNodes.toReversed()) waiting.push(child);
    else if (node.nodeName === "#text") yield node;
  }
}
