import { fromTop, packedDib } from "./dib.ts";
import type { Fields } from "./fields.ts";
import type { Box } from "./geometry.ts";
import { keepNext } from "./objects.ts";
import { drawPixels, sourceCopy } from "./pixels.ts";
import type { Player } from "./player.ts";
import type { WmfHandler } from "./wmf-records.ts";

/** Height, width, y and x, in this order. */
function extentAt(record: Fields, sizeAt: number, placeAt: number): Box {
  const left = record.i16(placeAt + 2);
  const top = record.i16(placeAt);
  return { left, top, right: left + record.i16(sizeAt + 2), bottom: top + record.i16(sizeAt) };
}

function rest(record: Fields, at: number): Uint8Array {
  return record.slice(at, record.bytes.length);
}

const noBitmapBytesMax = 24;

/** @param sizeAt of the part of the bitmap; absent where it has the size of the target */
function blit(sizeAt: number | undefined): WmfHandler {
  return (player, record) => {
    const rop = record.u32(0);
    const at = 4 + (sizeAt === undefined ? 0 : 4);
    // Without a bitmap, nothing stands in the place of it, and a number that means nothing before the target.
    if (record.bytes.length < noBitmapBytesMax) {
      drawPixels(player, { target: extentAt(record, at + 6, at + 10), rop });
      return;
    }
    const target = extentAt(record, at + 4, at + 8);
    const part = sizeAt === undefined ? extentAt(record, at + 4, 4) : extentAt(record, sizeAt, 8);
    drawPixels(player, { target, rop, source: packedDib(rest(record, at + 12), 0), part });
  };
}

const stretched: WmfHandler = (player, record) => {
  const source = packedDib(rest(record, 22), record.u16(4));
  const part = fromTop(extentAt(record, 6, 10), source);
  drawPixels(player, { target: extentAt(record, 14, 18), rop: record.u32(0), source, part });
};

const toDevice: WmfHandler = (player, record) => {
  const source = packedDib(rest(record, 18), record.u16(0));
  const part = fromTop(extentAt(record, 10, 6), source);
  drawPixels(player, { target: extentAt(record, 10, 14), rop: sourceCopy, source, part });
};

function patternBrush(player: Player, record: Fields): void {
  const made = player.dibs(packedDib(rest(record, 4), record.u16(2)));
  keepNext(player, made === undefined ? { kind: "other" } : { kind: "brush", brush: { kind: "pattern", ...made } });
}

/** What each record does that draws pixels, by the number of its function. Bitmaps of devices are of no known colours. */
export const wmfPixelHandlers: ReadonlyMap<number, WmfHandler> = new Map<number, WmfHandler>([
  [0x01_42, patternBrush],
  [0x01_f9, (player) => keepNext(player, { kind: "other" })],
  [0x02_fd, (player) => keepNext(player, { kind: "other" })],
  [0x06_fe, (player) => keepNext(player, { kind: "other" })],
  [0x06_1d, (player, record) => drawPixels(player, { target: extentAt(record, 4, 8), rop: record.u32(0) })],
  [0x09_40, blit(undefined)],
  [0x0b_41, blit(4)],
  [0x0d_33, toDevice],
  [0x0f_43, stretched],
]);
