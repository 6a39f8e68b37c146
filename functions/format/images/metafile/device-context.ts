import { type Box, followedBy, identity, type Matrix, type Point } from "./geometry.ts";

/** `#rrggbb`. */
export type Colour = string;

export interface Pen {
  /** Of PS_SOLID to PS_ALTERNATE, the lowest four bits of a style; `none` draws nothing. */
  readonly line: "solid" | "dash" | "dot" | "dash dot" | "dash dot dot" | "own" | "none";
  /** In logical units; 0 for a line of one pixel. */
  readonly width: number;
  readonly colour: Colour;
  readonly cap: "round" | "square" | "butt";
  readonly join: "round" | "bevel" | "miter";
  /** Lengths of `own` dashes and gaps, in logical units. */
  readonly dashes?: readonly number[];
}

export type Brush =
  | { readonly kind: "solid"; readonly colour: Colour }
  | { readonly kind: "none" }
  | { readonly kind: "hatch"; readonly colour: Colour; readonly hatch: number }
  | { readonly kind: "pattern"; readonly href: string; readonly width: number; readonly height: number };

export interface Font {
  /** Logical: of the letters where negative, of the line where positive; 0 for whatever is usual. */
  readonly height: number;
  /** Against the clock, in degrees. */
  readonly angle: number;
  readonly weight: number;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly charset: number;
  readonly pitchFamily: number;
  readonly face: string;
}

/** What an object of a metafile may be; `other` is one that is kept in its place and draws nothing. */
export type GdiObject =
  | { readonly kind: "pen"; readonly pen: Pen }
  | { readonly kind: "brush"; readonly brush: Brush }
  | { readonly kind: "font"; readonly font: Font }
  | { readonly kind: "region"; readonly box: Box }
  | { readonly kind: "other" };

/** How drawing stands at a moment: everything that SaveDC keeps. Replaced, never changed. */
export interface DeviceContext {
  readonly mapMode: number;
  readonly windowOrigin: Point;
  readonly windowExtent: Point;
  readonly viewportOrigin: Point;
  readonly viewportExtent: Point;
  readonly world: Matrix;
  readonly pen: Pen;
  readonly brush: Brush;
  readonly font: Font;
  readonly textColour: Colour;
  readonly backColour: Colour;
  readonly isOpaque: boolean;
  readonly align: number;
  readonly fillRule: "evenodd" | "nonzero";
  /** Binary raster operation, R2_BLACK (1) to R2_WHITE (16). */
  readonly rop: number;
  readonly arcsGoWithClock: boolean;
  readonly position: Point;
  /** Device units. Absent where everything is drawn. */
  readonly clipBox: Box | undefined;
  /** A clipping path, as the canvas calls it. */
  readonly clipPath: string | undefined;
}

export const blackPen: Pen = { line: "solid", width: 0, colour: "#000000", cap: "round", join: "round" };
export const whiteBrush: Brush = { kind: "solid", colour: "#ffffff" };
export const systemFont: Font = {
  height: 0,
  angle: 0,
  weight: 400,
  italic: false,
  underline: false,
  strike: false,
  charset: 0,
  pitchFamily: 0x20,
  face: "",
};

export const startContext: DeviceContext = {
  mapMode: 1,
  windowOrigin: { x: 0, y: 0 },
  windowExtent: { x: 1, y: 1 },
  viewportOrigin: { x: 0, y: 0 },
  viewportExtent: { x: 1, y: 1 },
  world: identity,
  pen: blackPen,
  brush: whiteBrush,
  font: systemFont,
  textColour: "#000000",
  backColour: "#ffffff",
  isOpaque: true,
  align: 0,
  fillRule: "evenodd",
  rop: 13,
  arcsGoWithClock: false,
  position: { x: 0, y: 0 },
  clipBox: undefined,
  clipPath: undefined,
};

/** Millimetres a logical unit has in the mapping modes of fixed sizes: MM_LOMETRIC to MM_TWIPS. */
const unitMm: ReadonlyMap<number, number> = new Map([
  [2, 0.1],
  [3, 0.01],
  [4, 0.254],
  [5, 0.0254],
  [6, 25.4 / 1440],
]);
const text = 1;
const isotropic = 7;

/**
 * From logical to device units ([MS-EMF] 2.1.21, 3.1.1.2).
 * @param dotsPerMm of the device that a metafile was recorded for
 */
export function pageMatrix(context: DeviceContext, dotsPerMm: number): Matrix {
  const { mapMode, windowOrigin, windowExtent, viewportOrigin, viewportExtent } = context;
  const unit = unitMm.get(mapMode);
  let scale = { x: 1, y: 1 };
  // Fixed units grow upwards.
  if (unit !== undefined) scale = { x: unit * dotsPerMm, y: -unit * dotsPerMm };
  else if (mapMode !== text) {
    scale = { x: viewportExtent.x / (windowExtent.x || 1), y: viewportExtent.y / (windowExtent.y || 1) };
    if (mapMode === isotropic) {
      const least = Math.min(Math.abs(scale.x), Math.abs(scale.y));
      scale = { x: Math.sign(scale.x) * least, y: Math.sign(scale.y) * least };
    }
  }
  return {
    a: scale.x,
    b: 0,
    c: 0,
    d: scale.y,
    e: viewportOrigin.x - windowOrigin.x * scale.x,
    f: viewportOrigin.y - windowOrigin.y * scale.y,
  };
}

export function deviceMatrix(context: DeviceContext, dotsPerMm: number): Matrix {
  return followedBy(context.world, pageMatrix(context, dotsPerMm));
}

/** COLORREF: red is its lowest byte. */
export function colourOf(value: number): Colour {
  const red = value & 0xff;
  const green = (value >>> 8) & 0xff;
  const blue = (value >>> 16) & 0xff;
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, "0")}`;
}

const lines = ["solid", "dash", "dot", "dash dot", "dash dot dot", "none", "solid", "own", "dot"] as const;

/** @param style PS_ flags */
export function penOf(style: number, width: number, colour: number, dashes?: readonly number[]): Pen {
  const cap = (style >>> 8) & 15;
  const join = (style >>> 12) & 15;
  return {
    line: lines[style & 15] ?? "solid",
    width: Math.abs(width),
    colour: colourOf(colour),
    cap: cap === 1 ? "square" : cap === 2 ? "butt" : "round",
    join: join === 1 ? "bevel" : join === 2 ? "miter" : "round",
    ...(dashes !== undefined && { dashes }),
  };
}

/** @param style BS_SOLID (0), BS_NULL (1), BS_HATCHED (2); what has pixels is made elsewhere */
export function brushOf(style: number, colour: number, hatch: number): Brush {
  if (style === 1) return { kind: "none" };
  if (style === 2) return { kind: "hatch", colour: colourOf(colour), hatch };
  return { kind: "solid", colour: colourOf(colour) };
}

const stockColours = ["#ffffff", "#c0c0c0", "#808080", "#404040", "#000000"];

/** What is there without being made, by its number below the highest bit. */
export function stockObject(number: number): GdiObject {
  const colour = stockColours[number];
  if (colour !== undefined) return { kind: "brush", brush: { kind: "solid", colour } };
  if (number === 5) return { kind: "brush", brush: { kind: "none" } };
  if (number === 6) return { kind: "pen", pen: { ...blackPen, colour: "#ffffff" } };
  if (number === 7 || number === 19) return { kind: "pen", pen: blackPen };
  if (number === 8) return { kind: "pen", pen: { ...blackPen, line: "none" } };
  if (number === 18) return { kind: "brush", brush: whiteBrush };
  if (number >= 10 && number <= 17) return { kind: "font", font: systemFont };
  return { kind: "other" };
}
