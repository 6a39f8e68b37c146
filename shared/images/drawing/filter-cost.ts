import type { XmlElement } from "../../xml/xml-element.ts";
import type { Canvas } from "./canvas.ts";
import { areaOf, type Box, type Matrix, stretchOf } from "./geometry.ts";
import { filterPrices, prices } from "./prices.ts";

interface Filtered {
  /** Of what it is applied to, in pixels. */
  readonly box: Box;
  readonly matrix: Matrix;
  readonly canvas: Canvas;
}

interface FilterCost {
  readonly microseconds: number;
  /** Pictures of the whole size that it keeps at once. */
  readonly results: number;
}

/** An element and its effects are three pictures; named results wait until the filter ends. */
const picturesMin = 3;

export function filterCost(filter: XmlElement, { box, matrix, canvas }: Filtered): FilterCost {
  const whole = canvas.width * canvas.height;
  const area = Math.min(whole, regionOf(filter, box, canvas));
  let microseconds = whole * prices.effect;
  let results = picturesMin;
  for (const child of filter.children) {
    if (typeof child === "string") continue;
    const price = filterPrices.get(child.name);
    if (price === undefined) continue;
    if (child.attributes.has("result")) results += 1;
    microseconds +=
      whole * (isBlur.has(child.name) ? prices.blur : prices.effect) +
      area * price * timesOf(child, filter, matrix, box);
  }
  return { microseconds, results };
}

const isBlur = new Set(["feDropShadow", "feGaussianBlur"]);

/** Of the region of a filter: a tenth more than the element at each side, unless it says otherwise. */
function regionOf(filter: XmlElement, box: Box, { width, height }: Canvas): number {
  if (filter.attributes.get("filterUnits") === "userSpaceOnUse") return width * height;
  const share = (name: string) => {
    const written = filter.attributes.get(name) ?? "120%";
    const number = Number.parseFloat(written);
    return Number.isFinite(number) ? Math.abs(written.includes("%") ? number / 100 : number) : 1;
  };
  const across = Math.min((box.right - box.left) * share("width"), width);
  const down = Math.min((box.bottom - box.top) * share("height"), height);
  return areaOf({ left: 0, top: 0, right: across, bottom: down });
}

const boxBlurPixelsMin = 3;

/** How often an effect looks at each pixel. */
function timesOf(effect: XmlElement, filter: XmlElement, matrix: Matrix, box: Box): number {
  const numbers = (name: string) =>
    (effect.attributes.get(name) ?? "")
      .trim()
      .split(/[\s,]+/u)
      .map(Number.parseFloat);
  // What is to be finer than pixels is made larger first, as much as anybody likes.
  if (numbers("kernelUnitLength").some((one) => one * stretchOf(matrix) < 1)) return Infinity;
  switch (effect.name) {
    case "feConvolveMatrix": {
      const [across = 3, down = across] = numbers("order");
      return Math.max(1, (across || 3) * (down || 3));
    }
    case "feGaussianBlur":
      // Small ones are not blurred by sums of boxes, but number by number.
      return Math.min(...numbers("stdDeviation").map((one) => one || 0)) * stretchOf(matrix) < boxBlurPixelsMin ? 2 : 1;
    case "feMerge":
      return Math.max(1, effect.children.length);
    case "feMorphology": {
      // In shares of what it is applied to, or in units of the drawing.
      const ofBox = Math.max(box.right - box.left, box.bottom - box.top, 0);
      const unit = filter.attributes.get("primitiveUnits") === "objectBoundingBox" ? ofBox : stretchOf(matrix);
      const [across = 0, down = across] = numbers("radius");
      return (2 * Math.abs(across || 0) * unit + 1) * (2 * Math.abs(down || across || 0) * unit + 1);
    }
    case "feTurbulence":
      return (
        (2 + Math.abs(numbers("numOctaves")[0] || 1)) * (effect.attributes.get("stitchTiles") === "stitch" ? 2 : 1)
      );
    default:
      return 1;
  }
}
