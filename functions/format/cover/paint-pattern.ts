import { type Area, type Canvas, channelsOf, fillArea } from "./cover-canvas.ts";
import {
  type CoverPattern,
  columnWidth,
  coverWidth,
  type Hills,
  hillWidth,
  patternHeight,
  type Ring,
  type Tile,
  type Tone,
  tileSize,
} from "./cover-design.ts";

const columnGap = 6;

/**
 * Paints a pattern onto the upper part of a canvas that is of one colour, the background. These few shapes are told by
 * distances alone; a renderer of SVG takes five times as long, and draws their edges otherwise with each version of it.
 */
export function paintPattern(canvas: Canvas, pattern: CoverPattern, background: string): void {
  switch (pattern.kind) {
    case "rings":
      for (const ring of pattern.rings) paintRing(canvas, pattern, ring);
      return;
    case "tiles":
      paintTiles(canvas, pattern.rows, background);
      return;
    case "hills":
      // A disc is a ring that reaches its centre.
      paintRing(canvas, pattern.sun, {
        radius: pattern.sun.radius / 2,
        width: pattern.sun.radius,
        tone: pattern.sun.tone,
      });
      for (const hills of pattern.hills) paintHills(canvas, hills);
      return;
    case "columns":
      for (const [place, { height, tone }] of pattern.columns.entries()) {
        const area = { left: place * columnWidth + columnGap, top: 0, width: columnWidth - 2 * columnGap, height };
        fillArea(canvas, area, tinted(background, tone));
      }
  }
}

function paintRing(canvas: Canvas, centre: { readonly x: number; readonly y: number }, { radius, width, tone }: Ring) {
  const paint = painter(canvas, tone);
  // An edge shades the pixels half of which it reaches.
  const outer = radius + width / 2 + 0.5;
  const inner = Math.max(0, radius - width / 2 - 0.5);
  const bottom = Math.min(patternHeight, Math.ceil(centre.y + outer));
  for (let row = Math.max(0, Math.floor(centre.y - outer)); row < bottom; row += 1) {
    const y = row + 0.5 - centre.y;
    const reach = Math.sqrt(Math.max(0, outer * outer - y * y));
    const hole = Math.sqrt(Math.max(0, inner * inner - y * y));
    const paintSpan = (from: number, to: number) => {
      const right = Math.min(coverWidth, Math.ceil(to));
      for (let column = Math.max(0, Math.floor(from)); column < right; column += 1) {
        const x = column + 0.5 - centre.x;
        paint(column, row, width / 2 + 0.5 - Math.abs(Math.sqrt(x * x + y * y) - radius));
      }
    };
    const [left, right] = [centre.x - hole, centre.x + hole];
    if (Math.floor(right) <= Math.ceil(left)) {
      paintSpan(centre.x - reach, centre.x + reach);
    } else {
      paintSpan(centre.x - reach, left);
      paintSpan(right, centre.x + reach);
    }
  }
}

/** There are few kinds of tiles: each is painted once, and copied. */
function paintTiles(canvas: Canvas, rows: readonly (readonly Tile[])[], background: string): void {
  const painted = new Map<string, Buffer>();
  for (const [line, tiles] of rows.entries()) {
    const top = line * tileSize;
    const height = Math.min(tileSize, patternHeight - top);
    for (const [place, tile] of tiles.entries()) {
      const left = place * tileSize;
      const bytes = Math.min(tileSize, coverWidth - left) * 3;
      const kind = `${tile.corners} ${tile.tone.colour}`;
      const pixels = painted.get(kind) ?? paintTile(tile, background);
      painted.set(kind, pixels);
      for (let row = 0; row < height; row += 1) {
        const from = row * tileSize * 3;
        pixels.copy(canvas.pixels, ((top + row) * canvas.width + left) * 3, from, from + bytes);
      }
    }
  }
}

function paintTile({ corners, width, tone }: Tile, background: string): Buffer {
  const tile: Canvas = { width: tileSize, height: tileSize, pixels: Buffer.alloc(tileSize * tileSize * 3) };
  fillArea(tile, { left: 0, top: 0, width: tileSize, height: tileSize }, background);
  const paint = painter(tile, tone);
  for (let row = 0; row < tileSize; row += 1) {
    for (let column = 0; column < tileSize; column += 1) {
      const fromCorner = corners === "falling" ? column + 0.5 : tileSize - column - 0.5;
      // Both corners lie alike: what is nearer to the other one is turned round.
      const isNearer = fromCorner + row + 0.5 < tileSize;
      const x = isNearer ? fromCorner : tileSize - fromCorner;
      const y = isNearer ? row + 0.5 : tileSize - row - 0.5;
      paint(column, row, width / 2 + 0.5 - Math.abs(Math.sqrt(x * x + y * y) - tileSize / 2));
    }
  }
  return tile.pixels;
}

/** Column by column where the wave runs: the rows that it crosses are few enough to stay at hand, and nothing above it is asked about. */
function paintHills(canvas: Canvas, { base, rises, tone }: Hills): void {
  const tops = Float64Array.from({ length: coverWidth }, (_, column) => {
    const along = (column + 0.5) / hillWidth;
    const half = Math.floor(along);
    const share = along - half;
    const rise = 2 * (rises[half >> 1] ?? 0) * share * (1 - share);
    return half % 2 === 0 ? base - rise : base + rise;
  });
  const lowest = tops.reduce((one, other) => Math.max(one, other));
  const bandEnd = Math.min(patternHeight, Math.ceil(lowest));
  const paint = painter(canvas, tone);
  const [reds, greens, blues] = mixturesOf(tone);
  const { pixels } = canvas;
  const rowBytes = canvas.width * 3;
  for (let column = 0; column < coverWidth; column += 1) {
    const top = tops[column] ?? 0;
    const first = Math.max(0, Math.floor(top));
    if (first < bandEnd) paint(column, first, first + 1 - top);
    const end = bandEnd * rowBytes;
    for (let at = (first + 1) * rowBytes + column * 3; at < end; at += rowBytes) {
      pixels[at] = reds[pixels[at] ?? 0] ?? 0;
      pixels[at + 1] = greens[pixels[at + 1] ?? 0] ?? 0;
      pixels[at + 2] = blues[pixels[at + 2] ?? 0] ?? 0;
    }
  }
  tintArea(canvas, { left: 0, top: bandEnd, width: coverWidth, height: patternHeight - bandEnd }, tone);
}

/** A row that was like the one above it is like it again, and most are. */
function tintArea({ width, pixels }: Canvas, area: Area, tone: Tone): void {
  const [reds, greens, blues] = mixturesOf(tone);
  const bytes = area.width * 3;
  const before = Buffer.alloc(bytes);
  const after = Buffer.alloc(bytes);
  for (let row = area.top; row < area.top + area.height; row += 1) {
    const line = pixels.subarray((row * width + area.left) * 3).subarray(0, bytes);
    if (row > area.top && line.equals(before)) {
      after.copy(line);
      continue;
    }
    line.copy(before);
    for (let at = 0; at < bytes; at += 3) {
      line[at] = reds[line[at] ?? 0] ?? 0;
      line[at + 1] = greens[line[at + 1] ?? 0] ?? 0;
      line[at + 2] = blues[line[at + 2] ?? 0] ?? 0;
    }
    line.copy(after);
  }
}

/** Mixes a tone into a pixel by how much of the pixel a shape covers: nothing below 0, all of it from 1. */
function painter({ width, pixels }: Canvas, { colour, opacity }: Tone) {
  const [red, green, blue] = channelsOf(colour);
  const [reds, greens, blues] = mixturesOf({ colour, opacity });
  return (column: number, row: number, cover: number): void => {
    if (cover <= 0) return;
    const at = (row * width + column) * 3;
    if (cover >= 1) {
      pixels[at] = reds[pixels[at] ?? 0] ?? 0;
      pixels[at + 1] = greens[pixels[at + 1] ?? 0] ?? 0;
      pixels[at + 2] = blues[pixels[at + 2] ?? 0] ?? 0;
      return;
    }
    const share = opacity * cover;
    pixels[at] = mixed(pixels[at] ?? 0, red, share);
    pixels[at + 1] = mixed(pixels[at + 1] ?? 0, green, share);
    pixels[at + 2] = mixed(pixels[at + 2] ?? 0, blue, share);
  };
}

/** The colour of a ground of one colour below a tone. */
function tinted(background: string, { colour, opacity }: Tone): string {
  const over = channelsOf(colour);
  const channels = channelsOf(background).map((under, place) => mixed(under, over[place] ?? 0, opacity));
  return `#${Buffer.from(channels).toString("hex")}`;
}

/** What becomes of each value of red, green and blue that is covered as a whole, which most are. */
function mixturesOf({ colour, opacity }: Tone): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const [red, green, blue] = channelsOf(colour);
  const mixturesWith = (over: number) => {
    const mixtures = new Uint8Array(256);
    for (let under = 0; under < mixtures.length; under += 1) mixtures[under] = mixed(under, over, opacity);
    return mixtures;
  };
  return [mixturesWith(red), mixturesWith(green), mixturesWith(blue)];
}

function mixed(under: number, over: number, share: number): number {
  return Math.round(under * (1 - share) + over * share);
}
