import type { DefaultTreeAdapterTypes } from "parse5";
import { plainLine } from "./clean-text.ts";
import { type CleanElement, type CleanNode, cleanElement } from "./clean-tree.ts";
import { droppedElements } from "./element-rules.ts";
import { hasMathLetters, mathLetters } from "./math-letters.ts";

type Element = DefaultTreeAdapterTypes.Element;

/** Presentation MathML 3, and how many children each element takes; `undefined` for any number. */
const childCounts: Readonly<Record<string, number | undefined>> = {
  mrow: undefined,
  msqrt: undefined,
  mstyle: undefined,
  merror: undefined,
  mpadded: undefined,
  mphantom: undefined,
  menclose: undefined,
  mfrac: 2,
  mroot: 2,
  msub: 2,
  msup: 2,
  msubsup: 3,
  munder: 2,
  mover: 2,
  munderover: 3,
};
const tokens = new Set(["mi", "mn", "mo", "mtext", "ms"]);
const dropped = new Set(["annotation", "annotation-xml", "maligngroup", "malignmark", "none", "mprescripts"]);

const trueOrFalse = /^(true|false)$/;
const columnAligns = /^(left|center|right)( (left|center|right)){0,30}$/;
/** Attributes that stay, with the values that MathML 3 allows them. */
const attributeValues = new Map<string, RegExp>(
  Object.entries({
    mathvariant: /^(normal|italic)$/,
    stretchy: trueOrFalse,
    fence: trueOrFalse,
    separator: trueOrFalse,
    accent: trueOrFalse,
    accentunder: trueOrFalse,
    form: /^(prefix|infix|postfix)$/,
    displaystyle: trueOrFalse,
    columnalign: columnAligns,
    linethickness: /^0$/,
    notation:
      /^(box|top|bottom|left|right|horizontalstrike|verticalstrike|updiagonalstrike|downdiagonalstrike)( (top|bottom|left|right|horizontalstrike|verticalstrike|updiagonalstrike|downdiagonalstrike)){0,7}$/,
    width: /^\d{0,2}(\.\d{1,4})?(em|ex)$/,
  }),
);
const attributesFor = new Map<string, readonly string[]>(
  Object.entries({
    mi: ["mathvariant"],
    mn: ["mathvariant"],
    mtext: ["mathvariant"],
    mo: ["stretchy", "fence", "separator", "form", "accent"],
    mfrac: ["linethickness"],
    menclose: ["notation"],
    mover: ["accent"],
    munder: ["accentunder"],
    munderover: ["accent", "accentunder"],
    mstyle: ["displaystyle"],
    mspace: ["width"],
    mtable: ["columnalign", "displaystyle"],
    mtd: ["columnalign"],
  }),
);

/** Deeper formulas than this are kept as text. */
const mathDepthMax = 24;
const altTextLengthMax = 500;

/**
 * A formula from an allow-list, each element with as many children as it takes, and a text for readers that do not show
 * it (K35). Answers the text alone where the formula is too deep or empty.
 */
export function cleanMath(math: Element): CleanElement | string | undefined {
  const found: { tooDeep: boolean; tex: string } = { tooDeep: false, tex: "" };
  const children = cleanChildren(math, 0, found);
  const attribute = (name: string) => math.attrs.find((one) => one.name === name)?.value ?? "";
  const words = plainLine(children.map(wordsOf).join(" "), altTextLengthMax);
  const alt = plainLine(attribute("alttext") || found.tex, altTextLengthMax) || words;
  if (found.tooDeep || words === "") return alt === "" ? undefined : alt;
  return cleanElement(
    "math",
    {
      xmlns: "http://www.w3.org/1998/Math/MathML",
      alttext: alt,
      ...(attribute("display") === "block" && { display: "block" }),
    },
    children,
  );
}

function cleanChildren(parent: Element, depth: number, found: { tooDeep: boolean; tex: string }): CleanElement[] {
  if (depth > mathDepthMax) {
    found.tooDeep = true;
    return [];
  }
  return parent.childNodes.flatMap((node) => {
    if (node.nodeName === "#text") {
      const text = plainLine((node as DefaultTreeAdapterTypes.TextNode).value, 10_000);
      return text === "" ? [] : [cleanElement("mtext", {}, [text])];
    }
    return "tagName" in node ? cleanOne(node, depth, found) : [];
  });
}

function cleanOne(element: Element, depth: number, found: { tooDeep: boolean; tex: string }): CleanElement[] {
  const name = element.tagName.replace(/^.*:/, "").toLowerCase();
  if (name === "annotation" && element.attrs.some(({ value }) => value === "application/x-tex"))
    found.tex ||= tokenText(element);
  if (dropped.has(name) || droppedElements.has(name)) return [];
  const attributes = keptAttributes(name, element);
  if (tokens.has(name)) {
    const variant = element.attrs.find((attribute) => attribute.name === "mathvariant")?.value ?? "";
    const text =
      hasMathLetters(variant) && name !== "mtext" ? mathLetters(tokenText(element), variant) : tokenText(element);
    return text === "" && name !== "mo" && name !== "mi"
      ? []
      : [cleanElement(name, attributes, text === "" ? [] : [text])];
  }
  if (name === "mspace") return [cleanElement("mspace", attributes)];
  const children = cleanChildren(element, depth + 1, found);
  switch (name) {
    case "semantics":
      return children.slice(0, 1);
    case "mtable":
      return children.length === 0
        ? []
        : [
            cleanElement(
              "mtable",
              attributes,
              children.map((row) => as("mtr", row)),
            ),
          ];
    case "mtr":
    case "mlabeledtr":
      return [
        cleanElement(
          "mtr",
          {},
          children.map((cell) => as("mtd", cell)),
        ),
      ];
    case "mtd":
      return [cleanElement("mtd", attributes, children)];
    case "mfenced":
      return [fenced(element, children)];
    default: {
      if (!Object.hasOwn(childCounts, name)) return children;
      const count = childCounts[name];
      if (count === undefined)
        return children.length === 0 && name !== "mrow" ? [] : [cleanElement(name, attributes, children)];
      return [
        children.length === count ? cleanElement(name, attributes, children) : cleanElement("mrow", {}, children),
      ];
    }
  }
}

function as(name: string, child: CleanElement): CleanElement {
  if (child.name === name) return child;
  return name === "mtr" ? cleanElement("mtr", {}, [as("mtd", child)]) : cleanElement(name, {}, [child]);
}

/** `mfenced` is out of use: its brackets are written out. */
function fenced(element: Element, children: readonly CleanElement[]): CleanElement {
  const attribute = (name: string, fallback: string) =>
    plainLine(element.attrs.find((one) => one.name === name)?.value ?? fallback, 10);
  const separator = attribute("separators", ",").charAt(0);
  const inner = children.flatMap((child, index) =>
    index > 0 && separator !== "" ? [operator(separator), child] : [child],
  );
  return cleanElement("mrow", {}, [operator(attribute("open", "(")), ...inner, operator(attribute("close", ")"))]);
}

function keptAttributes(name: string, element: Element): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const { name: attribute, value } of element.attrs) {
    if (attributesFor.get(name)?.includes(attribute) && attributeValues.get(attribute)?.test(value))
      kept[attribute] = value;
  }
  return kept;
}

function tokenText(element: Element): string {
  const texts: string[] = [];
  const waiting = element.childNodes.toReversed();
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (node === undefined) break;
    if (node.nodeName === "#text") texts.push((node as DefaultTreeAdapterTypes.TextNode).value);
    else if ("childNodes" in node) for (const child of node.childNodes.toReversed()) waiting.push(child);
  }
  return plainLine(texts.join(""), 10_000);
}

function wordsOf(node: CleanNode): string {
  return typeof node === "string" ? node : node.children.map(wordsOf).join(" ");
}

function operator(text: string): CleanElement {
  return cleanElement("mo", {}, text === "" ? [] : [text]);
}
