import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html as htmlNames } from "parse5";
import { textContent } from "../../../shared/markup/source-nodes.ts";
import { attributeOf, elementsBelow, type HtmlElement, type HtmlNode, isElement } from "./html-nodes.ts";
import { readListMark } from "./list-marks.ts";

type TextNode = DefaultTreeAdapterTypes.TextNode;

const signOfOffice = /\bMso[A-Z]|\bmso-|lst-kix_|"ftnt_ref|google\.com\/url\?q=|\bid="h\.[a-z0-9]{8,}/;

/** Whether a page was saved from Word or Google Docs: nothing else writes these names. */
export function isFromOffice(markup: string): boolean {
  return signOfOffice.test(markup);
}

/**
 * Undoes what Word and Google Docs write where HTML has a word of its own: titles that are paragraphs, items that are
 * paragraphs with a dot in front, lists in lists that stand beside each other, and spaces that stand for tabs.
 */
export function tidyOffice(body: HtmlElement): void {
  const all = [...elementsBelow(body)];
  for (const element of all) {
    if (isTitle(element)) rename(element, "h1");
    if (/mso-(?:tab-count|spacerun)/i.test(attributeOf(element, "style") ?? "")) setText(element, " ");
  }
  const parents = new Set(
    all.filter((element) => listLevel(element) !== undefined).map(({ parentNode }) => parentNode),
  );
  for (const parent of parents) if (parent !== null && "tagName" in parent) makeLists(parent);
  for (const parent of new Set(all.filter(isGoogleList).map(({ parentNode }) => parentNode)))
    if (parent !== null && "tagName" in parent) nestLists(parent);
  for (const element of [body, ...all]) {
    if (element.tagName === "pre") continue;
    for (const node of element.childNodes) if (node.nodeName === "#text") joinSpaces(node as TextNode, element);
  }
}

function isTitle(element: HtmlElement): boolean {
  return element.tagName === "p" && /(?:^|\s)(?:MsoTitle|title)(?:\s|$)/.test(attributeOf(element, "class") ?? "");
}

/** An element goes by another name; it stays where it is. */
function rename(element: HtmlElement, name: string): void {
  element.tagName = name;
  element.nodeName = name;
}

function setText(element: HtmlElement, text: string): void {
  element.childNodes = [];
  defaultTreeAdapter.insertText(element, text);
}

/** Runs of hard spaces are tabs and indents that somebody typed; one of them, and lines of verse, are meant. */
function joinSpaces(node: TextNode, parent: HtmlElement): void {
  if (!node.value.includes("\u00a0")) return;
  const before = parent.childNodes[parent.childNodes.indexOf(node) - 1];
  const isAfterBreak = before !== undefined && isElement(before) && before.tagName === "br";
  if (!/[^\s\u00a0]/.test(node.value)) node.value = "\u00a0";
  else
    node.value = node.value.replaceAll(
      isAfterBreak ? /(?<=\S\s*)\s*\u00a0\s*(?<=\s{2})/g : /\s*\u00a0\s*(?<=\s{2})/g,
      " ",
    );
}

/** How deep an item lies that Word writes as a paragraph, from 1; `undefined` for any other element. */
function listLevel(element: HtmlElement): number | undefined {
  if (element.tagName !== "p") return undefined;
  const style = attributeOf(element, "style") ?? "";
  const declared = /mso-list:\s*l\d+\s+level(\d)/i.exec(style)?.[1];
  if (declared !== undefined) return Number(declared);
  if (!/\bMsoList(?:Paragraph|Bullet|Number)/.test(attributeOf(element, "class") ?? "")) return undefined;
  // In steps of half an inch.
  const margin = /margin-left:\s*([\d.]+)(pt|in|cm)/i.exec(style);
  const perStep = { pt: 36, in: 0.5, cm: 1.27 }[(margin?.[2] ?? "pt").toLowerCase()] ?? 36;
  return margin === null ? 1 : Math.min(9, Math.max(1, Math.round(Number(margin[1]) / perStep)));
}

interface OpenList {
  readonly list: HtmlElement;
  readonly level: number;
}

/** Makes lists of paragraphs that follow each other with dots and numbers in front. */
function makeLists(parent: HtmlElement): void {
  const children: HtmlNode[] = [];
  let open: OpenList[] = [];
  for (const child of parent.childNodes) {
    const isSpace =
      child.nodeName === "#comment" || (child.nodeName === "#text" && !/\S/.test((child as TextNode).value));
    if (isSpace && open.length > 0) continue;
    const level = isElement(child) ? listLevel(child) : undefined;
    const mark = isElement(child) && level !== undefined ? readListMark(child) : undefined;
    if (!isElement(child) || level === undefined || (mark === undefined && open.length === 0)) {
      open = [];
      children.push(child);
      continue;
    }
    if (mark === undefined) {
      // A paragraph more of the item before it.
      const item = open.at(-1)?.list.childNodes.at(-1);
      if (item !== undefined && isElement(item)) adopt(item, child);
      continue;
    }
    open = open.filter((one) => one.level <= level);
    const last = open.at(-1);
    const isSame = last !== undefined && last.level === level && last.list.tagName === mark.list;
    if (!isSame) {
      if (last?.level === level) open.pop();
      const list = elementOf(mark.list, mark.attributes);
      const around = open.at(-1)?.list.childNodes.at(-1);
      if (around !== undefined && isElement(around)) adopt(around, list);
      else {
        list.parentNode = parent;
        children.push(list);
      }
      open.push({ list, level });
    }
    const item = elementOf("li", {});
    for (const inner of child.childNodes) adopt(item, inner);
    const id = attributeOf(child, "id");
    if (id !== undefined) item.attrs.push({ name: "id", value: id });
    const into = open.at(-1);
    if (into !== undefined) adopt(into.list, item);
  }
  parent.childNodes = children;
}

function elementOf(name: string, attributes: Readonly<Record<string, string>>): HtmlElement {
  const attrs = Object.entries(attributes).map(([attribute, value]) => ({ name: attribute, value }));
  return defaultTreeAdapter.createElement(name, htmlNames.NS.HTML, attrs);
}

function adopt(parent: HtmlElement, child: HtmlNode): void {
  child.parentNode = parent;
  parent.childNodes.push(child);
}

const googleList = /\blst-kix_[\w-]+-(\d)\b/;

function isGoogleList(element: HtmlElement): boolean {
  return /^[ou]l$/.test(element.tagName) && googleList.test(attributeOf(element, "class") ?? "");
}

/** A list in a list, as Google Docs writes it: beside the other one, with its depth in its name. */
function nestLists(parent: HtmlElement): void {
  const children: HtmlNode[] = [];
  let open: OpenList[] = [];
  for (const child of parent.childNodes) {
    if (!isElement(child) || !isGoogleList(child)) {
      if (isElement(child) || /\S/.test(textOf(child))) open = [];
      children.push(child);
      continue;
    }
    const level = Number(googleList.exec(attributeOf(child, "class") ?? "")?.[1] ?? 0);
    open = open.filter((one) => one.level <= level);
    const last = open.at(-1);
    if (last !== undefined && last.level === level && last.list.tagName === child.tagName) {
      for (const item of child.childNodes) adopt(last.list, item);
      continue;
    }
    if (last?.level === level) open.pop();
    const around = open.at(-1)?.list.childNodes.findLast((node) => isElement(node));
    if (around !== undefined && isElement(around)) adopt(around, child);
    else children.push(child);
    open.push({ list: child, level });
  }
  parent.childNodes = children;
}

function textOf(node: HtmlNode): string {
  return "value" in node ? node.value : isElement(node) ? textContent(node) : "";
}
