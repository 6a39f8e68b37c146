import { angleTowards, arcPoints, type Box, cornersOf, type Point } from "./geometry.ts";
import { drawFigures, drawOn, type Player } from "./player.ts";

const whole = { fill: true, stroke: true };

export function drawRectangle(player: Player, box: Box): void {
  drawFigures(player, [{ points: cornersOf(box), isClosed: true }], whole);
}

export function drawEllipse(player: Player, box: Box): void {
  drawFigures(player, [{ points: arcPoints(box, 0, 2 * Math.PI), isCurve: true, isClosed: true }], whole);
}

/** @param corner width and height of the ellipse that rounds the corners */
export function drawRoundRectangle(player: Player, box: Box, corner: Point): void {
  const left = Math.min(box.left, box.right);
  const right = Math.max(box.left, box.right);
  const top = Math.min(box.top, box.bottom);
  const bottom = Math.max(box.top, box.bottom);
  const width = Math.min(Math.abs(corner.x), right - left);
  const height = Math.min(Math.abs(corner.y), bottom - top);
  const quarter = (x: number, y: number, from: number) =>
    arcPoints({ left: x, top: y, right: x + width, bottom: y + height }, from, from + Math.PI / 2);
  const turns = [
    quarter(left, top, Math.PI),
    quarter(right - width, top, -Math.PI / 2),
    quarter(right - width, bottom - height, 0),
    quarter(left, bottom - height, Math.PI / 2),
  ];
  const [first = []] = turns;
  const points = turns.flatMap((turn, index) => {
    const [start, ...rest] = turn;
    const before = turns[index - 1]?.at(-1);
    // A straight side is a curve whose control points are its ends.
    return start === undefined || before === undefined ? turn : [before, start, start, ...rest];
  });
  const start = first[0];
  const end = points.at(-1);
  if (start === undefined || end === undefined) return;
  drawFigures(player, [{ points: [...points, end, start, start], isCurve: true, isClosed: true }], whole);
}

export type ArcKind = "arc" | "chord" | "pie" | "arc to";

/** A part of an ellipse between two rays from its middle. */
export function drawArc(player: Player, kind: ArcKind, box: Box, from: Point, to: Point): void {
  const start = angleTowards(box, from);
  const end = angleTowards(box, to);
  const turn = 2 * Math.PI;
  // y grows downwards: with the clock is towards larger angles.
  const forward = (((end - start) % turn) + turn) % turn || turn;
  const sweep = player.context.arcsGoWithClock ? forward : forward === turn ? -turn : forward - turn;
  const points = arcPoints(box, start, start + sweep);
  if (kind === "arc to") {
    const [first] = points;
    if (first === undefined) return;
    drawOn(player, [first], false);
    drawOn(player, points.slice(1), true);
  } else if (kind === "pie") {
    const centre = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    const [first = centre] = points;
    drawFigures(player, [{ points: [centre, centre, first, ...points], isCurve: true, isClosed: true }], whole);
  } else {
    const isChord = kind === "chord";
    drawFigures(player, [{ points, isCurve: true, isClosed: isChord }], { fill: isChord, stroke: true });
  }
}
