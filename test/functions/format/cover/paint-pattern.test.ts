import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { Canvas } from "../../../../functions/format/cover/cover-canvas.ts";
import {
  type CoverPattern,
  columnWidth,
  coverWidth,
  designCover,
  patternHeight,
} from "../../../../functions/format/cover/cover-design.ts";
import { paintPattern } from "../../../../functions/format/cover/paint-pattern.ts";

const black = "#000000";
const white = { colour: "#ffffff", opacity: 1 } as const;
const rowBytes = coverWidth * 3;
const belowPattern = 20;

function painted(pattern: CoverPattern, background = black): Buffer {
  const ground = Buffer.from(background.slice(1), "hex");
  const pixels = Buffer.alloc(rowBytes * (patternHeight + belowPattern), ground);
  const canvas: Canvas = { width: coverWidth, height: patternHeight + belowPattern, pixels };
  paintPattern(canvas, pattern, background);
  return pixels;
}

/** How many pixels' worth of white there is. */
function whiteIn(pixels: Buffer): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 3) sum += pixels[at] ?? 0;
  return sum / 255;
}

const redAt = (pixels: Buffer, column: number, row: number) => pixels[row * rowBytes + column * 3];

describe("the pattern of a cover", () => {
  it("keeps to the upper part, whatever the book, and is seen there", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-f]{16}$/), (seed) => {
        const { pattern, background } = designCover(seed);
        const pixels = painted(pattern, background);
        const ground = Buffer.alloc(pixels.length, Buffer.from(background.slice(1), "hex"));
        const patternBytes = rowBytes * patternHeight;
        expect(pixels.subarray(patternBytes).equals(ground.subarray(patternBytes))).toBe(true);
        expect(pixels.equals(ground)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ["in the middle", 600, 430, 1],
    ["with its centre on an edge", 0, 430, 0.5],
    ["with its centre in a corner", coverWidth, patternHeight, 0.25],
  ])("has rings as large as they are told to be, %s", (_, x, y, share) => {
    for (const [radius, width] of [
      [60, 7],
      [234, 16],
      [100, 200],
    ] as const) {
      const rings = painted({ kind: "rings", x, y, rings: [{ radius, width, tone: white }] });
      const area = Math.PI * ((radius + width / 2) ** 2 - (radius - width / 2) ** 2) * share;
      expect(Math.abs(whiteIn(rings) / area - 1)).toBeLessThan(0.002);
    }
  });

  it("has tiles whose lines meet those of the tiles beside them", () => {
    const row = Array.from({ length: 8 }, (_, place) => ({
      corners: place % 3 === 0 ? ("falling" as const) : ("rising" as const),
      width: 10,
      tone: { ...white, colour: place % 3 === 0 ? "#ffffff" : "#fffffe" },
    }));
    const pixels = painted({ kind: "tiles", rows: [row, row.toReversed()] });
    for (let edge = 160; edge < coverWidth; edge += 160) {
      for (const middle of [80, 240]) {
        for (let row = middle - 3; row < middle + 3; row += 1) {
          expect(redAt(pixels, edge - 1, row)).toBe(255);
          expect(redAt(pixels, edge, row)).toBe(255);
        }
        expect(redAt(pixels, edge - 1, middle - 8)).toBe(0);
        expect(redAt(pixels, edge, middle + 8)).toBe(0);
      }
    }
  });

  it("has hills of which each is seen through the ones before it, as far as they let it", () => {
    const half = { colour: "#ffffff", opacity: 0.5 };
    const flat = [0, 0, 0, 0];
    const pixels = painted({
      kind: "hills",
      sun: { x: 600, y: 100, radius: 80, tone: white },
      hills: [
        { base: 400.25, rises: flat, tone: half },
        { base: 600, rises: flat, tone: half },
      ],
    });
    expect([399, 400, 401, 599, 600, 859].map((row) => redAt(pixels, 7, row))).toEqual([0, 96, 128, 128, 192, 192]);
    expect(redAt(pixels, 600, 100)).toBe(255);
    const waves = painted({
      kind: "hills",
      sun: { x: 600, y: 100, radius: 80, tone: white },
      hills: [{ base: 400, rises: [200, 100, 0, 0], tone: white }],
    });
    // Up by half of it in the middle of the first half wave, down by as much in the second.
    expect([299, 300, 301].map((row) => redAt(waves, 80, row)).map((value = 0) => value > 127)).toEqual([
      false,
      true,
      true,
    ]);
    expect([498, 500, 501].map((row) => redAt(waves, 240, row)).map((value = 0) => value > 127)).toEqual([
      false,
      true,
      true,
    ]);
    expect([349, 350, 351].map((row) => redAt(waves, 400, row)).map((value = 0) => value > 127)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("has columns that hang as far as they are told to", () => {
    const pixels = painted({
      kind: "columns",
      columns: Array.from({ length: coverWidth / columnWidth }, (_, place) => ({ height: place * 40, tone: white })),
    });
    expect(whiteIn(pixels)).toBe((48 * 40 * 19 * 20) / 2);
    expect(redAt(pixels, 19 * columnWidth + 30, 759)).toBe(255);
    expect(redAt(pixels, 19 * columnWidth + 30, 760)).toBe(0);
  });
});
