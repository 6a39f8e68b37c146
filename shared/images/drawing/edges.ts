import type { Canvas } from "./canvas.ts";
import type { DrawingStyle } from "./drawing-styles.ts";
import { type Box, emptyBox, type Matrix, place, stretchOf } from "./geometry.ts";
import { lengthOf, type Outline } from "./outline.ts";
import { prices } from "./prices.ts";

/** What is filled, as it lies in the picture, in its pixels. */
export interface Edges {
  readonly box: Box;
  readonly corners: number;
  /** Of all edges, as far as they can cross the picture. */
  readonly length: number;
  /** How much of them lies beside each other: what is squared is their length in each cell of a grid. */
  readonly crowd: number;
}

/** The line through the middle of a stroke. */
export interface Line extends Edges {
  /** Wherever it leads. */
  readonly wholeLength: number;
  /** Corners that are no part of a curve. */
  readonly joints: number;
}

/** A curve is drawn in lines of about this length, in pixels. */
const curvePixels = 8;

/** The side of a cell, in pixels. */
const cellSide = 32;
/** What an edge that leads far beyond the picture adds, which may lie beside all others. */
const farCrowd = 3000;

export function edgesOf({ points, curves }: Outline, matrix: Matrix, canvas: Canvas): Line {
  const reach = 2 * Math.hypot(canvas.width, canvas.height);
  const cells = new Map<number, number>();
  let { left, top, right, bottom } = emptyBox;
  let [length, wholeLength, far] = [0, 0, 0];
  let [lastX, lastY] = [0, 0];
  for (let at = 0; at + 1 < points.length; at += 2) {
    const [x, y] = place(matrix, points[at] ?? 0, points[at + 1] ?? 0);
    if (at > 0) {
      const edge = Math.hypot(x - lastX, y - lastY);
      wholeLength += edge;
      length += Math.min(edge, reach);
      if (edge > reach) far += 1;
      else addToCells(cells, { fromX: lastX, fromY: lastY, x, y, edge }, canvas);
    }
    [lastX, lastY] = [x, y];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const corners = points.length / 2 + (curves > 0 ? length / curvePixels : 0) + (curves === Infinity ? Infinity : 0);
  let crowd = far ** 2 * farCrowd + 2 * far * length;
  for (const inCell of cells.values()) crowd += inCell ** 2 / cellSide;
  return { box: { left, top, right, bottom }, corners, length, crowd, wholeLength, joints: points.length / 2 };
}

interface Edge {
  readonly fromX: number;
  readonly fromY: number;
  readonly x: number;
  readonly y: number;
  readonly edge: number;
}

/** Above and below the picture nothing is looked at; what lies beside it lies in its border. */
function addToCells(cells: Map<number, number>, { fromX, fromY, x, y, edge }: Edge, { width, height }: Canvas): void {
  const steps = Math.ceil(edge / cellSide);
  for (let step = 0; step < steps; step += 1) {
    const part = (step + 0.5) / steps;
    const row = Math.floor((fromY + (y - fromY) * part) / cellSide);
    if (row < -1 || row > height / cellSide) continue;
    const across = Math.floor((fromX + (x - fromX) * part) / cellSide);
    const cell = row * cellsAcrossMax + Math.max(-1, Math.min(across, Math.ceil(width / cellSide)));
    cells.set(cell, (cells.get(cell) ?? 0) + edge / steps);
  }
}
const cellsAcrossMax = 10_000;

/** What it takes to find the pixels between edges, in microseconds: those that lie beside each other have to be put in order. */
export function sweepCost({ length, crowd }: Edges): number {
  return length * prices.edge + crowd * prices.crowd;
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
  const across = line.joints + 2 * dashes;
  const { left, top, right, bottom } = line.box;
  const length = 2 * line.length + across * width;
  return {
    width,
    box: { left: left - width, top: top - width, right: right + width, bottom: bottom + width },
    corners: line.corners + 2 * dashes,
    length,
    crowd: line.crowd * (length / Math.max(line.length, 1)) ** 2,
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
