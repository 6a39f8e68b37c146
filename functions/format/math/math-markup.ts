import { escapeAttribute, escapeText } from "entities/escape";
import { plainTextOf, textOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { mathLine } from "./math-line.ts";

export type MathDisplay = "block" | "inline";

/** Levels of elements in one formula: a few less than what the book keeps as MathML. What lies deeper is text. */
export const mathLevelsMax = 20;
/** Elements in one formula; what is larger is a table that was made with the wrong tool, and text. */
export const mathElementsMax = 20_000;
/** Formulas as MathML in one document; those behind them are text. A thick book of mathematics has some thousand. */
export const formulasMax = 50_000;
/** Characters of one token; the cleaner cuts longer ones. */
const tokenLengthMax = 5000;

const tokens = new Set(["mi", "mn", "mo", "mtext", "ms"]);

/** What writes the formulas of one document, and counts them. */
export function formulaWriter(): (math: XmlElement, display: MathDisplay) => string {
  let count = 0;
  return (math, display) => {
    count += 1;
    const line = mathLine(math);
    // Only the source of a formula, in some program's language: better than nothing.
    if (line === "") return escapeText(plainTextOf(math));
    return count > formulasMax || isLarger(math, mathElementsMax) ? escapeText(line) : mathMarkup(math, display);
  };
}

/**
 * A formula as MathML in HTML, with its line as the text for those that do not show it. A `semantics` around it loses
 * its annotations, which are the source of the formula in some program's language.
 */
export function mathMarkup(math: XmlElement, display: MathDisplay): string {
  const said = display === "block" ? ' display="block"' : "";
  return `<math${said} alttext="${escapeAttribute(mathLine(math))}">${contentOf(math, 1)}</math>`;
}

function contentOf(element: XmlElement, level: number): string {
  return element.children
    .map((child) => {
      if (typeof child === "string") return child.trim() === "" ? "" : tokenOf("mtext", "", child);
      if (child.name === "annotation" || child.name === "annotation-xml") return "";
      if (child.name === "semantics") return contentOf(child, level);
      const attributes = attributesOf(child);
      if (tokens.has(child.name)) return tokenOf(child.name, attributes, textOf(child));
      if (level >= mathLevelsMax) return tokenOf("mtext", "", mathLine(child));
      return `<${child.name}${attributes}>${contentOf(child, level + 1)}</${child.name}>`;
    })
    .join("");
}

function tokenOf(name: string, attributes: string, text: string): string {
  if (text.length <= tokenLengthMax) return `<${name}${attributes}>${escapeText(text)}</${name}>`;
  const pieces: string[] = [];
  let piece = "";
  for (const character of text) {
    piece += character;
    if (piece.length < tokenLengthMax) continue;
    pieces.push(piece);
    piece = "";
  }
  return [...pieces, piece].map((part) => `<${name}${attributes}>${escapeText(part)}</${name}>`).join("");
}

/** Those without a prefix; which of them stay, and with which values, is for the cleaner to say. */
function attributesOf({ attributes }: XmlElement): string {
  return [...attributes]
    .filter(([name]) => /^[a-z]+$/u.test(name))
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join("");
}

function isLarger(element: XmlElement, most: number): boolean {
  let count = 0;
  const waiting = [element];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    count += 1;
    if (count > most) return true;
    for (const child of next.children) if (typeof child !== "string") waiting.push(child);
  }
  return false;
}
