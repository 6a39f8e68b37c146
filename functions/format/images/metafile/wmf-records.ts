import { clipOut, clipTo } from "./clip.ts";
import { brushOf, colourOf, type Font, penOf } from "./device-context.ts";
import type { Fields } from "./fields.ts";
import { type Box, cornersOf, type Point } from "./geometry.ts";
import { decodeLetters, drawLetters, takeCharacters } from "./letters.ts";
import { deleteObject, keepNext, selectObject } from "./objects.ts";
import { drawFigures, drawOn, moveTo, type Player, restoreContext, saveContext, set } from "./player.ts";
import { drawArc, drawEllipse, drawRectangle, drawRoundRectangle } from "./shapes.ts";

/** A record's parameters, without its length and number. They lie in the reverse order of the call that was recorded. */
export type WmfHandler = (player: Player, record: Fields) => void;

export function wmfPoint(record: Fields, at: number): Point {
  return { x: record.i16(at + 2), y: record.i16(at) };
}

function wmfBox(record: Fields, at: number): Box {
  return {
    left: record.i16(at + 6),
    top: record.i16(at + 4),
    right: record.i16(at + 2),
    bottom: record.i16(at),
  };
}

function wmfPoints(record: Fields, at: number, count: number): readonly Point[] {
  const there = Math.max(0, Math.min(count, Math.floor((record.bytes.length - at) / 4)));
  return Array.from({ length: there }, (_, index) => ({
    x: record.i16(at + index * 4),
    y: record.i16(at + index * 4 + 2),
  }));
}

const figure =
  (isClosed: boolean): WmfHandler =>
  (player, record) =>
    drawFigures(player, [{ points: wmfPoints(record, 2, record.u16(0)), isClosed }], { fill: isClosed, stroke: true });

function polygons(player: Player, record: Fields): void {
  const count = record.u16(0);
  let at = 2 + count * 2;
  const figures = [];
  for (let index = 0; index < count && at < record.bytes.length; index += 1) {
    const points = wmfPoints(record, at, record.u16(2 + index * 2));
    figures.push({ points, isClosed: true });
    at += points.length * 4;
  }
  drawFigures(player, figures, { fill: true, stroke: true });
}

const arc =
  (kind: "arc" | "chord" | "pie"): WmfHandler =>
  (player, record) =>
    drawArc(player, kind, wmfBox(record, 8), wmfPoint(record, 4), wmfPoint(record, 0));

function extent(name: "windowExtent" | "viewportExtent"): WmfHandler {
  return (player, record) => {
    const { x, y } = wmfPoint(record, 0);
    if (x !== 0 && y !== 0) set(player, { [name]: { x, y } });
  };
}

function scaledExtent(name: "windowExtent" | "viewportExtent"): WmfHandler {
  return (player, record) => {
    const [yBy = 1, yTimes = 1, xBy = 1, xTimes = 1] = [0, 2, 4, 6].map((at) => record.i16(at) || 1);
    const { x, y } = player.context[name];
    set(player, { [name]: { x: (x * xTimes) / xBy, y: (y * yTimes) / yBy } });
  };
}

function moved(name: "windowOrigin" | "viewportOrigin"): WmfHandler {
  return (player, record) => {
    const { x, y } = player.context[name];
    const by = wmfPoint(record, 0);
    set(player, { [name]: { x: x + by.x, y: y + by.y } });
  };
}

function fontOf(record: Fields): Font {
  const name = Buffer.from(record.slice(18, 32)).toString("latin1").split("\0", 1)[0] ?? "";
  return {
    height: record.i16(0),
    angle: record.i16(4) / 10,
    weight: record.i16(8),
    italic: record.u8(10) !== 0,
    underline: record.u8(11) !== 0,
    strike: record.u8(12) !== 0,
    charset: record.u8(13),
    pitchFamily: record.u8(17),
    face: name,
  };
}

function textOut(player: Player, record: Fields): void {
  const count = Math.max(0, record.i16(0));
  const at = 2 + count + (count % 2);
  const text = decodeLetters(record.slice(2, takeCharacters(player, count)), player.context.font);
  drawLetters(player, { text, at: wmfPoint(record, at), advances: [] });
}

const opaque = 2;
const clipped = 4;

function extTextOut(player: Player, record: Fields): void {
  const count = Math.max(0, record.i16(4));
  const flags = record.u16(6);
  const textAt = (flags & (opaque | clipped)) === 0 ? 8 : 16;
  const advancesAt = textAt + count + (count % 2);
  const bytes = record.slice(textAt, takeCharacters(player, count));
  const text = decodeLetters(bytes, player.context.font);
  const has = advancesAt + count * 2 <= record.bytes.length;
  const advances = has ? Array.from(bytes, (_, index) => record.i16(advancesAt + index * 2)) : [];
  const behind =
    (flags & opaque) === 0
      ? undefined
      : { left: record.i16(8), top: record.i16(10), right: record.i16(12), bottom: record.i16(14) };
  // Letters of two bytes have an advance for each byte.
  const isSingle = text.length === bytes.length;
  drawLetters(player, { text, at: wmfPoint(record, 0), advances: isSingle ? advances : [], behind });
}

/** What each record does that draws no pixels, by the number of its function ([MS-WMF] 2.1.1.1). */
export const wmfHandlers: ReadonlyMap<number, WmfHandler> = new Map<number, WmfHandler>([
  [0x00_1e, saveContext],
  [0x01_27, (player, record) => restoreContext(player, record.i16(0))],
  [0x01_02, (player, record) => set(player, { isOpaque: record.u16(0) === 2 })],
  [0x01_03, (player, record) => set(player, { mapMode: record.u16(0) })],
  [0x01_04, (player, record) => set(player, { rop: record.u16(0) })],
  [0x01_06, (player, record) => set(player, { fillRule: record.u16(0) === 2 ? "nonzero" : "evenodd" })],
  [0x01_2e, (player, record) => set(player, { align: record.u16(0) })],
  [0x02_01, (player, record) => set(player, { backColour: colourOf(record.u32(0)) })],
  [0x02_09, (player, record) => set(player, { textColour: colourOf(record.u32(0)) })],
  [0x02_0b, (player, record) => set(player, { windowOrigin: wmfPoint(record, 0) })],
  [0x02_0c, extent("windowExtent")],
  [0x02_0d, (player, record) => set(player, { viewportOrigin: wmfPoint(record, 0) })],
  [0x02_0e, extent("viewportExtent")],
  [0x02_0f, moved("windowOrigin")],
  [0x02_11, moved("viewportOrigin")],
  [0x04_10, scaledExtent("windowExtent")],
  [0x04_12, scaledExtent("viewportExtent")],
  [0x02_13, (player, record) => drawOn(player, [wmfPoint(record, 0)], false)],
  [0x02_14, (player, record) => moveTo(player, wmfPoint(record, 0))],
  [0x04_15, (player, record) => clipOut(player, cornersOf(wmfBox(record, 0)))],
  [0x04_16, (player, record) => clipTo(player, cornersOf(wmfBox(record, 0)))],
  [0x08_17, arc("arc")],
  [0x08_1a, arc("pie")],
  [0x08_30, arc("chord")],
  [0x04_18, (player, record) => drawEllipse(player, wmfBox(record, 0))],
  [0x04_1b, (player, record) => drawRectangle(player, wmfBox(record, 0))],
  [0x06_1c, (player, record) => drawRoundRectangle(player, wmfBox(record, 4), wmfPoint(record, 0))],
  [0x03_24, figure(true)],
  [0x03_25, figure(false)],
  [0x05_38, polygons],
  [0x05_21, textOut],
  [0x0a_32, extTextOut],
  [0x01_2d, (player, record) => selectObject(player, player.objects.get(record.u16(0)))],
  [0x01_2c, (player, record) => selectObject(player, player.objects.get(record.u16(0)))],
  [0x01_f0, (player, record) => deleteObject(player, record.u16(0))],
  [0x00_f7, (player) => keepNext(player, { kind: "other" })],
  [
    0x02_fa,
    (player, record) => keepNext(player, { kind: "pen", pen: penOf(record.u16(0), record.i16(2), record.u32(6)) }),
  ],
  [0x02_fb, (player, record) => keepNext(player, { kind: "font", font: fontOf(record) })],
  [
    0x02_fc,
    (player, record) =>
      keepNext(player, { kind: "brush", brush: brushOf(record.u16(0), record.u32(2), record.u16(6)) }),
  ],
  [
    0x06_ff,
    (player, record) =>
      keepNext(player, {
        kind: "region",
        box: { left: record.i16(14), top: record.i16(16), right: record.i16(18), bottom: record.i16(20) },
      }),
  ],
]);
