import { colourOf } from "./device-context.ts";
import { type DibSource, fromTop } from "./dib.ts";
import type { EmfHandler } from "./emf-fields.ts";
import type { Fields } from "./fields.ts";
import { type Box, boxOf, cornersOf, type Point } from "./geometry.ts";
import { drawPixels, sourceCopy } from "./pixels.ts";
import { drawFigures, type Player } from "./player.ts";

function sourceAt(record: Fields, at: number, usageAt: number): DibSource | undefined {
  const infoBytes = record.u32(at + 4);
  if (infoBytes === 0) return undefined;
  return {
    info: record.slice(record.u32(at), infoBytes),
    bits: record.slice(record.u32(at + 8), record.u32(at + 12)),
    isOfPalette: record.u32(usageAt) === 1,
  };
}

/** Two numbers and two lengths, as they lie in a record at these places. */
function extentAt(record: Fields, at: number, sizeAt: number): Box {
  const left = record.i32(at);
  const top = record.i32(at + 4);
  return { left, top, right: left + record.i32(sizeAt), bottom: top + record.i32(sizeAt + 4) };
}

const stretched: EmfHandler = (player, record) => {
  const source = sourceAt(record, 48, 64);
  const part = source && fromTop(extentAt(record, 32, 40), source);
  drawPixels(player, { target: extentAt(record, 24, 72), rop: record.u32(68), source, part });
};

const toDevice: EmfHandler = (player, record) => {
  const source = sourceAt(record, 48, 64);
  const part = source && fromTop(extentAt(record, 32, 40), source);
  const { x, y } = { x: record.i32(24), y: record.i32(28) };
  const target = { left: x, top: y, right: x + record.i32(40), bottom: y + record.i32(44) };
  drawPixels(player, { target, rop: sourceCopy, source, part });
};

/** BitBlt and its kin, whose bitmap's size is given by the target unless there is another one in the record. */
function blit(kind: "plain" | "stretched" | "alpha" | "transparent"): EmfHandler {
  return (player, record) => {
    const source = sourceAt(record, 84, 80);
    const part = extentAt(record, 44, kind === "plain" ? 32 : 100);
    const how = record.u32(40);
    drawPixels(player, {
      target: extentAt(record, 24, 32),
      rop: kind === "alpha" || kind === "transparent" ? sourceCopy : how,
      source,
      part,
      ...(kind === "alpha" && { alpha: ((how >>> 16) & 0xff) / 255 }),
      ...(kind === "alpha" && how >>> 24 === 1 && { opacity: "own" as const }),
      ...(kind === "transparent" && { opacity: { transparent: colourOf(how) } }),
    });
  };
}

const verticesMax = 10_000;

/** Boxes and triangles whose colours run into each other: each is filled with the one in the middle. */
function gradient(player: Player, record: Fields): void {
  const count = Math.min(record.u32(24), verticesMax);
  const isTriangles = record.u32(32) === 2;
  const corners = isTriangles ? 3 : 2;
  const listAt = 36 + count * 16;
  const fills = Math.min(record.u32(28), verticesMax, Math.floor((record.bytes.length - listAt) / (corners * 4)));
  for (let index = 0; index < fills; index += 1) {
    const points: Point[] = [];
    let colour = [0, 0, 0];
    for (let corner = 0; corner < corners; corner += 1) {
      const vertex = record.u32(listAt + (index * corners + corner) * 4);
      if (vertex >= count) return;
      const at = 36 + vertex * 16;
      points.push({ x: record.i32(at), y: record.i32(at + 4) });
      colour = colour.map((sum, channel) => sum + (record.u16(at + 8 + channel * 2) >>> 8) / corners);
    }
    const [red = 0, green = 0, blue = 0] = colour.map(Math.round);
    const brush = { kind: "solid", colour: colourOf(red | (green << 8) | (blue << 16)) } as const;
    const shape = isTriangles ? points : cornersOf(boxOf(points));
    drawFigures(player, [{ points: shape, isClosed: true }], { fill: true, brush });
  }
}

/** What each record does that draws pixels, by its number. */
export const emfPixelHandlers: ReadonlyMap<number, EmfHandler> = new Map<number, EmfHandler>([
  [76, blit("plain")],
  [77, blit("stretched")],
  // With a mask, which says what stays as it was: nobody makes them any more, and without it the picture is there.
  [78, blit("plain")],
  [80, toDevice],
  [81, stretched],
  [114, blit("alpha")],
  [116, blit("transparent")],
  [118, gradient],
]);
