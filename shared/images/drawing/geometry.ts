/** As SVG writes it: `x' = a x + c y + e`, `y' = b x + d y + f`. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const identity: Matrix = [1, 0, 0, 1, 0, 0];
export const emptyBox: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };

/** What `inner` does first, and `outer` then. */
export function within(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

export function place([a, b, c, d, e, f]: Matrix, x: number, y: number): readonly [x: number, y: number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** The most that it makes of a length. */
export function stretchOf([a, b, c, d]: Matrix): number {
  return Math.hypot(a, b, c, d);
}

/** Whether it turns or slants: what was upright is not any more. */
export function isTurned([a, b, c, d]: Matrix): boolean {
  return !(isSmall(b, a) && isSmall(c, d)) && !(isSmall(a, b) && isSmall(d, c));
}

const isSmall = (one: number, beside: number) => Math.abs(one) <= Math.abs(beside) * 1e-6;

export function union(one: Box, other: Box): Box {
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

export function areaOf({ left, top, right, bottom }: Box): number {
  return Math.max(right - left, 0) * Math.max(bottom - top, 0);
}

export function boxOf(matrix: Matrix, x: number, y: number, width: number, height: number): Box {
  let box = emptyBox;
  for (const [px, py] of [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ] as const) {
    const [left, top] = place(matrix, px, py);
    box = union(box, { left, top, right: left, bottom: top });
  }
  return box;
}

const operation = /(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)/giu;

/** What a `transform` says; what it says wrongly is passed over. */
export function readTransform(written: string | undefined): Matrix {
  if (written === undefined) return identity;
  let matrix = identity;
  for (const [, name = "", inner = ""] of written.matchAll(operation)) {
    matrix = within(matrix, operationOf(name.toLowerCase(), inner.split(/[\s,]+/u).map(Number.parseFloat)));
  }
  return matrix;
}

function operationOf(name: string, numbers: readonly number[]): Matrix {
  const given = numbers.filter(Number.isFinite);
  const [first = 0, second, third = 0, fourth = 1, fifth = 0, sixth = 0] = given;
  const angle = (first * Math.PI) / 180;
  switch (name) {
    case "matrix":
      return [first, second ?? 0, third, fourth, fifth, sixth];
    case "translate":
      return [1, 0, 0, 1, first, second ?? 0];
    case "scale":
      return [first, 0, 0, second ?? first, 0, 0];
    case "rotate": {
      const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
      const [x, y] = [second ?? 0, third];
      return [cosine, sine, -sine, cosine, x - cosine * x + sine * y, y - sine * x - cosine * y];
    }
    case "skewx":
      return [1, 0, Math.tan(angle), 1, 0, 0];
    default:
      return [1, Math.tan(angle), 0, 1, 0, 0];
  }
}
