import type { XmlElement } from "../../xml/xml-element.ts";

/** The corners of what a shape draws, and those of the frames that its curves stay within. In its own units. */
export interface Outline {
  /** x and y in turns. */
  readonly points: readonly number[];
  /** Where markers stand. */
  readonly vertices: number;
  readonly curves: number;
}

/** Of one shape. What has more takes longer to draw than anything may. */
const cornersMax = 300_000;
const endless: Outline = { points: [], vertices: 0, curves: Infinity };

const noOutline: Outline = { points: [], vertices: 0, curves: 0 };

/** The outline of a shape by its attributes, and by the lengths that it is said to have. */
export function outlineOf({ name, attributes }: XmlElement, length: (name: string) => number | undefined): Outline {
  const number = (key: string, other = 0) => length(key) ?? other;
  switch (name) {
    case "path":
      return pathOutline(attributes.get("d") ?? "");
    case "polygon":
    case "polyline":
      return pointsOutline(attributes.get("points") ?? "", name === "polygon");
    case "line":
      return { points: [number("x1"), number("y1"), number("x2"), number("y2")], vertices: 2, curves: 0 };
    case "circle":
      return roundOutline(number("cx"), number("cy"), number("r"), number("r"));
    case "ellipse": {
      const [rx, ry] = [number("rx", number("ry")), number("ry", number("rx"))];
      return roundOutline(number("cx"), number("cy"), rx, ry);
    }
    case "rect": {
      const [x, y, width, height] = [number("x"), number("y"), number("width"), number("height")];
      const isRound = length("rx") !== undefined || length("ry") !== undefined;
      return { ...frame(x, y, width, height), curves: isRound ? 4 : 0 };
    }
    default:
      return noOutline;
  }
}

/** Of a length, in pixels; `undefined` where there is none. */
export function lengthOf(written: string | undefined, side: number): number | undefined {
  const [, number, unit = ""] =
    /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]*)\s*$/iu.exec(written ?? "") ?? [];
  if (number === undefined) return undefined;
  const factor = unit === "%" ? side / 100 : (pixelsIn.get(unit.toLowerCase()) ?? 1);
  return Number(number) * factor;
}

/** Of several that may hold; percentages are of `side`, the longer side of what it stands in. */
export function longestOf(values: readonly string[] | undefined, side: number): number | undefined {
  const lengths = (values ?? []).map((value) => lengthOf(value, side)).filter((length) => length !== undefined);
  const [first] = lengths;
  if (first === undefined) return undefined;
  return lengths.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), first);
}

const pixelsIn = new Map(
  Object.entries({ px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 96 / 25.4, em: 16, ex: 8, rem: 16, ch: 8 }),
);

function frame(x: number, y: number, width: number, height: number): Outline {
  const points = [x, y, x + width, y, x + width, y + height, x, y + height, x, y];
  return { points, vertices: 0, curves: 0 };
}

function roundOutline(x: number, y: number, rx: number, ry: number): Outline {
  return { ...frame(x - rx, y - ry, rx * 2, ry * 2), curves: 4 };
}

const numbers = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/giu;

function pointsOutline(written: string, isClosed: boolean): Outline {
  const points = (written.match(numbers) ?? []).map(Number);
  if (points.length > cornersMax * 2) return endless;
  if (points.length % 2 === 1) points.pop();
  if (isClosed) points.push(points[0] ?? 0, points[1] ?? 0);
  return { points, vertices: points.length / 2, curves: 0 };
}

const command = /[\s,]*([a-z])/iuy;
const coordinate = /[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/iuy;
const flag = /[\s,]*([01])/uy;

/** How many numbers a command takes; of an arc's, two are flags of one digit, which need nothing between them. */
const operands: ReadonlyMap<string, number> = new Map(
  Object.entries({ m: 2, l: 2, h: 1, v: 1, c: 6, s: 4, q: 4, t: 2, a: 7, z: 0 }),
);

/** As far as a path can be read: renderers draw it up to its first mistake. */
function pathOutline(written: string): Outline {
  const pen = new Pen();
  let at = 0;
  const read = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(written)?.[1];
    if (found !== undefined) at = pattern.lastIndex;
    return found;
  };
  for (let letter = read(command); letter !== undefined; letter = read(command)) {
    const key = letter.toLowerCase();
    const count = operands.get(key);
    if (count === undefined) break;
    for (let isFirst = true; ; isFirst = false) {
      const values: number[] = [];
      while (values.length < count) {
        const value = read(key === "a" && (values.length === 3 || values.length === 4) ? flag : coordinate);
        if (value === undefined) break;
        values.push(Number(value));
      }
      if (values.length < count) break;
      if (pen.corners > cornersMax) return endless;
      pen.draw(key === "m" && !isFirst ? "l" : key, letter === key, values);
      if (count === 0) break;
    }
  }
  return pen.outline();
}

class Pen {
  readonly #points: number[] = [];
  #vertices = 0;
  #curves = 0;
  #x = 0;
  #y = 0;
  #startX = 0;
  #startY = 0;
  /** The last control point, which smooth curves mirror. */
  #controlX = 0;
  #controlY = 0;

  get corners(): number {
    return this.#points.length / 2;
  }

  outline(): Outline {
    return { points: this.#points, vertices: this.#vertices, curves: this.#curves };
  }

  draw(key: string, isRelative: boolean, values: readonly number[]): void {
    const [x, y] = isRelative ? [this.#x, this.#y] : [0, 0];
    this.#vertices += 1;
    if (key === "z") this.#to(this.#startX, this.#startY);
    else if (key === "h") this.#to(x + (values[0] ?? 0), this.#y);
    else if (key === "v") this.#to(this.#x, y + (values[0] ?? 0));
    else if (key === "a") this.#arc(values, x, y);
    else this.#through(key, values, x, y);
    if (key === "m") [this.#startX, this.#startY] = [this.#x, this.#y];
  }

  /** Curves stay among their control points. */
  #through(key: string, values: readonly number[], x: number, y: number): void {
    if (key !== "m" && key !== "l") this.#curves += 1;
    if (key === "s" || key === "t") this.#points.push(2 * this.#x - this.#controlX, 2 * this.#y - this.#controlY);
    const last = values.length - 2;
    for (let at = 0; at < last; at += 2) this.#points.push(x + (values[at] ?? 0), y + (values[at + 1] ?? 0));
    const [controlX, controlY] =
      key === "t"
        ? [2 * this.#x - this.#controlX, 2 * this.#y - this.#controlY]
        : [x + (values[last - 2] ?? 0), y + (values[last - 1] ?? 0)];
    this.#to(x + (values[last] ?? 0), y + (values[last + 1] ?? 0));
    if (last > 0 || key === "t") [this.#controlX, this.#controlY] = [controlX, controlY];
  }

  /** A small arc reaches no further than its ends lie apart, stretched as its ellipse is; a large one twice the radius. */
  #arc(values: readonly number[], x: number, y: number): void {
    const [rx = 0, ry = 0, , isLarge = 0, , toX = 0, toY = 0] = values;
    const apart = Math.hypot(x + toX - this.#x, y + toY - this.#y);
    const [shorter, longer] = [Math.min(Math.abs(rx), Math.abs(ry)), Math.max(Math.abs(rx), Math.abs(ry))];
    const full = 2 * Math.max(longer, shorter > 0 ? (apart * longer) / shorter : 0);
    const reach = isLarge === 1 || shorter === 0 ? full : Math.min(full, (apart * longer) / shorter);
    const [middleX, middleY] = [(this.#x + x + toX) / 2, (this.#y + y + toY) / 2];
    this.#points.push(middleX + reach, middleY + reach, middleX - reach, middleY - reach);
    this.#curves += 1;
    this.#to(x + toX, y + toY);
  }

  #to(x: number, y: number): void {
    this.#points.push(x, y);
    [this.#x, this.#y, this.#controlX, this.#controlY] = [x, y, x, y];
  }
}
