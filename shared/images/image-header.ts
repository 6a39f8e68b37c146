/**
 * What a picture says of itself in its first bytes, read without decoding a pixel. `undefined` sizes mean that the
 * header does not tell (TIFF, SVG): whoever decodes it has to ask, with a limit.
 */
export interface ImageHeader {
  readonly type: ImageType;
  readonly width?: number;
  readonly height?: number;
  /** Whether it may be transparent somewhere. */
  readonly alpha: boolean;
  readonly animated: boolean;
  /** Four inks instead of three lights: most readers show them inverted or not at all. */
  readonly cmyk: boolean;
  /** EXIF orientation, 1 to 8; 1 is upright. */
  readonly orientation: number;
}

export type ImageType = "jpeg" | "png" | "gif" | "webp" | "avif" | "heic" | "tiff" | "bmp" | "svg" | "jxl";

const upright = { alpha: false, animated: false, cmyk: false, orientation: 1 } as const;

/** `undefined` where the bytes are no picture that we know. Never throws, whatever the bytes. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = (text: string, at = 0) => latin1(bytes, at, text.length) === text;
  if (bytes.length >= 4 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return jpegHeader(view);
  if (starts("\x89PNG\r\n\x1a\n")) return pngHeader(view);
  if (starts("GIF87a") || starts("GIF89a")) return gifHeader(view);
  if (starts("RIFF") && starts("WEBP", 8)) return webpHeader(view);
  if (starts("BM") && bytes.length >= 26) return bmpHeader(view);
  if (starts("II*\0") || starts("MM\0*")) return { type: "tiff", ...upright, alpha: true };
  if (starts("\0\0\0\x0cJXL ") || (bytes[0] === 0xff && bytes[1] === 0x0a))
    return { type: "jxl", ...upright, alpha: true };
  // No box of that kind is as long as the number that `<!--` is: a drawing may begin with a comment that says `ftyp`.
  if (starts("ftyp", 4) && bytes[0] === 0) return isoHeader(bytes, view);
  if (isSvg(bytes)) return { type: "svg", ...upright, alpha: true };
  return undefined;
}

function jpegHeader(view: DataView): ImageHeader {
  let orientation = 1;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) break;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) break;
    const length = view.getUint16(at + 2);
    if (length < 2) break;
    if (marker === 0xe1)
      orientation = exifOrientation(view, at + 4, Math.min(at + 2 + length, view.byteLength)) ?? orientation;
    // Start of frame: every C0 to CF but the tables C4, C8 and CC.
    if (
      marker >= 0xc0 &&
      marker <= 0xcf &&
      marker !== 0xc4 &&
      marker !== 0xc8 &&
      marker !== 0xcc &&
      at + 10 <= view.byteLength
    ) {
      return {
        type: "jpeg",
        ...upright,
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        cmyk: view.getUint8(at + 9) === 4,
        orientation,
      };
    }
    at += 2 + length;
  }
  return { type: "jpeg", ...upright, orientation };
}

/** Tag 0x0112 of the first directory of an `Exif` segment. */
function exifOrientation(view: DataView, start: number, end: number): number | undefined {
  if (start + 14 > end || view.getUint32(start) !== 0x45786966) return undefined;
  const tiff = start + 6;
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > end) return undefined;
  const count = Math.min(view.getUint16(directory, little), 200);
  for (let entry = directory + 2; entry + 12 <= Math.min(end, directory + 2 + count * 12); entry += 12) {
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

function pngHeader(view: DataView): ImageHeader {
  if (view.byteLength < 33) return { type: "png", ...upright };
  const colourType = view.getUint8(25);
  let alpha = colourType === 4 || colourType === 6;
  let animated = false;
  for (let at = 8; at + 8 <= view.byteLength; ) {
    const length = view.getUint32(at);
    const name = latin1(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at + 4, 4);
    if (name === "tRNS") alpha = true;
    if (name === "acTL") animated = true;
    if (name === "IDAT" || name === "IEND") break;
    at += 12 + length;
  }
  return { type: "png", ...upright, width: view.getUint32(16), height: view.getUint32(20), alpha, animated };
}

/** Of a palette of three bytes a colour, as the flags say. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

function gifHeader(view: DataView): ImageHeader {
  if (view.byteLength < 13) return { type: "gif", ...upright };
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  let at = 13 + tableBytes(view.getUint8(10));
  let frames = 0;
  let alpha = false;
  const skipBlocks = (from: number) => {
    let to = from;
    while (to < view.byteLength && view.getUint8(to) !== 0) to += view.getUint8(to) + 1;
    return to + 1;
  };
  while (at + 1 < view.byteLength && frames < 2) {
    const kind = view.getUint8(at);
    if (kind === 0x21) {
      if (view.getUint8(at + 1) === 0xf9 && at + 4 < view.byteLength) alpha ||= (view.getUint8(at + 3) & 1) === 1;
      at = skipBlocks(at + 2);
    } else if (kind === 0x2c && at + 10 < view.byteLength) {
      frames += 1;
      at = skipBlocks(at + 10 + tableBytes(view.getUint8(at + 9)) + 1);
    } else break;
  }
  return { type: "gif", ...upright, ...size, alpha, animated: frames > 1 };
}

function webpHeader(view: DataView): ImageHeader {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const kind = latin1(bytes, 12, 4);
  if (kind === "VP8X" && bytes.length >= 30) {
    const flags = view.getUint8(20);
    const width = 1 + (view.getUint32(23, true) >>> 8);
    const height = 1 + (view.getUint16(27, true) | (view.getUint8(29) << 16));
    return { type: "webp", ...upright, width, height, alpha: (flags & 0x10) !== 0, animated: (flags & 0x02) !== 0 };
  }
  if (kind === "VP8L" && bytes.length >= 25) {
    const packed = view.getUint32(21, true);
    return {
      type: "webp",
      ...upright,
      width: 1 + (packed & 0x3fff),
      height: 1 + ((packed >>> 14) & 0x3fff),
      alpha: ((packed >>> 28) & 1) === 1,
    };
  }
  if (kind === "VP8 " && bytes.length >= 30) {
    return {
      type: "webp",
      ...upright,
      width: view.getUint16(26, true) & 0x3fff,
      height: view.getUint16(28, true) & 0x3fff,
    };
  }
  return { type: "webp", ...upright, alpha: true };
}

function bmpHeader(view: DataView): ImageHeader {
  // The old OS/2 header (12 bytes) has 16-bit sizes; a negative height means top-down.
  const isOld = view.getUint32(14, true) === 12;
  return {
    type: "bmp",
    ...upright,
    width: isOld ? view.getUint16(18, true) : Math.abs(view.getInt32(18, true)),
    height: isOld ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true)),
  };
}

/** AVIF and HEIC: boxes; the largest `ispe` among the first kilobytes is the size of the picture. */
function isoHeader(bytes: Uint8Array, view: DataView): ImageHeader | undefined {
  const brands = latin1(bytes, 8, Math.min(view.getUint32(0), 64));
  const type = /avif|avis/.test(brands)
    ? "avif"
    : /heic|heix|hevc|heim|heis|mif1|msf1/.test(brands)
      ? "heic"
      : undefined;
  if (type === undefined) return undefined;
  const head = latin1(bytes, 0, 65_536);
  let size: { width: number; height: number } | undefined;
  for (let at = head.indexOf("ispe"); at >= 0 && at + 16 <= head.length; at = head.indexOf("ispe", at + 4)) {
    const found = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (size === undefined || found.width * found.height > size.width * size.height) size = found;
  }
  return { type, ...upright, ...size, alpha: true, animated: /avis|msf1|hevc/.test(brands) };
}

function isSvg(bytes: Uint8Array): boolean {
  const head = latin1(bytes, 0, 4096).replace(/^\xef\xbb\xbf/, "");
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*|<!DOCTYPE[^>[]*(?:\[[^\]]*\]\s*)?>\s*)*<(?:\w+:)?svg[\s>]/i.test(
    head,
  );
}

function latin1(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", at, at + length);
}
