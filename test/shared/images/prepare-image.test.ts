import { readFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import sharp from "sharp";
import { readImageHeader } from "../../../shared/images/image-header.ts";
import { bookImageLimits, type PreparedImage, prepareImage } from "../../../shared/images/prepare-image.ts";
import { corpusFiles, corpusName } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";

const red = { r: 200, g: 30, b: 30 };
const square = (side: number) => sharp({ create: { width: side, height: side, channels: 3, background: red } });
const ready = (image: PreparedImage) => {
  if (image.kind !== "ready") throw new Error(`not ready: ${image.why}`);
  return image;
};

describe("a picture that a Kindle shows as it is", () => {
  it("passes through without being encoded again, and without what the camera wrote into it", async () => {
    const jpeg = await square(100)
      .withExif({ IFD0: { Copyright: "Somebody, Somewhere 12" } })
      .jpeg()
      .toBuffer();
    expect(jpeg.includes("Somewhere")).toBe(true);
    const image = ready(await prepareImage(jpeg, bookImageLimits));
    expect(image).toMatchObject({ mediaType: "image/jpeg", width: 100, height: 100, changes: [] });
    expect(Buffer.from(image.bytes).includes("Somewhere")).toBe(false);
    expect(await pixelsOf(image.bytes)).toEqual(await pixelsOf(jpeg));
  });

  it("loses text chunks that would inflate to anything", async () => {
    const png = await square(10).png().toBuffer();
    const bomb = chunk("zTXt", Buffer.concat([Buffer.from("note\0\0"), deflateSync(Buffer.alloc(1_000_000))]));
    const image = ready(
      await prepareImage(Buffer.concat([png.subarray(0, 33), bomb, png.subarray(33)]), bookImageLimits),
    );
    expect(image.bytes.length).toBeLessThanOrEqual(png.length);
    expect(await pixelsOf(image.bytes)).toEqual(await pixelsOf(png));
  });
});

describe("a picture that a Kindle does not show as it is", () => {
  it.each(["webp", "avif", "tiff"] as const)("is converted from %s", async (format) => {
    const image = ready(await prepareImage(await square(64).toFormat(format).toBuffer(), bookImageLimits));
    expect(image).toMatchObject({ width: 64, height: 64, changes: [`converted from ${format.toUpperCase()}`] });
    expect(["image/png", "image/jpeg"]).toContain(image.mediaType);
    expect(readImageHeader(image.bytes)?.type).toBe(image.mediaType.slice("image/".length));
  });

  it.each([1, 4, 8, 16, 24, 32])("is converted from a bitmap of %d bits a pixel", async (bits) => {
    const image = ready(await prepareImage(bitmapOf(bits), bookImageLimits));
    expect(image).toMatchObject({ width: 3, height: 2, changes: ["converted from BMP"] });
    const pixels = await pixelsOf(image.bytes);
    // White at the bottom left, black everywhere else.
    const whites = Array.from({ length: 6 }, (_, at) => (pixels[at * (pixels.length / 6)] ?? 0) > 127);
    expect(whites).toEqual([false, false, false, true, false, false]);
  });

  it("is converted from a bitmap that is run-length encoded", async () => {
    const bytes = bitmapOf(8, 1, Buffer.from([1, 1, 2, 0, 0, 0, 3, 0, 0, 1]));
    const pixels = await pixelsOf(ready(await prepareImage(bytes, bookImageLimits)).bytes);
    expect((pixels[3 * (pixels.length / 6)] ?? 0) > 127).toBe(true);
  });

  it("is drawn where it is an SVG, twice as sharp as it says", async () => {
    const svg =
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40" fill="#00f"/></svg>';
    expect(ready(await prepareImage(Buffer.from(svg), bookImageLimits))).toMatchObject({
      mediaType: "image/png",
      width: 120,
      height: 80,
    });
  });

  it("stands on white where it was transparent", async () => {
    const clear = await sharp({ create: { width: 4, height: 4, channels: 4, background: { ...red, alpha: 0 } } })
      .png()
      .toBuffer();
    expect(
      [...(await pixelsOf(ready(await prepareImage(clear, bookImageLimits)).bytes))].every((value) => value === 255),
    ).toBe(true);
  });

  it("is RGB where it was made for print", async () => {
    const cmyk = await square(32).toColourspace("cmyk").jpeg().toBuffer();
    expect(readImageHeader(cmyk)?.cmyk).toBe(true);
    const image = ready(await prepareImage(cmyk, bookImageLimits));
    expect(image.changes).toEqual(["converted to RGB"]);
    expect(readImageHeader(image.bytes)?.cmyk).toBe(false);
  });

  it("is turned upright where the camera lay on its side", async () => {
    const lying = await sharp({ create: { width: 40, height: 20, channels: 3, background: red } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(ready(await prepareImage(lying, bookImageLimits))).toMatchObject({
      width: 20,
      height: 40,
      changes: ["turned upright"],
    });
  });

  it("is scaled to the page where it is larger, keeping its proportions", async () => {
    const wide = await sharp({ create: { width: 4000, height: 1000, channels: 3, background: red } })
      .jpeg()
      .toBuffer();
    expect(ready(await prepareImage(wide, bookImageLimits))).toMatchObject({
      width: 1264,
      height: 316,
      changes: ["scaled to the page"],
    });
  });

  it("keeps its first frame where it moves", async () => {
    const frames = await sharp([await square(8).png().toBuffer(), await square(8).negate().png().toBuffer()], {
      join: { animated: true },
    })
      .gif()
      .toBuffer();
    expect(readImageHeader(frames)?.animated).toBe(true);
    const image = ready(await prepareImage(frames, bookImageLimits));
    expect(image).toMatchObject({ width: 8, height: 8, changes: ["reduced to its first frame"] });
  });
});

describe("a picture that is made to hurt", () => {
  it.each([
    [60_000, 60_000],
    [2_147_483_647, 2_147_483_647],
    [10_001, 1],
    [0, 5],
  ])("is judged from its header when it claims %d by %d pixels", async (width, height) => {
    const size = Buffer.alloc(13);
    size.writeUInt32BE(width, 0);
    size.writeUInt32BE(height, 4);
    size.set([8, 2, 0, 0, 0], 8);
    const png = Buffer.concat([
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      chunk("IHDR", size),
      chunk("IDAT", deflateSync(Buffer.alloc(10))),
      chunk("IEND", Buffer.alloc(0)),
    ]);
    expect((await prepareImage(png, bookImageLimits)).kind).toBe("unusable");
  });

  let samples: readonly Buffer[];
  beforeAll(async () => {
    samples = await Promise.all([
      square(16).jpeg().toBuffer(),
      square(16).png().toBuffer(),
      square(16).gif().toBuffer(),
      square(16).webp().toBuffer(),
    ]);
  });

  it("is either shown or left out, whatever bytes are changed in it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(3),
        fc.array(fc.record({ at: fc.nat(400), value: fc.nat(255) }), { minLength: 1, maxLength: 8 }),
        async (which, changes) => {
          const bytes = Buffer.from(samples[which] ?? Buffer.alloc(0));
          for (const { at, value } of changes) bytes[at % bytes.length] = value;
          expect(["ready", "unusable"]).toContain((await prepareImage(bytes, bookImageLimits)).kind);
        },
      ),
      { numRuns: 150 },
    );
  });

  const files = corpusFiles("hostile/images-bad");
  itWhere(files.length > 0, "bad images", "no corpora")(
    "is never a crash among the bad images that others have collected",
    async () => {
      const counts = { ready: 0, unusable: 0 };
      for (const path of files) {
        const all = path.endsWith(".jsonl")
          ? readFileSync(path, "utf8")
              .trim()
              .split("\n")
              .map((line) => Buffer.from((JSON.parse(line) as { b: string }).b, "base64"))
          : [readFileSync(path)];
        for (const bytes of all) {
          const image = await prepareImage(bytes, bookImageLimits);
          counts[image.kind] += 1;
          if (corpusName(path).includes("generated/png-ok")) expect(image.kind).toBe("ready");
          if (/bomb-1bit|bomb-rgba|claims|zero-dim|65535x65535/.test(path))
            expect([path, image.kind]).toEqual([path, "unusable"]);
        }
      }
      process.stderr.write(`bad images: ${counts.ready} shown, ${counts.unusable} left out\n`);
    },
    300_000,
  );
});

/** A bitmap of 3 by 2 pixels whose first one, at the bottom left, is white. */
function bitmapOf(bits: number, compression = 0, data?: Buffer): Buffer {
  const colours = bits <= 8 ? 2 ** bits : 0;
  const header = Buffer.alloc(54 + colours * 4);
  const rowBytes = Math.ceil((3 * bits) / 32) * 4;
  const rows = data ?? Buffer.alloc(rowBytes * 2);
  if (data === undefined) rows.fill(0xff, 0, bits <= 8 ? 0 : bits / 8);
  if (data === undefined && bits <= 8) rows[0] = 1 << (8 - bits);
  header.write("BM", "latin1");
  header.writeUInt32LE(header.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(3, 18);
  header.writeInt32LE(2, 22);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  if (colours > 0) header.fill(0xff, 58, 62);
  return Buffer.concat([header, rows]);
}

function pixelsOf(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes).raw().toBuffer();
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
