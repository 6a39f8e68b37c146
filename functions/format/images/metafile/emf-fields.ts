import type { Fields } from "./fields.ts";
import type { Box, Matrix, Point } from "./geometry.ts";
import { type Player, pointsMax } from "./player.ts";

/** What a record does. */
export type EmfHandler = (player: Player, record: Fields) => void;

/** Structures of [MS-EMF] by where they lie in a record; what lies behind its end is zero. */
export function pointAt(record: Fields, at: number): Point {
  return { x: record.i32(at), y: record.i32(at + 4) };
}

export function boxAt(record: Fields, at: number): Box {
  return { left: record.i32(at), top: record.i32(at + 4), right: record.i32(at + 8), bottom: record.i32(at + 12) };
}

export function matrixAt(record: Fields, at: number): Matrix {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = [0, 4, 8, 12, 16, 20].map((offset) => record.f32(at + offset));
  return { a, b, c, d, e, f };
}

/** As many of so many points as are there: one more than may be drawn, where there are more. */
export function pointsAt(record: Fields, at: number, count: number, isShort: boolean): readonly Point[] {
  const size = isShort ? 4 : 8;
  const there = Math.max(0, Math.min(count, pointsMax + 1, Math.floor((record.bytes.length - at) / size)));
  return Array.from({ length: there }, (_, index) => {
    const from = at + index * size;
    return isShort ? { x: record.i16(from), y: record.i16(from + 2) } : pointAt(record, from);
  });
}

/** Many lists of points, one after the other: their lengths lie before all of them. Bounded as `pointsAt`, all together. */
export function pointListsAt(
  record: Fields,
  at: number,
  count: number,
  isShort: boolean,
): readonly (readonly Point[])[] {
  const there = Math.max(0, Math.min(count, pointsMax + 1, Math.floor((record.bytes.length - at) / 4)));
  let left = pointsMax + 1;
  const size = isShort ? 4 : 8;
  let from = at + count * 4;
  return Array.from({ length: there }, (_, index) => {
    const points = pointsAt(record, from, Math.min(left, record.u32(at + index * 4)), isShort);
    left -= points.length;
    from += points.length * size;
    return points;
  });
}
