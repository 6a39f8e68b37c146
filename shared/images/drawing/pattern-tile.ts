import type { XmlElement } from "../../xml/xml-element.ts";
import type { Matrix } from "./geometry.ts";

/** What a pattern repeats, in pixels. */
export interface Tile {
  readonly width: number;
  readonly height: number;
  /** It begins and ends where pixels do. */
  readonly isWhole: boolean;
}

interface Tiled {
  /** Of what is filled with it, in pixels. */
  readonly area: number;
  readonly matrix: Matrix;
  readonly length: (name: string) => number;
}

export function tileOf(pattern: XmlElement, { area, matrix, length }: Tiled): Tile {
  const [a, b, c, d, e, f] = matrix;
  if (pattern.attributes.get("patternUnits") !== "userSpaceOnUse") {
    // In shares of what is filled.
    const side = Math.sqrt(area);
    return { width: length("width") * side, height: length("height") * side, isWhole: false };
  }
  const [across, down] = [Math.hypot(a, b), Math.hypot(c, d)];
  const [width, height] = [length("width") * across, length("height") * down];
  const corner = [length("x") * across + e, length("y") * down + f];
  return { width, height, isWhole: [width, height, ...corner].every(Number.isInteger) };
}
