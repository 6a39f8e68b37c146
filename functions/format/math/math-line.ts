import { mathLetters } from "../../../shared/markup/math-letters.ts";
import { attributeOf, childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";

/** A formula in one line, for readers that do not show MathML: `x^2`, `(a+b)/c`, `√(x)`. Its words keep their order. */
export function mathLine(math: XmlElement): string {
  return lineOf(math).replaceAll(/\s+/gu, " ").trim();
}

function lineOf(element: XmlElement): string {
  const parts = childrenOf(element);
  const [first, second, third] = parts;
  switch (element.name) {
    case "annotation":
    case "annotation-xml":
      return "";
    case "mspace":
      return " ";
    case "mi":
    case "mn":
      return mathLetters(allOf(element), attributeOf(element, "mathvariant") ?? "");
    case "mfrac":
      return parts.length === 2 ? `${grouped(first)}/${grouped(second)}` : allOf(element);
    case "msqrt":
      return `√(${allOf(element)})`;
    case "mroot":
      return parts.length === 2 && first !== undefined && second !== undefined
        ? `√(${lineOf(first)}; ${lineOf(second)})`
        : allOf(element);
    case "msub":
    case "munder":
      return parts.length === 2 ? `${grouped(first)}_${grouped(second)}` : allOf(element);
    case "msup":
      return parts.length === 2 ? `${grouped(first)}^${grouped(second)}` : allOf(element);
    // An accent is written behind what it stands over.
    case "mover":
      if (element.attributes.get("accent") === "true" && first !== undefined && second !== undefined)
        return `${grouped(first)}${lineOf(second)}`;
      return parts.length === 2 ? `${grouped(first)}^${grouped(second)}` : allOf(element);
    case "msubsup":
    case "munderover":
      return parts.length === 3 ? `${grouped(first)}_${grouped(second)}^${grouped(third)}` : allOf(element);
    case "mtable":
      return parts.map(lineOf).join("; ");
    case "mtr":
    case "mlabeledtr":
      return parts.map(lineOf).join(", ");
    default:
      return allOf(element);
  }
}

function allOf({ children }: XmlElement): string {
  return children.map((child) => (typeof child === "string" ? child : lineOf(child))).join("");
}

/** Brackets around what would be read apart without them: anything but one letter, word or number. */
function grouped(part: XmlElement | undefined): string {
  if (part === undefined) return "";
  const text = lineOf(part).trim();
  return [...text].length <= 1 || /^m[in]$/u.test(part.name) || /^\([^()]*\)$/u.test(text) ? text : `(${text})`;
}
