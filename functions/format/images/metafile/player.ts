import { type Canvas, hatchPattern, openCanvas, pixelPattern, strokeWidth } from "./canvas.ts";
import {
  type Brush,
  type DeviceContext,
  deviceMatrix,
  type GdiObject,
  type Pen,
  pageMatrix,
  startContext,
} from "./device-context.ts";
import { type DibReader, openDibs } from "./dib.ts";
import { apply, type Box, boxOf, cornersOf, type Matrix, type Point, scaleOf, written } from "./geometry.ts";

/** Of a metafile; one with more is not drawn. */
export const recordsMax = 300_000;
/** Of all its lines and curves; one with more is not drawn. */
export const pointsMax = 500_000;
/** Of all its texts, in UTF-16 units; one with more is not drawn. */
export const charactersMax = 500_000;
/** Objects of a WMF at a time; it goes on without those beyond. */
const numberedObjectsMax = 4096;
const savedContextsMax = 1000;

/** A metafile while it is played. What a record says is done to it by the functions beside this one. */
export interface Player {
  readonly canvas: Canvas;
  readonly dibs: DibReader;
  /** Of the device that it was recorded for: what lengths in millimetres and lines of one pixel are measured in. */
  readonly dotsPerMm: number;
  /** Device units that a pixel of the page has, for hatches. */
  pixel: number;
  context: DeviceContext;
  readonly saved: DeviceContext[];
  readonly objects: Map<number, GdiObject>;
  /** Of a WMF, which numbers are taken: a byte each, in which a free one is found at once however many there are. */
  readonly takenNumbers: Uint8Array;
  /** What brushes of pixels are called on the canvas. */
  readonly patterns: Map<Brush, string>;
  /** What is drawn between BeginPath and EndPath, and until it is used. */
  path: { data: string[]; box: Box | undefined; isOpen: boolean; hasFigure: boolean } | undefined;
  pointsLeft: number;
  charactersLeft: number;
  /** A brush that a box was inverted with, until it is inverted back: what is masked in between gets half of its colour. */
  inverted: Brush | undefined;
}

export function openPlayer(device: { readonly dotsPerMm: number; readonly pixel: number }): Player {
  return {
    canvas: openCanvas(),
    dibs: openDibs(),
    ...device,
    context: startContext,
    saved: [],
    objects: new Map(),
    takenNumbers: new Uint8Array(numberedObjectsMax),
    patterns: new Map(),
    path: undefined,
    pointsLeft: pointsMax,
    charactersLeft: charactersMax,
    inverted: undefined,
  };
}

/** Whether there is more in it than is drawn: then nothing of it is. */
export function isBeyondLimits({ pointsLeft, charactersLeft, canvas }: Player): boolean {
  return pointsLeft < 0 || charactersLeft < 0 || canvas.isFull();
}

export function set(player: Player, changed: Partial<DeviceContext>): void {
  player.context = { ...player.context, ...changed };
}

export function matrixOf({ context, dotsPerMm }: Player): Matrix {
  return deviceMatrix(context, dotsPerMm);
}

export function pageMatrixOf({ context, dotsPerMm }: Player): Matrix {
  return pageMatrix(context, dotsPerMm);
}

export function saveContext(player: Player): void {
  if (player.saved.length < savedContextsMax) player.saved.push(player.context);
}

/** @param which counted from the last saved one where negative, else from the first */
export function restoreContext(player: Player, which: number): void {
  const at = which < 0 ? player.saved.length + which : which - 1;
  const context = player.saved[at];
  if (context === undefined) return;
  player.saved.length = at;
  player.context = context;
}

/** A figure in logical units: lines between points, or Bézier curves of three points each after the first. */
export interface Figure {
  readonly points: readonly Point[];
  readonly isCurve?: boolean;
  readonly isClosed?: boolean;
}

interface Painted {
  readonly fill?: boolean;
  readonly stroke?: boolean;
  /** Absent: the one that is selected. */
  readonly brush?: Brush;
}

/** Draws figures as one, or adds them to the path that is being made. */
export function drawFigures(player: Player, figures: readonly Figure[], painted: Painted): void {
  const matrix = matrixOf(player);
  const touched: Point[] = [];
  const data = figures.flatMap((figure) => {
    // A figure without points takes its time as well.
    player.pointsLeft -= Math.max(1, figure.points.length);
    if (player.pointsLeft < 0 || figure.points.length < 2) return [];
    const points = figure.points.map((point) => apply(matrix, point));
    player.canvas.travel(points);
    touched.push(boxCorner(points, "low"), boxCorner(points, "high"));
    return [pathOf(points, figure)];
  });
  if (data.length === 0) return;
  addOrPaint(player, data.join(""), boxOf(touched), painted);
}

function boxCorner(points: readonly Point[], which: "low" | "high"): Point {
  const box = boxOf(points);
  return which === "low" ? { x: box.left, y: box.top } : { x: box.right, y: box.bottom };
}

export const pair = ({ x, y }: Point) => `${written(x)} ${written(y)}`;

function pathOf(points: readonly Point[], { isCurve, isClosed }: Figure): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const drawn = isCurve ? rest.slice(0, rest.length - (rest.length % 3)) : rest;
  return `M${pair(first)}${isCurve ? "C" : "L"}${drawn.map(pair).join(" ")}${isClosed ? "Z" : ""}`;
}

function addOrPaint(player: Player, data: string, box: Box, painted: Painted): void {
  const { path } = player;
  if (path?.isOpen) {
    path.data.push(data);
    path.box = path.box === undefined ? box : boxOf([...cornersOf(path.box), ...cornersOf(box)]);
    path.hasFigure = false;
  } else paint(player, data, box, painted);
}

/** A line on from where the last one ended: within a path it belongs to the same figure. */
export function drawOn(player: Player, points: readonly Point[], isCurve: boolean): void {
  const last = points.at(-1);
  if (last === undefined) return;
  const { path, context } = player;
  if (path?.isOpen && path.hasFigure) {
    player.pointsLeft -= points.length;
    if (player.pointsLeft < 0) return;
    const placed = points.map((point) => apply(matrixOf(player), point));
    player.canvas.travel(placed);
    const drawn = isCurve ? placed.slice(0, placed.length - (placed.length % 3)) : placed;
    path.data.push(`${isCurve ? "C" : "L"}${drawn.map(pair).join(" ")}`);
    path.box = boxOf([...(path.box === undefined ? [] : cornersOf(path.box)), ...placed]);
  } else {
    drawFigures(player, [{ points: [context.position, ...points], isCurve }], { stroke: true });
    if (path?.isOpen) path.hasFigure = true;
  }
  set(player, { position: last });
}

export function moveTo(player: Player, position: Point): void {
  set(player, { position });
  if (player.path?.isOpen) player.path.hasFigure = false;
}

/** Paints what has been made of a path, and forgets it. */
export function paintPath(player: Player, painted: Painted): void {
  const { path } = player;
  player.path = undefined;
  if (path?.box !== undefined) paint(player, path.data.join(""), path.box, painted);
}

/** Binary raster operations that are no plain covering, as what CSS calls them. */
const blends: ReadonlyMap<number, string> = new Map([
  [7, "difference"],
  [9, "multiply"],
  [15, "screen"],
]);
const draws = { nothing: 11, black: 1, white: 16, masked: 9 } as const;

function paint(player: Player, data: string, box: Box, { fill, stroke, brush }: Painted): void {
  const { context, canvas } = player;
  const { rop } = context;
  if (rop === draws.nothing) return;
  const { inverted } = player;
  if (rop === draws.masked && inverted !== undefined) {
    // Programs without transparency invert, draw a pattern of holes, and invert once more.
    const opacity = context.brush.kind === "pattern" ? ' fill-opacity="0.5"' : "";
    const seen = fill ? fillOf(player, inverted, undefined) : "none";
    if (seen !== "none") canvas.add(`<path d="${data}" fill="${seen}"${opacity}/>`, box, clipOf(context));
    return;
  }
  const forced = rop === draws.black ? "#000000" : rop === draws.white ? "#ffffff" : undefined;
  const filled = fill ? fillOf(player, brush ?? context.brush, forced) : "none";
  const stroked = stroke ? strokeOf(player, context.pen, forced) : "";
  if (filled === "none" && stroked === "") return;
  const rule = filled === "none" || context.fillRule === "nonzero" ? "" : ' fill-rule="evenodd"';
  canvas.add(`<path d="${data}" fill="${filled}"${rule}${stroked}/>`, box, clipOf(context), blends.get(rop));
}

export function clipOf({ clipBox, clipPath }: DeviceContext) {
  return { box: clipBox, path: clipPath };
}

function fillOf({ canvas, context, patterns, pixel }: Player, brush: Brush, forced: string | undefined): string {
  if (brush.kind === "none") return "none";
  if (forced !== undefined) return forced;
  if (brush.kind === "solid") return brush.colour;
  if (brush.kind === "pattern") {
    const { href, width, height } = brush;
    // By the brush: its pixels are megabytes, and far too long to be compared with others whenever something is filled.
    const name = patterns.get(brush) ?? canvas.define(pixelPattern(href, width * pixel, height * pixel));
    patterns.set(brush, name);
    return `url(#${name})`;
  }
  const behind = context.isOpaque ? context.backColour : undefined;
  return `url(#${canvas.define(hatchPattern(brush.hatch, brush.colour, behind, hatchPixels * pixel))})`;
}
const hatchPixels = 8;

/** In widths of the line. */
const dashes: Readonly<Partial<Record<Pen["line"], readonly number[]>>> = {
  dash: [3, 1.5],
  dot: [1, 1.5],
  "dash dot": [3, 1.5, 1, 1.5],
  "dash dot dot": [3, 1.5, 1, 1.5, 1, 1.5],
};
/** Thin lines have dashes of as many pixels as if they were this wide. */
const dashedWidthMin = 2;

function strokeOf(player: Player, pen: Pen, forced: string | undefined): string {
  if (pen.line === "none") return "";
  const scale = scaleOf(matrixOf(player));
  const width = pen.width * scale;
  const unit = Math.max(width, dashedWidthMin * player.pixel);
  const own = pen.line === "own" ? (pen.dashes ?? []).map((length) => Math.abs(length) * scale) : [];
  const lengths = own.some((length) => length > 0) ? own : (dashes[pen.line] ?? []).map((length) => length * unit);
  const dashed = lengths.length === 0 ? "" : ` stroke-dasharray="${lengths.map(written).join(" ")}"`;
  const cap = lengths.length === 0 ? pen.cap : "butt";
  return ` stroke="${forced ?? pen.colour}" stroke-width="${strokeWidth(width)}" stroke-linecap="${cap}" stroke-linejoin="${pen.join}"${dashed}`;
}
