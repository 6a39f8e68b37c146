import { crc32, inflateSync } from "node:zlib";
import { jpegTables } from "./jpeg-tables.ts";

/**
 * Takes a JPEG or PNG apart and puts it together again without what is not picture: places, dates, thumbnails, comments,
 * text that inflates. No pixel is decoded for a JPEG; a PNG's data are inflated once, to no more than the picture needs.
 * `undefined` where it is damaged: then it has to be decoded and encoded anew.
 */
export function stripJpeg(bytes: Uint8Array): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let hasFrame = false;
  const tables = jpegTables();
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) return undefined;
    if (!tables.accept(marker, bytes.subarray(at + 4, at + 2 + length))) return undefined;
    if (marker === 0xda) {
      // The scan goes on to the end marker, behind which cameras and jokers hang whole files.
      const end = bytes.lastIndexOf(0xd9);
      if (!hasFrame || end <= at || bytes[end - 1] !== 0xff) return undefined;
      kept.push(bytes.subarray(at, end + 1));
      return Buffer.concat(kept);
    }
    if (isStartOfFrame(marker)) hasFrame = true;
    // APP0 is JFIF, APP2 the colour profile, APP14 how the colours are to be read. The other APPs and COM are not picture.
    const isMetadata = (marker >= 0xe0 && marker <= 0xef && ![0xe0, 0xe2, 0xee].includes(marker)) || marker === 0xfe;
    if (!isMetadata) kept.push(bytes.subarray(at, at + 2 + length));
    at += 2 + length;
  }
  return undefined;
}

function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

const pictureChunks = new Set(["IHDR", "PLTE", "IDAT", "IEND", "sRGB", "gAMA"]);
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function stripPng(bytes: Uint8Array): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  const data: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) return undefined;
    const name = Buffer.from(bytes.subarray(at + 4, at + 8)).toString("latin1");
    if (pictureChunks.has(name)) {
      if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) return undefined;
      if (name === "IDAT") data.push(bytes.subarray(at + 8, end - 4));
      kept.push(bytes.subarray(at, end));
    }
    if (name === "IEND") return isWhole(view, data) ? Buffer.concat(kept) : undefined;
    at = end;
  }
  return undefined;
}

/** Whether the data inflate to as many bytes as the picture has, and to no more. */
function isWhole(view: DataView, data: readonly Uint8Array[]): boolean {
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const bitsPerPixel = view.getUint8(24) * (channelsOf[view.getUint8(25)] ?? 0);
  const isInterlaced = view.getUint8(28) === 1;
  const wanted = height * (1 + Math.ceil((width * bitsPerPixel) / 8));
  // Seven interlaced passes have more lines, each with its filter byte and its rounding up.
  const most = isInterlaced ? wanted + 16 * (height + 8) : wanted;
  try {
    const found = inflateSync(Buffer.concat(data), { maxOutputLength: most }).length;
    return isInterlaced ? found >= wanted : found === wanted;
  } catch {
    // Damaged or longer than the picture: the verdict is the same, and the caller decodes it with care or drops it.
    return false;
  }
}
