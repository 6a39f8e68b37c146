import type { XmlElement } from "../../xml/xml-element.ts";
import type { DrawingStyle } from "./drawing-styles.ts";
import { type Matrix, within } from "./geometry.ts";
import { lengthOf } from "./outline.ts";

/** How large the picture of a drawing may become, in pixels. */
export interface DrawingSize {
  readonly widthMax: number;
  readonly heightMax: number;
  /** Pixels for one of the drawing's own, where it says how large it is; unless it is to be as large as may be. */
  readonly density: number | undefined;
}

/** The picture that is made, and what makes units of the drawing pixels of it. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly matrix: Matrix;
  /** The longer side of what the drawing shows, in its own units. */
  readonly side: number;
}

/** Where a drawing has no size, the renderer looks for what it shows, which may be any part of it. */
const unknownScale = 1000;

export function canvasOf(
  root: XmlElement,
  style: DrawingStyle | undefined,
  { widthMax, heightMax, density }: DrawingSize,
): Canvas {
  const own = ["width", "height"].map((name) => ownLength(style?.get(name)));
  const box = viewBoxOf(root);
  const [width, height] = [own[0] ?? box?.width, own[1] ?? box?.height];
  if (width === undefined || height === undefined) {
    const scale = density === undefined ? unknownScale : density;
    return {
      width: widthMax,
      height: heightMax,
      matrix: [scale, 0, 0, scale, 0, 0],
      side: Math.max(widthMax, heightMax),
    };
  }
  const fitting = Math.min(widthMax / width, heightMax / height);
  const isKnown = own.every((length) => length !== undefined);
  const scale = density === undefined || !isKnown ? fitting : Math.min(fitting, density);
  const canvas = { width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
  const matrix =
    box === undefined ? ([scale, 0, 0, scale, 0, 0] as const) : viewMatrix(root, canvas.width, canvas.height);
  return { ...canvas, matrix, side: box === undefined ? Math.max(width, height) : Math.max(box.width, box.height) };
}

/** `undefined` where it depends on something else, or where more than one may hold. */
function ownLength(values: readonly string[] = []): number | undefined {
  const [written, ...others] = values;
  const length = others.length > 0 || written?.includes("%") ? undefined : lengthOf(written, 0);
  return length !== undefined && length > 0 ? length : undefined;
}

export interface ViewBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function viewBoxOf({ attributes }: XmlElement): ViewBox | undefined {
  const numbers = (attributes.get("viewBox") ?? "")
    .trim()
    .split(/[\s,]+/u)
    .map(Number);
  const [x = 0, y = 0, width = 0, height = 0] = numbers;
  return numbers.every(Number.isFinite) && width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** What makes the inner units of an element that has a view box units of what is around it. */
export function viewMatrix(element: XmlElement, width: number, height: number): Matrix {
  const box = viewBoxOf(element);
  if (box === undefined) return [1, 0, 0, 1, 0, 0];
  const fit = element.attributes.get("preserveAspectRatio") ?? "";
  const [x, y] = [width / box.width, height / box.height];
  const both = fit.includes("slice") ? Math.max(x, y) : Math.min(x, y);
  const [across, down] = fit.includes("none") ? [x, y] : [both, both];
  return within([across, 0, 0, down, 0, 0], [1, 0, 0, 1, -box.x, -box.y]);
}
