import { boxAt, type EmfHandler, pointAt } from "./emf-fields.ts";
import type { Fields } from "./fields.ts";
import { decodeLetters, drawLetters, takeCharacters } from "./letters.ts";
import type { Player } from "./player.ts";

const options = { opaque: 2, glyphs: 0x10, narrow: 0x200, noBox: 0x100, pairs: 0x2000 } as const;

function textAt(player: Player, record: Fields, at: number, count: number, isWide: boolean): string {
  if (isWide) return Buffer.from(record.slice(at, count * 2)).toString("utf16le");
  return decodeLetters(record.slice(at, count), player.context.font);
}

/** @param start of EMRTEXT in the record */
function drawText(player: Player, record: Fields, start: number, isWide: boolean): void {
  const flags = record.u32(start + 16);
  // Numbers of glyphs mean nothing without the font.
  if ((flags & options.glyphs) !== 0) return;
  const count = takeCharacters(player, record.u32(start + 8));
  const advancesAt = record.u32(start + 36);
  const step = (flags & options.pairs) === 0 ? 4 : 8;
  const has = advancesAt > 0 && advancesAt + count * step <= record.bytes.length;
  const advances = has ? Array.from({ length: count }, (_, index) => record.i32(advancesAt + index * step)) : [];
  const text = textAt(player, record, record.u32(start + 12), count, isWide);
  const behind = (flags & options.opaque) === 0 ? undefined : boxAt(record, start + 20);
  drawLetters(player, { text, at: pointAt(record, start), advances, behind });
}

const single =
  (isWide: boolean): EmfHandler =>
  (player, record) =>
    drawText(player, record, 36, isWide);

const many =
  (isWide: boolean): EmfHandler =>
  (player, record) => {
    const count = Math.min(record.u32(36), Math.floor((record.bytes.length - 40) / 40));
    for (let index = 0; index < count; index += 1) drawText(player, record, 40 + index * 40, isWide);
  };

const small: EmfHandler = (player, record) => {
  const flags = record.u32(20);
  if ((flags & options.glyphs) !== 0) return;
  const at = (flags & options.noBox) === 0 ? 52 : 36;
  const text = textAt(player, record, at, takeCharacters(player, record.u32(16)), (flags & options.narrow) === 0);
  drawLetters(player, { text, at: pointAt(record, 8), advances: [] });
};

/** What each record does that draws text, by its number. */
export const emfLetterHandlers: ReadonlyMap<number, EmfHandler> = new Map<number, EmfHandler>([
  [83, single(false)],
  [84, single(true)],
  [96, many(false)],
  [97, many(true)],
  [108, small],
]);
