import type { DrawingStyle } from "./drawing-styles.ts";
import { lengthOf } from "./outline.ts";

/** The sizes of letters that a style says, whichever holds. */
export function fontSizes(style: DrawingStyle | undefined): readonly string[] {
  // The shorthand has other numbers, too; the largest of them is at least the size.
  const shorthands = (style?.get("font") ?? []).flatMap((one) => one.split(/[\s/]+/u));
  return [...(style?.get("font-size") ?? []), ...shorthands];
}

const defaultFontPixels = 16;

/** At most: of all sizes that are given, each of those that are multiples being one of the largest. */
export function fontPixels(sizes: Iterable<string>): number {
  const relative = /^\s*([\d.]+(?:e[+-]?\d+)?)\s*(%|em|ex|rem|ch)\s*$/iu;
  let [largest, multiple] = [defaultFontPixels, 1];
  for (const size of sizes) {
    const [, number = "", unit] = relative.exec(size) ?? [];
    if (unit === undefined) largest = Math.max(largest, lengthOf(size, 0) ?? 0);
    else multiple *= Math.max(1, Number(number) / (unit === "%" ? 100 : 1));
  }
  return largest * multiple;
}
