import type { Brush } from "./device-context.ts";
import type { DibOptions, DibPicture, DibSource } from "./dib.ts";
import { apply, type Box, boxOf, cornersOf, followedBy, type Matrix, written } from "./geometry.ts";
import { clipOf, drawFigures, matrixOf, type Player } from "./player.ts";

/** Ternary raster operations, as what CSS calls them where they mix what is there with what comes. */
const blends: ReadonlyMap<number, string> = new Map([
  [0x00_88_00_c6, "multiply"],
  [0x00_ee_00_86, "screen"],
  [0x00_66_00_46, "difference"],
]);
/** What comes covers what is there. */
export const sourceCopy = 0x00_cc_00_20;
const nothing = 0x00_aa_00_29;
const blackness = 0x00_00_00_42;
const patternInvert = 0x00_5a_00_49;
const whiteness = 0x00_ff_00_62;
const withBrush = new Set([0x00_f0_00_21, 0x00_a0_00_c9, 0x00_fa_00_89]);

export interface Blit {
  /** Logical; where its width or height is negative the picture is turned over. */
  readonly target: Box;
  readonly rop: number;
  /** Absent: nothing comes but the brush. */
  readonly source?: DibSource | undefined;
  /** In pixels of the source, from its upper left corner. Absent: all of it. */
  readonly part?: Box | undefined;
  readonly opacity?: DibOptions["opacity"];
  /** Of the whole, 0 to 1. */
  readonly alpha?: number;
}

/** Draws a bitmap, or fills a box with a brush. */
export function drawPixels(player: Player, { target, rop, source, part, opacity, alpha }: Blit): void {
  if (rop === nothing) return;
  if (rop === patternInvert) {
    player.inverted = player.inverted === undefined ? player.context.brush : undefined;
    return;
  }
  if (source === undefined || rop === blackness || rop === whiteness) {
    const brush = brushFor(rop, player.context.brush);
    if (brush !== undefined)
      drawFigures(player, [{ points: cornersOf(target), isClosed: true }], { fill: true, brush });
    return;
  }
  const cut =
    part === undefined
      ? undefined
      : { x: part.left, y: part.top, width: part.right - part.left, height: part.bottom - part.top };
  const picture = player.dibs(source, {
    ...(cut !== undefined && cut.width > 0 && cut.height > 0 && { part: cut }),
    ...(opacity !== undefined && { opacity }),
  });
  if (picture !== undefined) {
    placePicture(player, picture, target, { blend: blends.get(rop), ...(alpha !== undefined && { alpha }) });
  }
}

function brushFor(rop: number, selected: Brush): Brush | undefined {
  if (rop === blackness) return { kind: "solid", colour: "#000000" };
  if (rop === whiteness) return { kind: "solid", colour: "#ffffff" };
  return withBrush.has(rop) ? selected : undefined;
}

interface Placing {
  readonly blend?: string | undefined;
  readonly alpha?: number;
  /** From what the target is measured in to device units. */
  readonly matrix?: Matrix;
}

export function placePicture(player: Player, picture: DibPicture, target: Box, placing: Placing = {}): void {
  const { href, width, height } = picture;
  const { blend, alpha = 1, matrix = matrixOf(player) } = placing;
  const { left, top, right, bottom } = target;
  const spread = { a: (right - left) / width, b: 0, c: 0, d: (bottom - top) / height, e: left, f: top };
  const placed = followedBy(spread, matrix);
  const numbers = [placed.a, placed.b, placed.c, placed.d].map((value) => Math.round(value * 1e6) / 1e6);
  if (!numbers.every(Number.isFinite) || placed.a * placed.d - placed.b * placed.c === 0) return;
  const faded = alpha < 1 ? ` opacity="${written(alpha)}"` : "";
  player.canvas.add(
    `<image width="${width}" height="${height}" preserveAspectRatio="none"${faded} transform="matrix(${numbers.join(" ")} ${written(placed.e)} ${written(placed.f)})" href="${href}"/>`,
    boxOf(cornersOf(target).map((corner) => apply(matrix, corner))),
    clipOf(player.context),
    blend,
  );
}
