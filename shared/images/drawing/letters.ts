import { textOf, type XmlElement } from "../../xml/xml-element.ts";
import type { DrawingStyle } from "./drawing-styles.ts";
import type { Line } from "./edges.ts";
import { emptyBox } from "./geometry.ts";
import { lengthOf } from "./outline.ts";

export interface Letters {
  /** That are laid out each by itself. */
  readonly pieces: number;
  readonly letters: number;
  /** Of letters of one piece. */
  readonly pairs: number;
  /** Everything that any of them may look like. */
  readonly style: DrawingStyle;
}

interface Lookup {
  readonly styleOf: (element: XmlElement) => DrawingStyle | undefined;
  readonly targetsOf: (element: XmlElement) => readonly XmlElement[];
}

/** The letters of a text and of what is in it. */
export function lettersIn(text: XmlElement, inherited: DrawingStyle, { styleOf, targetsOf }: Lookup): Letters {
  const style = new Map([...inherited].map(([name, values]) => [name, new Set(values)]));
  const lengths: number[] = [];
  const look = (inner: XmlElement) => {
    for (const child of inner.children) {
      lengths.push(typeof child === "string" ? child.length : 0);
      if (typeof child === "string") continue;
      for (const [name, values] of styleOf(child) ?? []) {
        const known = style.get(name) ?? new Set();
        style.set(name, known);
        for (const value of values) known.add(value);
      }
      for (const target of child.name === "tref" ? targetsOf(child) : []) lengths.push(textOf(target).length);
      look(child);
    }
  };
  look(text);
  return {
    pieces: lengths.length,
    letters: lengths.reduce((sum, one) => sum + one, 0),
    pairs: lengths.reduce((sum, one) => sum + one ** 2, 0),
    style: new Map([...style].map(([name, values]) => [name, [...values]])),
  };
}

/** The outlines of letters have about as many corners, and as many times their height. */
const cornersPerLetter = 30;
const heightsPerLetter = 8;

/** The outlines of letters of that height, in pixels. */
export function letterLine(letters: number, height: number): Line {
  const length = letters * height * heightsPerLetter;
  const corners = letters * cornersPerLetter;
  return { box: emptyBox, corners, joints: 0, length, wholeLength: length, crowd: 0 };
}

const defaultFontPixels = 16;
const relativeSize = /^\s*([\d.]+(?:e[+-]?\d+)?)\s*(%|em|ex|rem|ch)\s*$/iu;

/** At most: of all sizes that are given, each of those that are multiples being one of the largest. */
export function fontPixels(style: DrawingStyle): number {
  // The shorthand has other numbers, too; the largest of them is at least the size.
  const shorthands = (style.get("font") ?? []).flatMap((one) => one.split(/[\s/]+/u));
  let [largest, multiple] = [defaultFontPixels, 1];
  for (const size of [...(style.get("font-size") ?? []), ...shorthands]) {
    const [, number = "", unit] = relativeSize.exec(size) ?? [];
    if (unit === undefined) largest = Math.max(largest, lengthOf(size, 0) ?? 0);
    else multiple *= Math.max(1, Number(number) / (unit === "%" ? 100 : 1));
  }
  return largest * multiple;
}
