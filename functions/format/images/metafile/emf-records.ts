import { brushOf, type Font, penOf, stockObject } from "./device-context.ts";
import { boxAt, type EmfHandler, pointAt, pointListsAt, pointsAt } from "./emf-fields.ts";
import type { Fields } from "./fields.ts";
import { cornersOf, type Point } from "./geometry.ts";
import { deleteObject, keepObject, selectObject } from "./objects.ts";
import { drawFigures, drawOn, moveTo, type Player, paintPath, pointsMax, set } from "./player.ts";
import { drawArc, drawEllipse, drawRectangle, drawRoundRectangle } from "./shapes.ts";

const stockBit = 0x8000_0000;

/** One polygon, line or curve: `16` records have shorter numbers and are else the same. */
function figure(isShort: boolean, kind: "line" | "polygon" | "curve"): EmfHandler {
  return (player, record) => {
    const points = pointsAt(record, 28, record.u32(24), isShort);
    const isClosed = kind === "polygon";
    drawFigures(player, [{ points, isClosed, isCurve: kind === "curve" }], { fill: isClosed, stroke: true });
  };
}

function onwards(isShort: boolean, isCurve: boolean): EmfHandler {
  return (player, record) => drawOn(player, pointsAt(record, 28, record.u32(24), isShort), isCurve);
}

function figures(isShort: boolean, isClosed: boolean): EmfHandler {
  return (player, record) => {
    const lists = pointListsAt(record, 32, record.u32(24), isShort);
    drawFigures(
      player,
      lists.map((points) => ({ points, isClosed })),
      { fill: isClosed, stroke: true },
    );
  };
}

const typeBits = 6;
const lineType = 2;
const curveType = 4;

/** Moves, lines and curves, each point with its type. */
function mixed(isShort: boolean): EmfHandler {
  return (player, record) => {
    const points = pointsAt(record, 28, record.u32(24), isShort);
    const typesAt = 28 + record.u32(24) * (isShort ? 4 : 8);
    let start: Point = player.context.position;
    let curve: Point[] = [];
    for (const [index, point] of points.entries()) {
      const type = record.u8(typesAt + index);
      if ((type & typeBits) === curveType) {
        curve.push(point);
        if (curve.length < 3) continue;
        drawOn(player, curve, true);
        curve = [];
      } else if ((type & typeBits) === lineType) drawOn(player, [point], false);
      else {
        moveTo(player, point);
        start = point;
      }
      if ((type & 1) !== 0) drawOn(player, [start], false);
    }
  };
}

function fontAt(record: Fields, at: number): Font {
  const name = Buffer.from(record.slice(at + 28, 64)).toString("utf16le");
  return {
    height: record.i32(at),
    angle: record.i32(at + 8) / 10,
    weight: record.i32(at + 16),
    italic: record.u8(at + 20) !== 0,
    underline: record.u8(at + 21) !== 0,
    strike: record.u8(at + 22) !== 0,
    charset: record.u8(at + 23),
    pitchFamily: record.u8(at + 27),
    face: name.split("\0", 1)[0] ?? "",
  };
}

const dashesMax = 16;

function extendedPen(player: Player, record: Fields): void {
  const style = record.u32(28);
  const isGeometric = (style & 0x1_0000) !== 0;
  const dashes = Array.from({ length: Math.min(record.u32(48), dashesMax) }, (_, index) => record.u32(52 + index * 4));
  const pen = penOf(style, isGeometric ? record.u32(32) : 0, record.u32(40), dashes);
  // BS_NULL: it has no colour, and draws nothing.
  keepObject(player, record.u32(8), { kind: "pen", pen: record.u32(36) === 1 ? { ...pen, line: "none" } : pen });
}

/** A pattern of pixels, by where its parts lie in a record. */
const patternBrush: EmfHandler = (player, record) => {
  const info = record.slice(record.u32(16), record.u32(20));
  const bits = record.slice(record.u32(24), record.u32(28));
  const made = player.dibs({ info, bits, isOfPalette: record.u32(12) === 1 });
  keepObject(
    player,
    record.u32(8),
    made === undefined ? { kind: "other" } : { kind: "brush", brush: { kind: "pattern", ...made } },
  );
};

function angleArc(player: Player, record: Fields): void {
  const { x, y } = pointAt(record, 8);
  const radius = record.u32(16);
  const box = { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
  const ray = (degrees: number): Point => {
    const angle = (-degrees * Math.PI) / 180;
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  };
  const start = record.f32(20);
  const sweep = record.f32(24);
  const before = player.context.arcsGoWithClock;
  set(player, { arcsGoWithClock: sweep < 0 });
  drawArc(player, "arc to", box, ray(start), ray(start + sweep));
  set(player, { arcsGoWithClock: before });
}

const fillRegion =
  (regionAt: number): EmfHandler =>
  (player, record) => {
    const handle = record.u32(28);
    const object = handle >= stockBit ? stockObject(handle - stockBit) : player.objects.get(handle);
    const brush = regionAt === 32 && object?.kind === "brush" ? object.brush : player.context.brush;
    const there = Math.floor((record.bytes.length - regionAt - 32) / 16);
    const count = Math.min(record.u32(regionAt + 8), there, pointsMax);
    // A region has logical units: drawn like any other figure.
    const boxes = Array.from({ length: Math.max(0, count) }, (_, index) => boxAt(record, regionAt + 32 + index * 16));
    drawFigures(
      player,
      boxes.map((box) => ({ points: cornersOf(box), isClosed: true })),
      { fill: true, brush },
    );
  };

const arc =
  (kind: "arc" | "chord" | "pie" | "arc to"): EmfHandler =>
  (player, record) =>
    drawArc(player, kind, boxAt(record, 8), pointAt(record, 24), pointAt(record, 32));

/** What each record does that draws lines and shapes, or makes what they are drawn with, by its number ([MS-EMF] 2.1.1). */
export const emfHandlers: ReadonlyMap<number, EmfHandler> = new Map<number, EmfHandler>([
  [2, figure(false, "curve")],
  [3, figure(false, "polygon")],
  [4, figure(false, "line")],
  [5, onwards(false, true)],
  [6, onwards(false, false)],
  [7, figures(false, false)],
  [8, figures(false, true)],
  [
    37,
    (player, record) => {
      const handle = record.u32(8);
      selectObject(player, handle >= stockBit ? stockObject(handle - stockBit) : player.objects.get(handle));
    },
  ],
  [
    38,
    (player, record) =>
      keepObject(player, record.u32(8), {
        kind: "pen",
        pen: penOf(record.u32(12), record.i32(16), record.u32(24)),
      }),
  ],
  [
    39,
    (player, record) =>
      keepObject(player, record.u32(8), {
        kind: "brush",
        brush: brushOf(record.u32(12), record.u32(16), record.u32(20)),
      }),
  ],
  [40, (player, record) => deleteObject(player, record.u32(8))],
  [41, angleArc],
  [42, (player, record) => drawEllipse(player, boxAt(record, 8))],
  [43, (player, record) => drawRectangle(player, boxAt(record, 8))],
  [44, (player, record) => drawRoundRectangle(player, boxAt(record, 8), pointAt(record, 24))],
  [45, arc("arc")],
  [46, arc("chord")],
  [47, arc("pie")],
  [54, (player, record) => drawOn(player, [pointAt(record, 8)], false)],
  [55, arc("arc to")],
  [56, mixed(false)],
  [59, (player) => void (player.path = { data: [], box: undefined, isOpen: true, hasFigure: false })],
  [60, (player) => void (player.path && (player.path.isOpen = false))],
  [61, closeFigure],
  [62, (player) => paintPath(player, { fill: true })],
  [63, (player) => paintPath(player, { fill: true, stroke: true })],
  [64, (player) => paintPath(player, { stroke: true })],
  [68, (player) => void (player.path = undefined)],
  [71, fillRegion(32)],
  [74, fillRegion(28)],
  [82, (player, record) => keepObject(player, record.u32(8), { kind: "font", font: fontAt(record, 12) })],
  [85, figure(true, "curve")],
  [86, figure(true, "polygon")],
  [87, figure(true, "line")],
  [88, onwards(true, true)],
  [89, onwards(true, false)],
  [90, figures(true, false)],
  [91, figures(true, true)],
  [92, mixed(true)],
  [93, patternBrush],
  [94, patternBrush],
  [95, extendedPen],
]);

function closeFigure({ path }: Player): void {
  if (!path?.isOpen || path.data.length === 0) return;
  path.data.push("Z");
  path.hasFigure = false;
}
