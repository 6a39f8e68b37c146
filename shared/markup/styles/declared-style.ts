import type { ListStyle, SourceStyle } from "./kept-style.ts";
import { lengthInEm, marginSides } from "./length.ts";

/** What declarations mean, as far as we keep it; the important ones by themselves. `undefined` where it is nothing. */
export interface DeclaredStyle {
  readonly normal: SourceStyle | undefined;
  readonly important: SourceStyle | undefined;
}

/** A longer list of declarations is no author's, in characters. */
const declarationsLengthMax = 4000;

/** Reads `property: value; …`, as an attribute or a rule of a stylesheet has them. */
export function declaredStyle(declarations: string): DeclaredStyle {
  if (declarations.length > declarationsLengthMax) return { normal: undefined, important: undefined };
  const normal: SourceStyle = {};
  const important: SourceStyle = {};
  for (const declaration of declarations
    .toLowerCase()
    .replaceAll(/\/\*.*?\*\//gs, "")
    .split(";")) {
    const colon = declaration.indexOf(":");
    if (colon < 0) continue;
    const property = declaration.slice(0, colon).trim();
    const written = declaration.slice(colon + 1).trim();
    const value = written.replace(/\s*!\s*important$/, "");
    const meaning = meaningOf(property, value);
    if (meaning !== undefined) Object.assign(value === written ? normal : important, meaning);
  }
  return { normal: unlessEmpty(normal), important: unlessEmpty(important) };
}

function unlessEmpty(style: SourceStyle): SourceStyle | undefined {
  return Object.keys(style).length === 0 ? undefined : style;
}

/** Where text is put, by the words that HTML and CSS have for it. */
export function alignment(value: string | undefined): SourceStyle | undefined {
  switch (value?.trim().toLowerCase()) {
    case "center":
    case "middle":
    case "-webkit-center":
    case "-moz-center":
      return { align: "center" };
    case "right":
    case "-webkit-right":
    case "end":
      return { align: "right" };
    case "left":
    case "justify":
    case "start":
      return { align: "left" };
    default:
      return undefined;
  }
}

function meaningOf(property: string, value: string): SourceStyle | undefined {
  switch (property) {
    case "display":
      return value === ""
        ? undefined
        : { hidden: value === "none", ownLine: /^(block|list-item|flow-root)$/.test(value) };
    case "visibility":
      return { invisible: value === "hidden" || value === "collapse" };
    case "mso-hide":
      return value === "all" ? { hidden: true } : undefined;
    case "text-align":
      return alignment(value);
    case "font-style":
      return /^(italic|oblique|normal)/.test(value) ? { italic: value !== "normal" } : undefined;
    case "font-weight":
      return isWeight(value) ? { bold: isBold(value) } : undefined;
    case "font":
      return shorthandFont(value);
    case "font-variant":
    case "font-variant-caps":
      return { smallCaps: /small-caps/.test(value) };
    case "font-family":
      return { fixedWidth: /\b(monospace|courier|consolas|menlo|monaco)\b/.test(value) };
    case "vertical-align":
      return value === "super" || value === "text-top"
        ? { raised: "sup" }
        : value === "sub" || value === "text-bottom"
          ? { raised: "sub" }
          : undefined;
    case "text-decoration":
    case "text-decoration-line":
      return { struck: value.includes("line-through"), underlined: value.includes("underline") };
    case "page-break-before":
    case "break-before":
      return { breakBefore: forcesBreak(value) };
    case "page-break-after":
    case "break-after":
      return { breakAfter: forcesBreak(value) };
    case "writing-mode":
    case "-epub-writing-mode":
    case "-webkit-writing-mode":
      return { vertical: /^(?:vertical-rl|tb-rl|tb)$/.test(value) };
    case "text-transform":
      return letterCase(value);
    case "list-style":
    case "list-style-type":
      return listStyle(value);
    case "white-space":
      return { keepsLines: /^(pre|pre-wrap|pre-line|break-spaces)$/.test(value) };
    default:
      return indentOf(property, value);
  }
}

function letterCase(value: string): SourceStyle | undefined {
  switch (value) {
    case "uppercase":
      return { letterCase: "upper" };
    case "lowercase":
      return { letterCase: "lower" };
    case "none":
    case "capitalize":
      return { letterCase: "none" };
    default:
      return undefined;
  }
}

const listStyles: Readonly<Record<string, ListStyle>> = {
  none: "none",
  disc: "dots",
  circle: "dots",
  square: "dots",
  decimal: "1",
  "decimal-leading-zero": "1",
  "lower-alpha": "a",
  "lower-latin": "a",
  "upper-alpha": "A",
  "upper-latin": "A",
  "lower-roman": "i",
  "upper-roman": "I",
};

function listStyle(value: string): SourceStyle | undefined {
  const found = value
    .split(/\s+/)
    .map((word) => (Object.hasOwn(listStyles, word) ? listStyles[word] : undefined))
    .find((style) => style !== undefined);
  return found && { listStyle: found };
}

/** All four sides at once. */
function shorthandMargin(value: string): SourceStyle | undefined {
  const { top, bottom, left } = marginSides(value);
  const [topEm, bottomEm, marginEm] = [lengthInEm(top), lengthInEm(bottom), lengthInEm(left)];
  if (topEm === undefined && bottomEm === undefined && marginEm === undefined) return undefined;
  return {
    ...(topEm !== undefined && { topEm }),
    ...(bottomEm !== undefined && { bottomEm }),
    ...(marginEm !== undefined && { marginEm }),
  };
}

/** How far a text is moved in, on the side where its lines begin, and down. */
function indentOf(property: string, value: string): SourceStyle | undefined {
  if (property === "margin") return shorthandMargin(value);
  const length = lengthInEm(property === "padding" ? marginSides(value).left : value);
  if (length === undefined) return undefined;
  switch (property) {
    case "margin-top":
    case "margin-block-start":
      return { topEm: length };
    case "margin-bottom":
    case "margin-block-end":
      return { bottomEm: length };
    case "margin-left":
    case "margin-inline-start":
      return { marginEm: length };
    case "padding":
    case "padding-left":
    case "padding-inline-start":
      return { paddingEm: length };
    case "text-indent":
      return { firstLineEm: length };
    default:
      return undefined;
  }
}

const isWeight = (value: string) => /^(bold|bolder|normal|lighter|[1-9]\d{0,2}|1000)$/.test(value);
const isBold = (value: string) => value === "bold" || value === "bolder" || Number(value) >= 600;

/** Sizes end the words of the shorthand that are about the letters. */
const fontSize =
  /^(?:[\d.]+(?:em|ex|rem|px|pt|pc|%|in|cm|mm)|(?:xx?-)?(?:small|large)|medium|smaller|larger)(?:\/.*)?$/;

function shorthandFont(value: string): SourceStyle | undefined {
  const words = value.split(/\s+/);
  const size = words.findIndex((word) => fontSize.test(word));
  if (size < 0) return undefined;
  const letters = words.slice(0, size);
  return {
    italic: letters.some((word) => word === "italic" || word === "oblique"),
    bold: letters.some((word) => isWeight(word) && isBold(word)),
    smallCaps: letters.includes("small-caps"),
  };
}

function forcesBreak(value: string): boolean {
  return /^(always|page|left|right|recto|verso)$/.test(value);
}
