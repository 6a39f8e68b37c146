export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** x' = a x + c y + e, y' = b x + d y + f. */
export interface Matrix {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export const identity: Matrix = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** First the one, then the other. */
export function followedBy(first: Matrix, then: Matrix): Matrix {
  return {
    a: first.a * then.a + first.b * then.c,
    b: first.a * then.b + first.b * then.d,
    c: first.c * then.a + first.d * then.c,
    d: first.c * then.b + first.d * then.d,
    e: first.e * then.a + first.f * then.c + then.e,
    f: first.e * then.b + first.f * then.d + then.f,
  };
}

export function apply({ a, b, c, d, e, f }: Matrix, { x, y }: Point): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** By how much lengths grow, whatever their direction. */
export function scaleOf({ a, b, c, d }: Matrix): number {
  return Math.sqrt(Math.abs(a * d - b * c));
}

/** What is further away is no coordinate of a picture. */
const coordinateMax = 10_000_000;

/** As SVG takes it, to a thousandth. */
export function written(value: number): string {
  if (!Number.isFinite(value)) return "0";
  return String(Math.round(Math.max(-coordinateMax, Math.min(coordinateMax, value)) * 1000) / 1000);
}

export function boxOf(points: readonly Point[]): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

export function cornersOf({ left, top, right, bottom }: Box): readonly Point[] {
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

/** What both have in common; nothing of an empty size where that is nothing. */
export function intersection(one: Box, other: Box): Box {
  const left = Math.max(one.left, other.left);
  const top = Math.max(one.top, other.top);
  return {
    left,
    top,
    right: Math.max(left, Math.min(one.right, other.right)),
    bottom: Math.max(top, Math.min(one.bottom, other.bottom)),
  };
}

/**
 * Control points of Bézier curves along an ellipse that fills a box: a start, then three points a curve.
 * @param from, to angles in radians, from the right downwards as y grows; at most one turn is drawn
 */
export function arcPoints(box: Box, from: number, to: number): readonly Point[] {
  const centre = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  const radius = { x: (box.right - box.left) / 2, y: (box.bottom - box.top) / 2 };
  const sweep = Math.max(-2 * Math.PI, Math.min(2 * Math.PI, to - from));
  const count = Math.max(1, Math.ceil(Math.abs(sweep) / (Math.PI / 2) - 1e-9));
  const step = sweep / count;
  const reach = (4 / 3) * Math.tan(step / 4);
  const at = (x: number, y: number): Point => ({ x: centre.x + radius.x * x, y: centre.y + radius.y * y });
  const points = [at(Math.cos(from), Math.sin(from))];
  for (let index = 0; index < count; index += 1) {
    const start = from + index * step;
    const end = start + step;
    points.push(
      at(Math.cos(start) - reach * Math.sin(start), Math.sin(start) + reach * Math.cos(start)),
      at(Math.cos(end) + reach * Math.sin(end), Math.sin(end) - reach * Math.cos(end)),
      at(Math.cos(end), Math.sin(end)),
    );
  }
  return points;
}

/** The angle at which a ray from the middle of a box towards a point meets the ellipse in it, in radians. */
export function angleTowards(box: Box, { x, y }: Point): number {
  const width = box.right - box.left || 1;
  const height = box.bottom - box.top || 1;
  return Math.atan2((y - (box.top + box.bottom) / 2) / height, (x - (box.left + box.right) / 2) / width);
}
