import { decodeBmp } from "../../../../shared/images/decode-bmp.ts";
import { readImageHeader } from "../../../../shared/images/image-header.ts";
import { type Fields, fieldsOf } from "./fields.ts";
import type { Box } from "./geometry.ts";
import { writePng } from "./write-png.ts";

/** Of one bitmap, in pixels: more is not decoded. */
const dibPixelsMax = 16_000_000;
/** Of all bitmaps of a metafile, in pixels. */
export const dibPixelsInAllMax = 32_000_000;
/** Larger ones are thinned out: a page shows no more. In pixels. */
const shownPixelsMax = 2_000_000;
/** Of a picture that lies encoded in a metafile, in bytes. */
export const encodedBytesMax = 6_000_000;
/** How much of what a header promises must be there. */
const presentShareMin = 0.25;

/** A part of a bitmap, in pixels from its upper left corner. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DibPicture {
  /** A `data:` address. */
  readonly href: string;
  /** In pixels of the bitmap that is shown, as it was recorded. */
  readonly width: number;
  readonly height: number;
}

export interface DibSource {
  /** BITMAPINFO: header, masks, colours. */
  readonly info: Uint8Array;
  readonly bits: Uint8Array;
  /** Where the colours are numbers of a palette that nobody has. */
  readonly isOfPalette: boolean;
}

export interface DibOptions {
  /** Absent: all of it. A height below zero and the like are the caller's to settle. */
  readonly part?: Part;
  /** `own`: the fourth byte of a pixel is its opacity, and the others are multiplied by it. A colour: that one is not drawn. */
  readonly opacity?: "own" | { readonly transparent: string };
}

/** Bitmaps of one metafile, which share a limit. */
export type DibReader = (source: DibSource, options?: DibOptions) => DibPicture | undefined;

export function openDibs(): DibReader {
  let pixelsLeft = dibPixelsInAllMax;
  return (source, options = {}) => {
    const { width, height } = sizeOf(fieldsOf(source.info));
    pixelsLeft -= width * height;
    return pixelsLeft < 0 ? undefined : pictureOf(source, options);
  };
}

/** Header, masks and colours of a bitmap whose pixels follow them at once, as in a WMF; and those pixels. */
export function packedDib(bytes: Uint8Array, usage: number): DibSource {
  const fields = fieldsOf(bytes);
  const headerBytes = fields.u32(0);
  const isOld = headerBytes === 12;
  const bits = fields.u16(isOld ? 10 : 14);
  const used = isOld ? 0 : fields.u32(32);
  const colours = bits <= 8 ? Math.min(used || 2 ** bits, 2 ** bits) : Math.min(used, 256);
  const masks = !isOld && headerBytes === 40 && fields.u32(16) === bitFields ? 12 : 0;
  const entry = usage === 1 ? 2 : isOld ? 3 : 4;
  const start = Math.min(bytes.length, headerBytes + masks + colours * entry);
  return { info: bytes.subarray(0, start), bits: bytes.subarray(start), isOfPalette: usage === 1 };
}

const bitFields = 3;
const jpegInside = 4;
const pngInside = 5;

function sizeOf(fields: Fields): { width: number; height: number; isTopDown: boolean } {
  const isOld = fields.u32(0) === 12;
  const height = isOld ? fields.u16(6) : fields.i32(8);
  return {
    width: Math.max(0, isOld ? fields.u16(4) : fields.i32(4)),
    height: Math.abs(height),
    isTopDown: height < 0,
  };
}

/** A part of a bitmap from its upper left corner: of one that lies from the bottom up, places are counted from there. */
export function fromTop(part: Box, { info }: DibSource): Box {
  const { height, isTopDown } = sizeOf(fieldsOf(info));
  return isTopDown ? part : { ...part, top: height - part.bottom, bottom: height - part.top };
}

function pictureOf(source: DibSource, { part, opacity }: DibOptions): DibPicture | undefined {
  const { info, bits } = source;
  const fields = fieldsOf(info);
  const { width, height } = sizeOf(fields);
  const compression = fields.u32(0) === 12 ? 0 : fields.u32(16);
  if (compression === jpegInside || compression === pngInside) {
    const href = encodedPicture(bits);
    return href === undefined || width === 0 || height === 0 ? undefined : { href, width, height };
  }
  const depth = fields.u16(fields.u32(0) === 12 ? 10 : 14);
  const isPlain = compression === 0 || compression === bitFields;
  const isThere = !isPlain || bits.length >= (width * height * depth * presentShareMin) / 8;
  if (width * height === 0 || width * height > dibPixelsMax || !isThere) return undefined;
  // A palette of numbers is twice as short as one of colours; what it points to is not in the file.
  if (source.isOfPalette && depth <= 8) return undefined;
  const file = Buffer.alloc(14 + info.length + bits.length);
  file.write("BM", 0, "latin1");
  file.writeUInt32LE(14 + info.length, 10);
  file.set(info, 14);
  file.set(bits, 14 + info.length);
  const decoded = decodeBmp(file);
  if (decoded === undefined) return undefined;
  const cut = cutOut(decoded.width, decoded.height, part);
  if (cut === undefined) return undefined;
  const step = Math.max(1, Math.ceil(Math.sqrt((cut.width * cut.height) / shownPixelsMax)));
  const shownWidth = Math.ceil(cut.width / step);
  const shownHeight = Math.ceil(cut.height / step);
  const alphaAt = opacity === "own" && depth === 32 && isPlain ? alphaOf(source) : undefined;
  const channels = opacity === undefined || (opacity === "own" && alphaAt === undefined) ? 3 : 4;
  const pixels = Buffer.alloc(shownWidth * shownHeight * channels);
  for (let y = 0, to = 0; y < shownHeight; y += 1) {
    for (let x = 0; x < shownWidth; x += 1, to += channels) {
      const at = (cut.y + y * step) * decoded.width + cut.x + x * step;
      const colour = decoded.pixels.readUIntBE(at * 3, 3);
      pixels.writeUIntBE(colour, to, 3);
      if (channels === 3) continue;
      const alpha = alphaAt?.(at) ?? (isColour(colour, opacity) ? 0 : 255);
      pixels[to + 3] = alpha;
      if (alphaAt !== undefined && alpha > 0)
        for (let one = to; one < to + 3; one += 1)
          pixels[one] = Math.min(255, Math.round(((pixels[one] ?? 0) * 255) / alpha));
    }
  }
  const href = `data:image/png;base64,${writePng(pixels, shownWidth, shownHeight, channels).toString("base64")}`;
  return { href, width: cut.width, height: cut.height };
}

function isColour(colour: number, opacity: DibOptions["opacity"]): boolean {
  return typeof opacity === "object" && Number.parseInt(opacity.transparent.slice(1), 16) === colour;
}

/** Opacities, 0 to 255, by the number of a pixel from the top; `undefined` where all are 0, which means that nobody set them. */
function alphaOf({ info, bits }: DibSource): ((at: number) => number) | undefined {
  const { width, height, isTopDown } = sizeOf(fieldsOf(info));
  const alphaAt = (at: number) => {
    const row = Math.floor(at / width);
    return bits[((isTopDown ? row : height - 1 - row) * width + (at % width)) * 4 + 3] ?? 0;
  };
  for (let at = 3; at < bits.length; at += 4) if (bits[at] !== 0) return alphaAt;
  return undefined;
}

function cutOut(width: number, height: number, part: Part | undefined): Part | undefined {
  if (part === undefined) return { x: 0, y: 0, width, height };
  const x = Math.max(0, Math.min(width, Math.floor(part.x)));
  const y = Math.max(0, Math.min(height, Math.floor(part.y)));
  const cut = {
    x,
    y,
    width: Math.min(width, Math.ceil(part.x + part.width)) - x,
    height: Math.min(height, Math.ceil(part.y + part.height)) - y,
  };
  return cut.width > 0 && cut.height > 0 ? cut : undefined;
}

/** A `data:` address of a picture that lies encoded in a metafile. */
export function encodedPicture(bytes: Uint8Array): string | undefined {
  const type = readImageHeader(bytes)?.type;
  if (bytes.length > encodedBytesMax || (type !== "png" && type !== "jpeg" && type !== "gif")) return undefined;
  return `data:image/${type};base64,${Buffer.from(bytes).toString("base64")}`;
}
