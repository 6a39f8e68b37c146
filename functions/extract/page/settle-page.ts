import type { DefaultTreeAdapterTypes } from "parse5";
import {
  attributeOf,
  childElement,
  elementsBelow,
  isElement,
  isText,
  type PageElement,
  type PageNode,
  removeAll,
  rename,
} from "./page-nodes.ts";
import { isHidden } from "./page-outline.ts";
import { placeStreamed } from "./place-streamed.ts";
import { playerNames, showFilms } from "./show-films.ts";

/** Beyond these, a page was made to be slow. */
const formulasMax = 5000;
const shadowsMax = 2000;
const texLengthMax = 10_000;

/**
 * Puts a page into the shape that a browser shows, where its markup alone says something else: what is sent late or held by a
 * declared shadow tree comes to its place, a formula that waits for its script becomes text, and one that is hidden behind a picture of
 * itself takes the picture's place. Numbers of lines go out of code: they are none of it.
 */
export function settlePage(root: PageElement): void {
  const elements = elementsBelow(root);
  placeStreamed(elements);
  const shadows: DefaultTreeAdapterTypes.Template[] = [];
  const scripts: PageElement[] = [];
  const formulas: PageElement[] = [];
  const films: PageElement[] = [];
  const numbers = new Set<PageNode>();
  const look = (all: readonly PageElement[]): void => {
    for (const element of all) {
      if (element.tagName === "template" && isShadow(element))
        shadows.push(element as DefaultTreeAdapterTypes.Template);
      else if (element.tagName === "script" && isTex(element)) scripts.push(element);
      else if (element.tagName === "math") formulas.push(element);
      else if (playerNames.has(element.tagName)) films.push(element);
      else if (element.tagName === "span" && isLineNumber(element)) numbers.add(element);
    }
  };
  look(elements);
  // Shadow trees lie in one another; each is met once, as the list grows.
  for (let at = 0; at < shadows.length && at < shadowsMax; at += 1) {
    const shadow = shadows[at] as DefaultTreeAdapterTypes.Template;
    openShadow(shadow);
    look(elementsBelow(shadow));
  }
  for (const script of scripts.slice(0, formulasMax)) showTex(script);
  for (const formula of formulas.slice(0, formulasMax)) showFormula(formula);
  removeAll(numbers);
  showFilms(films);
}

function isShadow(template: PageElement): boolean {
  return ["shadowrootmode", "shadowroot"].some((name) => attributeOf(template, name) !== undefined);
}

function openShadow(template: DefaultTreeAdapterTypes.Template): void {
  template.childNodes = template.content.childNodes;
  for (const child of template.childNodes) child.parentNode = template;
  becomes(template, "div");
}

function becomes(element: PageElement, name: string): void {
  rename(element, name);
  element.attrs = [];
}

/** What highlighters call the number before a line of code. */
const lineNumberNames =
  /(?:^|\s)(?:lineno|linenos|linenumber|line-?numbers?|ln|lnt|hljs-ln-n(?:umbers)?|react-syntax-highlighter-line-number)(?:\s|$)/i;
const lineNumberLengthMax = 12;

function isLineNumber(span: PageElement): boolean {
  if (!lineNumberNames.test(attributeOf(span, "class") ?? "")) return false;
  const [text, ...more] = span.childNodes;
  if (text === undefined || more.length > 0 || !isText(text) || text.value.length > lineNumberLengthMax) return false;
  return /^\s*\d+\s*$/.test(text.value) && isWithinCode(span);
}

const codeDistanceMax = 6;

function isWithinCode(span: PageElement): boolean {
  let { parentNode } = span;
  for (let distance = 0; distance < codeDistanceMax && parentNode !== null && isElement(parentNode); distance += 1) {
    if (parentNode.tagName === "pre" || parentNode.tagName === "code") return true;
    ({ parentNode } = parentNode);
  }
  return false;
}

/** As MathJax wants it and Jekyll writes it. */
function isTex(script: PageElement): boolean {
  return /^\s*math\/(?:tex|latex)\b/i.test(attributeOf(script, "type") ?? "");
}

/** TeX that no script will ever draw here is read as it is written, unless it has been drawn already. */
function showTex(script: PageElement): void {
  const { parentNode, childNodes } = script;
  if (parentNode === null) return;
  const at = parentNode.childNodes.indexOf(script);
  const before = parentNode.childNodes.slice(Math.max(0, at - 2), at).findLast(isElement);
  const drawnBy = before === undefined ? "" : `${before.tagName} ${attributeOf(before, "class") ?? ""}`;
  if (/(?:^|\s)(?:mjx-container|MathJax|MathJax_(?:Display|SVG|CHTML)\w*|MathJax_SVG_Display)(?:\s|$)/.test(drawnBy))
    return;
  const isDisplayed = /mode\s*=\s*display/i.test(attributeOf(script, "type") ?? "");
  for (const text of childNodes.filter(isText)) {
    text.value = text.value
      .replace(/^\s*%?\s*<!\[CDATA\[|%?\s*\]\]>\s*$/g, "")
      .trim()
      .slice(0, texLengthMax);
  }
  becomes(script, isDisplayed ? "p" : "code");
  if (!isDisplayed) return;
  const code: PageElement = { ...script, nodeName: "code", tagName: "code", attrs: [], childNodes, parentNode: script };
  for (const child of childNodes) child.parentNode = code;
  script.childNodes = [code];
}

/** How far around a formula what hides it may lie. */
const wrappersMax = 2;

/** A formula for those who cannot see its picture is better text than the picture. */
function showFormula(formula: PageElement): void {
  let { parentNode } = formula;
  for (let distance = 0; distance < wrappersMax; distance += 1) {
    if (parentNode === null || !isElement(parentNode) || !holdsNothingElse(parentNode)) return;
    const wrapper = parentNode;
    ({ parentNode } = wrapper);
    if (!isHidden(wrapper)) continue;
    wrapper.attrs = wrapper.attrs.filter(({ name }) => !hidingAttributes.has(name));
    if (parentNode === null) return;
    const picture = childElement(parentNode, "img");
    if (picture !== undefined && isFallback(picture)) {
      parentNode.childNodes = parentNode.childNodes.filter((node) => node !== picture);
    }
    return;
  }
}

export const hidingAttributes = new Set(["hidden", "aria-hidden", "style"]);

function holdsNothingElse({ childNodes }: PageElement): boolean {
  return (
    childNodes.every((node) => (isText(node) ? node.value.trim() === "" : isElement(node))) &&
    childNodes.filter(isElement).length === 1
  );
}

function isFallback(picture: PageElement): boolean {
  return attributeOf(picture, "aria-hidden") === "true" || /fallback/i.test(attributeOf(picture, "class") ?? "");
}
