import { childOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { mathElement } from "../math/math-element.ts";
import { isOn, propertyOf } from "./omml-property.ts";

/** Marks that Word names by the character that combines with a letter, by those that stand for themselves. */
const accents: Readonly<Record<string, string>> = {
  "\u0300": "`",
  "\u0301": "´",
  "\u0302": "^",
  "\u0303": "~",
  "\u0304": "¯",
  "\u0305": "¯",
  "\u0306": "˘",
  "\u0307": "˙",
  "\u0308": "¨",
  "\u030a": "˚",
  "\u030c": "ˇ",
  "\u20d0": "↼",
  "\u20d1": "⇀",
  "\u20d6": "←",
  "\u20d7": "→",
  "\u20db": "⋯",
  "\u20e1": "↔",
};

/** The mark over a letter (22.1.2.1): a hat where it says nothing. */
export function accentOf(part: XmlElement): XmlElement {
  const character = propertyOf(part, "chr") || "\u0302";
  return mathElement("mo", [accents[character] ?? character]);
}

const framed = [
  ["hideTop", "top"],
  ["hideBot", "bottom"],
  ["hideLeft", "left"],
  ["hideRight", "right"],
] as const;
const struck = [
  ["strikeH", "horizontalstrike"],
  ["strikeV", "verticalstrike"],
  ["strikeBLTR", "updiagonalstrike"],
  ["strikeTLBR", "downdiagonalstrike"],
] as const;

/** What is framed or struck out (22.1.2.11), as the notation of `menclose`; empty where there is no line at all. */
export function notationOf(part: XmlElement): string {
  const properties = childOf(part, "borderBoxPr");
  const sides = framed.filter(([name]) => !isOn(childOf(properties, name))).map(([, side]) => side);
  const lines = struck.filter(([name]) => isOn(childOf(properties, name))).map(([, line]) => line);
  return [...(sides.length === framed.length ? ["box"] : sides), ...lines].join(" ");
}
