import type { Drawing } from "./canvas.ts";
import { boxAt, pointAt } from "./emf-fields.ts";
import { emfLetterHandlers } from "./emf-letters.ts";
import { emfPixelHandlers } from "./emf-pixels.ts";
import { newEmfPlus, readEmfPlus } from "./emf-plus.ts";
import { emfHandlers } from "./emf-records.ts";
import { emfStateHandlers } from "./emf-state.ts";
import { type Fields, fieldsOf } from "./fields.ts";
import { type Box, identity } from "./geometry.ts";
import { placePicture } from "./pixels.ts";
import { isBeyondLimits, openPlayer, recordsMax } from "./player.ts";

const pagePixelsPerMm = 96 / 25.4;
const hundredthsPerMm = 100;
const headerType = 1;
const endType = 14;
const commentType = 70;
const handlers = new Map([...emfStateHandlers, ...emfHandlers, ...emfLetterHandlers, ...emfPixelHandlers]);

/** Whether bytes begin as an enhanced metafile does. */
export function isEmf(fields: Fields): boolean {
  return fields.u32(0) === headerType && fields.u32(40) === 0x464d_4520;
}

/** Plays an enhanced metafile ([MS-EMF]). */
export function playEmf(file: Fields): Drawing {
  const device = pointAt(file, 72);
  const millimetres = pointAt(file, 80);
  const measured = device.x > 0 && millimetres.x > 0 ? device.x / millimetres.x : pagePixelsPerMm;
  const dotsPerMm = Math.max(0.1, Math.min(1000, measured));
  const player = openPlayer({ dotsPerMm, pixel: dotsPerMm / pagePixelsPerMm });
  const plus = newEmfPlus();
  let count = 0;
  for (let at = 0; at + 8 <= file.bytes.length; count += 1) {
    const type = file.u32(at);
    const size = file.u32(at + 4);
    if (type === endType || size < 8 || at + size > file.bytes.length) break;
    if (count > recordsMax) return { undrawn: "too much" };
    const record = fieldsOf(file.bytes.subarray(at, at + size));
    if (type === commentType) readEmfPlus(plus, record);
    else handlers.get(type)?.(player, record);
    if (isBeyondLimits(player)) return { undrawn: "too much" };
    at += size;
  }
  const view = viewOf(file, dotsPerMm, player.canvas.drawn());
  if (!plus.isDual && plus.drawsMore) return { undrawn: "EMF+" };
  if (plus.picture !== undefined && view !== undefined && (player.canvas.drawn() === undefined || !plus.isDual)) {
    placePicture(player, plus.picture, view, { matrix: identity });
  }
  if (view === undefined || player.canvas.drawn() === undefined) return { undrawn: "nothing" };
  const size = { x: (view.right - view.left) / player.pixel, y: (view.bottom - view.top) / player.pixel };
  return player.canvas.drawing(view, size);
}

/** In device units: the frame of the picture, else its bounds, else all that is drawn. */
function viewOf(file: Fields, dotsPerMm: number, drawn: Box | undefined): Box | undefined {
  const frame = boxAt(file, 24);
  const unit = dotsPerMm / hundredthsPerMm;
  const framed = {
    left: frame.left * unit,
    top: frame.top * unit,
    right: frame.right * unit,
    bottom: frame.bottom * unit,
  };
  const bounds = boxAt(file, 8);
  const isFar = (box: Box) =>
    drawn !== undefined &&
    (box.left > drawn.right || box.right < drawn.left || box.top > drawn.bottom || box.bottom < drawn.top);
  return [framed, { ...bounds, right: bounds.right + 1, bottom: bounds.bottom + 1 }, drawn].find(
    (box) => box !== undefined && box.right > box.left && box.bottom > box.top && !isFar(box),
  );
}
