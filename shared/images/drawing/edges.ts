import type { Canvas } from "./canvas.ts";
import type { DrawingStyle } from "./drawing-styles.ts";
import { type Box, emptyBox, type Matrix, place, stretchOf } from "./geometry.ts";
import { lengthOf, type Outline } from "./outline.ts";
import { longEdgePixels, prices } from "./prices.ts";

/** What is filled, as it lies in the picture, in its pixels. */
export interface Edges {
  readonly box: Box;
  readonly corners: number;
  /** Of all edges, as far as they can cross the picture. */
  readonly length: number;
  /** How far they go up and down in all. */
  readonly rise: number;
}

/** The line through the middle of a stroke. */
interface Line extends Edges {
  /** Wherever it leads. */
  readonly wholeLength: number;
}

/** A curve is drawn in lines of about this length, in pixels. */
const curvePixels = 8;

export function edgesOf({ points, curves }: Outline, matrix: Matrix, { width, height }: Canvas): Line {
  const reach = 2 * Math.hypot(width, height);
  let { left, top, right, bottom } = emptyBox;
  let [length, rise, wholeLength] = [0, 0, 0];
  let [lastX, lastY] = [0, 0];
  for (let at = 0; at + 1 < points.length; at += 2) {
    const [x, y] = place(matrix, points[at] ?? 0, points[at + 1] ?? 0);
    if (at > 0) {
      const edge = Math.hypot(x - lastX, y - lastY);
      wholeLength += edge;
      length += Math.min(edge, reach);
      rise += Math.min(Math.abs(y - lastY), height);
    }
    [lastX, lastY] = [x, y];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const corners = points.length / 2 + (curves > 0 ? length / curvePixels : 0) + (curves === Infinity ? Infinity : 0);
  return { box: { left, top, right, bottom }, corners, length, rise, wholeLength };
}

/** What it takes to find the pixels between edges, in microseconds: the more of them a row of pixels has, the longer. */
export function sweepCost({ box, corners, length, rise }: Edges, { height }: Canvas): number {
  const rows = Math.max(1, Math.min(box.bottom - box.top, height));
  const longness = Math.min(1, length / Math.max(corners, 1) / longEdgePixels);
  return length * prices.edge + rise * prices.crossing * longness * (rise / rows);
}

/** Shorter dashes are drawn as a line, in pixels. */
const dashPixelsMin = 0.1;

export interface Stroke extends Edges {
  readonly width: number;
}

/** A stroke has two edges, and one across at each corner and at both ends of each dash. */
export function strokeOf(line: Line, style: DrawingStyle, matrix: Matrix, side: number): Stroke {
  const stretch = stretchOf(matrix);
  const widths = (style.get("stroke-width") ?? ["1"]).map((one) => lengthOf(one, side) ?? 1);
  const width = Math.min(Math.max(0, ...widths), 2 * side) * stretch;
  const dashes = Math.max(0, ...(style.get("stroke-dasharray") ?? []).map((one) => dashesIn(one, line, stretch)));
  const across = line.corners + 2 * dashes;
  const { left, top, right, bottom } = line.box;
  return {
    width,
    box: { left: left - width, top: top - width, right: right + width, bottom: bottom + width },
    corners: across,
    length: 2 * line.length + across * width,
    rise: 2 * line.rise + across * width,
  };
}

function dashesIn(written: string, { wholeLength }: Line, stretch: number): number {
  const lengths = written.split(/[\s,]+/u).filter((one) => one !== "");
  if (lengths.length === 0 || /^none$/iu.test(written.trim())) return 0;
  // What depends on something else may be as short as it likes.
  const numbers = lengths.map((one) => (/(?:%|e[mx]|ch)$/iu.test(one) ? 0 : (lengthOf(one, 0) ?? 0)));
  const all = numbers.reduce((sum, one) => sum + Math.max(one, 0), 0) * stretch;
  return wholeLength / Math.max(all / numbers.length, dashPixelsMin);
}
