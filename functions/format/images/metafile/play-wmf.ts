import type { Drawing } from "./canvas.ts";
import { type Fields, fieldsOf } from "./fields.ts";
import type { Box, Point } from "./geometry.ts";
import { isBeyondLimits, openPlayer, type Player, recordsMax, set } from "./player.ts";
import { wmfPixelHandlers } from "./wmf-pixels.ts";
import { wmfHandlers, wmfPoint } from "./wmf-records.ts";

const placeableKey = 0x9ac6_cdd7;
const placeableBytes = 22;
const headerBytes = 18;
const pagePixelsPerInch = 96;
/** What units mean where nothing says it: hundredths of a millimetre, as word processors measure them. */
const usualUnitsPerInch = 2540;
const anisotropic = 8;
const windowOrigin = 0x02_0b;
const windowExtent = 0x02_0c;
const viewportExtent = 0x02_0e;
const handlers = new Map([...wmfHandlers, ...wmfPixelHandlers]);

/** Whether bytes begin as a Windows metafile does, with or without a header that says how large it is. */
export function isWmf(fields: Fields): boolean {
  const at = fields.u32(0) === placeableKey ? placeableBytes : 0;
  const isHeader = (fields.u16(at) === 1 || fields.u16(at) === 2) && fields.u16(at + 2) === 9;
  return isHeader && fields.bytes.length >= at + headerBytes;
}

interface Placeable {
  readonly box: Box;
  readonly unitsPerInch: number;
}

function placeableOf(file: Fields): Placeable | undefined {
  if (file.u32(0) !== placeableKey) return undefined;
  const [left = 0, top = 0, right = 0, bottom = 0] = [6, 8, 10, 12].map((at) => file.i16(at));
  const box = {
    left: Math.min(left, right),
    top: Math.min(top, bottom),
    right: Math.max(left, right),
    bottom: Math.max(top, bottom),
  };
  if (box.right === box.left || box.bottom === box.top) return undefined;
  return { box, unitsPerInch: file.u16(14) || usualUnitsPerInch };
}

/** Plays a Windows metafile ([MS-WMF]). */
export function playWmf(file: Fields): Drawing {
  const placeable = placeableOf(file);
  const records = recordsOf(file, file.u32(0) === placeableKey ? placeableBytes + headerBytes : headerBytes);
  if (records.length > recordsMax) return { undrawn: "too much" };
  const window = windowOf(records, placeable);
  const longer = window === undefined ? usualUnitsPerInch : Math.max(Math.abs(window.x), Math.abs(window.y));
  const player = openPlayer({ dotsPerMm: usualUnitsPerInch / 25.4, pixel: longer / usualPixels });
  // The picture itself is the viewport: its units are those of the window that is set first.
  const size = { x: Math.abs(window?.x ?? 1), y: Math.abs(window?.y ?? 1) };
  set(player, { mapMode: anisotropic, windowExtent: window ?? size, viewportExtent: size });
  if (placeable !== undefined && !records.some(({ kind }) => kind === windowExtent)) {
    set(player, { windowOrigin: { x: placeable.box.left, y: placeable.box.top } });
  }
  if (!play(player, records)) return { undrawn: "too much" };
  const drawn = player.canvas.drawn();
  if (drawn === undefined) return { undrawn: "nothing" };
  const hasViewport = records.some(({ kind }) => kind === viewportExtent);
  const view =
    window === undefined || hasViewport || !records.some(({ kind }) => kind === windowOrigin || kind === windowExtent)
      ? (viewOfPlaceable(window, placeable) ?? drawn)
      : { left: 0, top: 0, right: size.x, bottom: size.y };
  const shown = isApart(view, drawn) || hasViewport ? drawn : view;
  return player.canvas.drawing(shown, sizeOf(shown, placeable));
}

/** The longer side of a picture that does not say how large it is meant to be, in pixels. */
const usualPixels = 480;

interface WmfRecord {
  readonly kind: number;
  readonly fields: Fields;
}

/** As many as are played, and one more where there are more. */
function recordsOf(file: Fields, start: number): readonly WmfRecord[] {
  const records: WmfRecord[] = [];
  for (let at = start; at + 6 <= file.bytes.length && records.length <= recordsMax; ) {
    const bytes = file.u32(at) * 2;
    const kind = file.u16(at + 4);
    if (kind === 0 || bytes < 6 || at + bytes > file.bytes.length) break;
    records.push({ kind, fields: fieldsOf(file.bytes.subarray(at + 6, at + bytes)) });
    at += bytes;
  }
  return records;
}

/** How many units the picture is wide and high. */
function windowOf(records: readonly WmfRecord[], placeable: Placeable | undefined): Point | undefined {
  for (const { kind, fields } of records) {
    if (kind !== windowExtent) continue;
    const extent = wmfPoint(fields, 0);
    if (extent.x !== 0 && extent.y !== 0) return extent;
  }
  if (placeable === undefined) return undefined;
  const { left, top, right, bottom } = placeable.box;
  return { x: right - left, y: bottom - top };
}

/** Whether all of it was played. */
function play(player: Player, records: readonly WmfRecord[]): boolean {
  for (const { kind, fields } of records) {
    // Units of millimetres and the like are scaled to the size of the picture as all others are.
    const isMode = kind === 0x01_03;
    if (!isMode) handlers.get(kind)?.(player, fields);
    if (isBeyondLimits(player)) return false;
  }
  return true;
}

function viewOfPlaceable(window: Point | undefined, placeable: Placeable | undefined): Box | undefined {
  if (window === undefined || placeable === undefined) return undefined;
  return { left: 0, top: 0, right: Math.abs(window.x), bottom: Math.abs(window.y) };
}

function isApart(view: Box, drawn: Box): boolean {
  return view.left > drawn.right || view.right < drawn.left || view.top > drawn.bottom || view.bottom < drawn.top;
}

/** In pixels of the page. */
function sizeOf(view: Box, placeable: Placeable | undefined): Point {
  if (placeable !== undefined) {
    const { box, unitsPerInch } = placeable;
    const unit = pagePixelsPerInch / unitsPerInch;
    return { x: (box.right - box.left) * unit, y: (box.bottom - box.top) * unit };
  }
  const width = view.right - view.left;
  const height = view.bottom - view.top;
  const scale = Math.min(usualPixels / Math.max(width, height), 1);
  return { x: width * scale, y: height * scale };
}
