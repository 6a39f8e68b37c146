import { describe, expect, it } from "@jest/globals";
import sharp from "sharp";
import type { Canvas } from "../../../../../functions/format/images/metafile/canvas.ts";
import type { GdiObject } from "../../../../../functions/format/images/metafile/device-context.ts";
import { drawMetafile, metafileBytesMax } from "../../../../../functions/format/images/metafile/draw-metafile.ts";
import { pointListsAt, pointsAt } from "../../../../../functions/format/images/metafile/emf-fields.ts";
import { fieldsOf } from "../../../../../functions/format/images/metafile/fields.ts";
import { keepNext } from "../../../../../functions/format/images/metafile/objects.ts";
import { openPlayer, pointsMax } from "../../../../../functions/format/images/metafile/player.ts";
import { drawRectangle } from "../../../../../functions/format/images/metafile/shapes.ts";
import {
  bounds,
  emf,
  emfFont,
  emfPixels,
  emfPlus,
  emfRecord,
  emfRectangle,
  emfText,
  float,
  fourPixels,
  inColours,
  joined,
  points,
  points16,
  short,
  wmf,
  wmfPixels,
  wmfRecord,
  wmfText,
  wmfWindow,
} from "./metafile-writer.ts";

const red = 0x00_00ff;
const green = 0x00_8000;
const blue = 0xff_0000;

/** The colours of these places of a drawing of a hundred units, as `#rrggbb`. */
async function coloursOf(metafile: Buffer, ...places: readonly (readonly [number, number])[]) {
  const drawn = drawMetafile(metafile);
  if ("undrawn" in drawn) throw new Error(`Not drawn: ${drawn.undrawn}`);
  const { data, info } = await sharp(Buffer.from(drawn.svg))
    .resize(100, 100, { fit: "fill" })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return places.map(([x, y]) => `#${data.subarray((y * info.width + x) * 3).toString("hex", 0, 3)}`);
}

const onePixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: "#000" } })
  .png()
  .toBuffer();
/** A path of one polygon. */
const path = (...corners: readonly number[]) => [emfRecord(59), emfRecord(3, ...points(...corners)), emfRecord(60)];
const aligned = (align: number) => [emfRecord(22, align), emfText("Ab c", [10, 10, 5, 10])];
const svgOf = (metafile: Buffer) => {
  const drawn = drawMetafile(metafile);
  return "svg" in drawn ? drawn.svg : "";
};
describe("an enhanced metafile is drawn with", () => {
  it.each([
    ["a rectangle", [emfRectangle(20, 20, 80, 80)]],
    ["a polygon", [emfRecord(3, ...points(20, 20, 80, 20, 80, 80, 20, 80))]],
    ["a polygon of short numbers", [emfRecord(86, ...points16(20, 20, 80, 20, 80, 80, 20, 80))]],
    ["polygons", [emfRecord(8, ...bounds, 1, 4, 4, 20, 20, 80, 20, 80, 80, 20, 80)]],
    ["polygons of short numbers", [emfRecord(91, ...bounds, 1, 4, 4, short(20, 20, 80, 20, 80, 80, 20, 80))]],
    ["an ellipse", [emfRecord(42, 10, 10, 90, 90)]],
    ["a rectangle with round corners", [emfRecord(44, 15, 15, 85, 85, 10, 10)]],
    ["a pie", [emfRecord(47, 0, 0, 100, 100, 40, 0, 45, 0)]],
    [
      "a path of lines and curves",
      [
        emfRecord(59),
        emfRecord(27, 20, 20),
        emfRecord(6, ...points(80, 20, 80, 80)),
        emfRecord(88, ...points16(60, 90, 40, 90, 20, 80)),
        emfRecord(61),
        emfRecord(60),
        emfRecord(62, ...bounds),
      ],
    ],
    ["a box that a brush fills", [emfRecord(76, ...bounds, 20, 20, 60, 60, 0xf0_0021, 0, 0, float(1, 0, 0, 1, 0, 0))]],
  ])("%s", async (_, records) => {
    expect(await coloursOf(emf(inColours(red), ...records), [52, 55], [70, 70], [2, 2])).toEqual([
      "#ff0000",
      "#ff0000",
      "#ffffff",
    ]);
  });

  it.each([
    ["a line to a place", [emfRecord(27, 0, 50), emfRecord(54, 100, 50)]],
    ["lines", [emfRecord(4, ...points(0, 50, 50, 50, 100, 50))]],
    ["lines of short numbers", [emfRecord(87, ...points16(0, 50, 100, 50))]],
    ["several lines", [emfRecord(90, ...bounds, 2, 4, 2, 2, short(0, 50, 100, 50, 0, 5, 9, 5))]],
    ["curves", [emfRecord(85, ...points16(0, 50, 30, 50, 60, 50, 100, 50))]],
    ["a mixture", [emfRecord(92, ...bounds, 2, short(0, 50, 100, 50), Buffer.from([6, 2]))]],
    [
      "a path that is stroked",
      [emfRecord(59), emfRecord(27, 0, 50), emfRecord(54, 100, 50), emfRecord(60), emfRecord(64)],
    ],
  ])("%s", async (_, records) => {
    const drawn = await coloursOf(emf(inColours(undefined, blue, 8), ...records), [50, 50], [50, 60]);
    expect(drawn).toEqual(["#0000ff", "#ffffff"]);
  });

  it.each([
    ["a window and a viewport", [emfRecord(17, 8), emfRecord(9, 1000, 1000), emfRecord(11, 100, 100)], 10],
    ["millimetres that grow upwards", [emfRecord(17, 2), emfRecord(12, 0, 100)], -2.5],
    ["a transform", [emfRecord(35, float(0.5, 0, 0, 0.5, 0, 0))], 2],
    [
      "a transform of a transform",
      [emfRecord(35, float(2, 0, 0, 2, 0, 0)), emfRecord(36, float(0.25, 0, 0, 0.25, 0, 0), 2)],
      2,
    ],
  ])("places that are measured in %s", async (_, records, units) => {
    // The device has four pixels in a millimetre: a tenth of one is 0.4 of them.
    const isUp = units < 0;
    const [left, top, right, bottom] = [10, 20, 40, 60].map((place) => place * Math.abs(units));
    const box = isUp ? [left, 250 - (top ?? 0), right, 250 - (bottom ?? 0)] : [left, top, right, bottom];
    const metafile = emf(inColours(green), ...records, emfRecord(43, ...box.map((place) => place ?? 0)));
    expect(await coloursOf(metafile, [25, 40], [45, 40], [25, 65], [5, 40])).toEqual([
      "#008000",
      "#ffffff",
      "#ffffff",
      "#ffffff",
    ]);
  });

  it("half of a colour where a box is inverted, a pattern of holes drawn, and the box inverted back", async () => {
    const { info, bits } = fourPixels;
    const invert = emfRecord(76, ...bounds, 0, 0, 100, 100, 0x5a_0049, 0, 0, float(1, 0, 0, 1, 0, 0));
    const pattern = emfRecord(94, 3, 0, 32, info.length, 32 + info.length, bits.length, info, bits);
    const masked = [emfRecord(20, 9), pattern, emfRecord(37, 3), emfRectangle(20, 20, 80, 80), emfRecord(20, 13)];
    const metafile = emf(inColours(red), invert, ...masked, inColours(red), invert, emfRectangle(90, 90, 99, 99));
    const [middle, ...others] = await coloursOf(metafile, [50, 50], [10, 10], [95, 95]);
    expect(middle).toMatch(/^#ff(?:7f|80){2}$/);
    expect(others).toEqual(["#ffffff", "#ff0000"]);
  });

  it("what was saved before, and given back", async () => {
    const metafile = emf(
      inColours(red),
      emfRecord(33),
      inColours(green),
      emfRecord(30, 0, 0, 10, 10),
      emfRecord(34, -1),
      emfRectangle(20, 20, 80, 80),
    );
    expect(await coloursOf(metafile, [50, 50])).toEqual(["#ff0000"]);
  });

  it.each([
    ["a box", [emfRecord(30, 0, 0, 50, 100)]],
    ["what is outside of a box", [emfRecord(29, 50, 0, 100, 100)]],
    ["a region", [emfRecord(75, 48, 5, 32, 1, 1, 16, 0, 0, 50, 100, 0, 0, 50, 100)]],
    ["a path", [emfRecord(59), emfRecord(3, ...points(0, 0, 50, 0, 50, 100, 0, 100)), emfRecord(60), emfRecord(67, 5)]],
  ])("nothing outside of %s that cuts it", async (_, records) => {
    expect(await coloursOf(emf(inColours(red), ...records, emfRectangle(10, 10, 90, 90)), [30, 50], [70, 50])).toEqual([
      "#ff0000",
      "#ffffff",
    ]);
  });

  it("anything, once a path is added to what cuts it", async () => {
    const cut = [...path(0, 0, 50, 0, 50, 100, 0, 100), emfRecord(67, 5)];
    const added = [...path(50, 0, 100, 0, 100, 100, 50, 100), emfRecord(67, 2)];
    const metafile = emf(inColours(red), ...cut, ...added, emfRectangle(10, 10, 90, 90));
    expect(await coloursOf(metafile, [30, 50], [70, 50])).toEqual(["#ff0000", "#ff0000"]);
  });

  it("pixels of a bitmap with the header of OS/2, the right way up", async () => {
    const info = Buffer.concat([joined([12]), short(2, 2, 1, 24)]);
    const bitmap = { info, bits: fourPixels.bits };
    const part = emf(emfPixels([0, 1, 1, 1], [0, 0, 100, 100], bitmap));
    expect(await coloursOf(part, [50, 50])).toEqual(["#0000ff"]);
  });

  it("pixels, all of them or some, the right way up", async () => {
    const whole = emf(emfPixels([0, 0, 2, 2], [0, 0, 100, 100]));
    expect(await coloursOf(whole, [10, 10], [90, 10], [10, 90], [90, 90])).toEqual([
      "#0000ff",
      "#ffffff",
      "#ff0000",
      "#00ff00",
    ]);
    const part = emf(emfPixels([1, 0, 1, 1], [0, 0, 100, 100]));
    expect(await coloursOf(part, [50, 50])).toEqual(["#00ff00"]);
  });

  it("text where it stood, whatever it is drawn with", () => {
    const svg = svgOf(emf(emfFont, emfRecord(24, blue), ...aligned(24)));
    expect(svg).toMatch(
      /font-family="Liberation Serif[^"]*" font-size="10" font-weight="bold" font-style="italic" fill="#0000ff"/,
    );
    // Turned by ninety degrees: what went to the right goes up.
    expect(svg).toMatch(/<text transform="matrix\(0 -[\d.]+ 1 0 50 40\)"/);
    expect(svg).toMatch(/<tspan x="0" y="0">Ab<\/tspan><tspan x="[\d.]+" y="0">c<\/tspan>/);
    expect(svgOf(emf(...aligned(24 + 6)))).toMatch(/<tspan x="-[\d.]+" y="0">Ab</);
    expect(svgOf(emf(...aligned(0)))).toMatch(/<tspan x="0" y="[\d.]+">Ab</);
  });

  it("text that looks like what is filled in later, as it is", () => {
    expect(svgOf(emf(emfText("{stroke:5}", [])))).toContain(">{stroke:5}<");
  });

  it("letters of Symbol as what they show", () => {
    const name = Buffer.from("Symbol\0", "utf16le");
    const font = emfRecord(82, 3, -10, 0, 0, 0, 400, Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]), name);
    const text = emfRecord(83, ...bounds, 2, float(1, 1), 5, 5, 2, 76, 0, 0, 0, 0, 0, 0, Buffer.from("ab"));
    expect(svgOf(emf(font, emfRecord(37, 3), text))).toContain(">αβ<");
  });

  it("the picture of its EMF+ records where the others draw nothing", async () => {
    const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: "#0a0" } })
      .png()
      .toBuffer();
    const image = Buffer.concat([Buffer.alloc(4), short(1, 0, 4, 0, 4, 0, 0, 0, 0, 0, 1, 0), png]);
    const header = emfPlus(0x4001, 0, Buffer.alloc(16));
    const object = emfPlus(0x4008, 0x0500, image);
    expect(await coloursOf(emf(header, object, emfPlus(0x401a, 0, Buffer.alloc(40))), [50, 50])).toEqual(["#00aa00"]);
    expect(drawMetafile(emf(header, object, emfPlus(0x400a, 0, Buffer.alloc(40))))).toEqual({ undrawn: "EMF+" });
  });
});

const brush = (colour: number) => wmfRecord(0x02_fc, 0, short(colour & 0xffff, colour >>> 16), 0);
const font = (charset: number) =>
  wmfRecord(0x02_fb, -12, 0, 0, 0, 400, Buffer.from([0, 0, 0, charset, 0, 0, 0, 0x20]), Buffer.from("Arial\0"));

describe("a Windows metafile is drawn with", () => {
  const inRed = [brush(red), wmfRecord(0x01_2d, 0), wmfRecord(0x02_fa, 5, 0, 0, 0, 0), wmfRecord(0x01_2d, 1)];

  it.each([
    ["a rectangle", wmfRecord(0x04_1b, 80, 80, 20, 20)],
    ["an ellipse", wmfRecord(0x04_18, 90, 90, 10, 10)],
    ["a rectangle with round corners", wmfRecord(0x06_1c, 10, 10, 85, 85, 15, 15)],
    ["a polygon", wmfRecord(0x03_24, 4, 20, 20, 80, 20, 80, 80, 20, 80)],
    ["polygons", wmfRecord(0x05_38, 1, 4, 20, 20, 80, 20, 80, 80, 20, 80)],
    ["a pie", wmfRecord(0x08_1a, 0, 45, 0, 40, 100, 100, 0, 0)],
    ["a box that a brush fills", wmfRecord(0x06_1d, 0x21, 0xf0, 60, 60, 20, 20)],
  ])("%s", async (_, record) => {
    for (const kind of ["placeable", "plain"] as const) {
      expect(await coloursOf(wmf([...wmfWindow, ...inRed, record], kind), [52, 55], [70, 70], [2, 2])).toEqual([
        "#ff0000",
        "#ff0000",
        "#ffffff",
      ]);
    }
  });

  it("objects that take the places of those that were deleted", async () => {
    const records = [brush(red), brush(blue), wmfRecord(0x01_f0, 0), brush(green), wmfRecord(0x01_2d, 0)];
    expect(await coloursOf(wmf([...wmfWindow, ...records, wmfRecord(0x04_1b, 80, 80, 20, 20)]), [50, 50])).toEqual([
      "#008000",
    ]);
  });

  it("its own size, or the one of its header where it says none", () => {
    const line = [wmfRecord(0x02_14, 10, 10), wmfRecord(0x02_13, 50, 50)];
    expect(svgOf(wmf([...wmfWindow, ...line]))).toMatch(/^<svg [^>]*width="96" height="96" viewBox="0 0 100 100"/);
    expect(svgOf(wmf(line))).toMatch(/^<svg [^>]*width="96" height="96" viewBox="0 0 100 100"/);
    expect(svgOf(wmf([wmfRecord(0x02_0c, 50, 200), ...line], "plain"))).toMatch(/^<svg [^>]*viewBox="0 0 200 50"/);
  });

  it("text in the letters of its font's language", () => {
    const text = wmfRecord(0x05_21, 3, Buffer.from([0xc4, 0xe0, 0x21, 0]), 20, 10);
    const drawn = (charset: number) => svgOf(wmf([...wmfWindow, font(charset), wmfRecord(0x01_2d, 0), text]));
    expect(drawn(204)).toContain(">Да!<");
    expect(drawn(0)).toContain(">Äà!<");
    expect(svgOf(wmf([...wmfWindow, wmfText]))).toMatch(
      /<tspan x="0" y="[\d.]+">a<\/tspan><tspan x="[\d.]+" y="[\d.]+">b</,
    );
  });

  it("pixels, the right way up", async () => {
    const { info, bits } = fourPixels;
    const blitted = wmfRecord(0x0b_41, 0x20, 0xcc, 2, 2, 0, 0, 100, 100, 0, 0, info, bits);
    for (const record of [wmfPixels(), blitted]) {
      expect(await coloursOf(wmf([...wmfWindow, record]), [10, 10], [90, 10], [10, 90], [90, 90])).toEqual([
        "#0000ff",
        "#ffffff",
        "#ff0000",
        "#00ff00",
      ]);
    }
  });
});

const isDrawn = (...records: readonly Buffer[]) => "svg" in drawMetafile(emf(...records));
const times = (count: number, record: Buffer) => Array.from({ length: count }, () => record);

it("is not drawn where that would take more than a moment", () => {
  const covering = emfRectangle(0, 0, 100, 100);
  expect([isDrawn(...times(990, covering)), isDrawn(...times(1010, covering))]).toEqual([true, false]);
  const crossing = emfRecord(86, ...points16(...Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 97)));
  expect(isDrawn(crossing)).toBe(false);
  const line = emfRecord(87, ...points16(...Array.from({ length: 20_000 }, () => 5)));
  expect([isDrawn(...times(49, line)), isDrawn(...times(51, line))]).toEqual([true, false]);
  const texts = (count: number) => isDrawn(emfRectangle(5, 5, 9, 9), ...times(count, emfText(" ".repeat(4000), [])));
  expect([texts(124), texts(126)]).toEqual([true, false]);
  const saved = (count: number) => isDrawn(emfRectangle(5, 5, 9, 9), Buffer.concat(times(count, emfRecord(33))));
  expect([saved(299_000), saved(301_000)]).toEqual([true, false]);
});

it("looks for nothing over and over again that it has already", () => {
  const player = openPlayer({ dotsPerMm: 4, pixel: 1 });
  let defined = 0;
  const define: Canvas["define"] = (content) => {
    defined += 1;
    return player.canvas.define(content);
  };
  // Megabytes, perhaps, that are compared with all others.
  const brush = { kind: "pattern", href: "data:", width: 1, height: 1 } as const;
  const counting = { ...player, canvas: { ...player.canvas, define }, context: { ...player.context, brush } };
  for (let count = 0; count < 10; count += 1) {
    drawRectangle(counting, { left: 0, top: 0, right: 9, bottom: 9 });
  }
  expect(defined).toBe(1);

  let asked = 0;
  const objects = new (class extends Map<number, GdiObject> {
    override has(handle: number): boolean {
      asked += 1;
      return super.has(handle);
    }
  })();
  for (let count = 0; count < 100; count += 1) keepNext({ ...player, objects }, { kind: "other" });
  expect([objects.size, asked < 200]).toEqual([100, true]);
});

it("has the pictures of EMF+ in a bounded number of parts", () => {
  const image = Buffer.concat([
    Buffer.alloc(4),
    short(1, 0, 4, 0, 4, 0, 0, 0, 0, 0, 1, 0),
    onePixel,
    Buffer.alloc(9000),
  ]);
  const inParts = (bytes: number) => {
    const parts: Buffer[] = [];
    for (let at = 0; at < image.length; at += bytes) {
      parts.push(emfPlus(0x40_08, 0x85_00, Buffer.concat([joined([image.length]), image.subarray(at, at + bytes)])));
    }
    return isDrawn(emfPlus(0x40_01, 0, Buffer.alloc(16)), ...parts, emfPlus(0x40_1a, 0, Buffer.alloc(40)));
  };
  expect([inParts(100), inParts(1)]).toEqual([true, false]);
});

it("has no more points in memory than may be drawn", () => {
  const count = pointsMax * 2;
  const lists = emfRecord(90, ...bounds, count, 0, Buffer.alloc(count * 4));
  const listed = pointListsAt(fieldsOf(lists), 32, count, true);
  expect(listed.length).toBeLessThanOrEqual(pointsMax + 1);
  expect(pointsAt(fieldsOf(Buffer.alloc(count * 4)), 0, count, true)).toHaveLength(pointsMax + 1);
});

it("says that it draws nothing, also where it claims more than there is, or that it is too much", () => {
  expect(drawMetafile(emf())).toEqual({ undrawn: "nothing" });
  expect(drawMetafile(wmf([]))).toEqual({ undrawn: "nothing" });
  expect(drawMetafile(Buffer.from("no metafile"))).toEqual({ undrawn: "nothing" });
  expect(drawMetafile(Buffer.alloc(metafileBytesMax + 1))).toEqual({ undrawn: "too much" });
  const { bits } = fourPixels;
  const info = Buffer.from(fourPixels.info);
  info.writeInt32LE(60_000, 4);
  info.writeInt32LE(60_000, 8);
  const bomb = wmfRecord(0x0f_43, 0x20, 0xcc, 0, 2, 2, 0, 0, 100, 100, 0, 0, info, bits);
  expect(drawMetafile(wmf([wmfRecord(0x02_0c, 100, 100), bomb]))).toEqual({ undrawn: "nothing" });
});
