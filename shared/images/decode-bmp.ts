/** A picture's pixels, three bytes each (red, green, blue), row by row from the top. */
export interface RawPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

const noCompression = 0;
const runLength8 = 1;
const runLength4 = 2;
const bitFields = 3;

/**
 * Decodes a Windows bitmap of 1 to 32 bits a pixel, plain, run-length encoded or with bit fields: sharp reads no BMP.
 * What the file lacks stays black. `undefined` where it is none of these. The caller has judged its size.
 */
export function decodeBmp(bytes: Uint8Array): RawPicture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 26) return undefined;
  const headerBytes = view.getUint32(14, true);
  const isOld = headerBytes === 12;
  if (!isOld && (headerBytes < 40 || bytes.length < 54)) return undefined;
  const width = isOld ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = isOld ? view.getInt16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(isOld ? 24 : 28, true);
  const compression = isOld ? noCompression : view.getUint32(30, true);
  if (width <= 0 || height === 0 || ![1, 4, 8, 16, 24, 32].includes(bits)) return undefined;
  const dataAt = view.getUint32(10, true);
  const masks = masksOf(view, bits, compression, headerBytes);
  const palette = paletteOf(view, bits, isOld, headerBytes, compression, dataAt);
  const indexes =
    compression === runLength8 || compression === runLength4
      ? unrunLengths(bytes.subarray(Math.min(dataAt, bytes.length)), width, height, compression === runLength4)
      : undefined;
  if (indexes === undefined && compression !== noCompression && compression !== bitFields) return undefined;

  const pixels = Buffer.alloc(width * height * 3);
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  for (let row = 0; row < height; row += 1) {
    // Rows lie from the bottom up, unless the height is negative.
    const y = signedHeight < 0 ? row : height - 1 - row;
    for (let x = 0; x < width; x += 1) {
      const colour =
        indexes === undefined
          ? colourAt(view, dataAt + row * rowBytes, x, bits, palette, masks)
          : palette[indexes[row * width + x] ?? 0];
      if (colour === undefined) continue;
      pixels.writeUIntBE(colour, (y * width + x) * 3, 3);
    }
  }
  return { width, height, pixels };
}

/** As 0xRRGGBB; `undefined` behind the end of the file. */
function colourAt(
  view: DataView,
  rowAt: number,
  x: number,
  bits: number,
  palette: readonly number[],
  masks: readonly number[],
): number | undefined {
  const at = rowAt + Math.floor((x * bits) / 8);
  if (at < 0 || at + bits / 8 > view.byteLength) return undefined;
  if (bits <= 8) {
    const shift = 8 - bits - ((x * bits) % 8);
    return palette[(view.getUint8(at) >> shift) & (2 ** bits - 1)];
  }
  if (bits === 24) return (view.getUint8(at + 2) << 16) | (view.getUint8(at + 1) << 8) | view.getUint8(at);
  const value = bits === 16 ? view.getUint16(at, true) : view.getUint32(at, true);
  const [red = 0, green = 0, blue = 0] = masks.map((mask) => channel(value, mask));
  return (red << 16) | (green << 8) | blue;
}

function channel(value: number, mask: number): number {
  if (mask === 0) return 0;
  const shift = Math.log2((mask & -mask) >>> 0);
  const most = mask >>> shift;
  return Math.round((((value & mask) >>> shift) * 255) / most);
}

function masksOf(view: DataView, bits: number, compression: number, headerBytes: number): readonly number[] {
  if (compression === bitFields && view.byteLength >= 66 && headerBytes >= 40) {
    return [54, 58, 62].map((at) => view.getUint32(at, true));
  }
  return bits === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0x00ff00, 0x0000ff];
}

function paletteOf(
  view: DataView,
  bits: number,
  isOld: boolean,
  headerBytes: number,
  compression: number,
  dataAt: number,
): readonly number[] {
  if (bits > 8) return [];
  const at = 14 + headerBytes + (compression === bitFields && headerBytes === 40 ? 12 : 0);
  const entryBytes = isOld ? 3 : 4;
  const count = Math.min(2 ** bits, Math.max(0, Math.floor((Math.min(dataAt, view.byteLength) - at) / entryBytes)));
  return Array.from({ length: count }, (_, index) => {
    const entry = at + index * entryBytes;
    return (view.getUint8(entry + 2) << 16) | (view.getUint8(entry + 1) << 8) | view.getUint8(entry);
  });
}

/** Palette indexes, row by row from the bottom. */
function unrunLengths(data: Uint8Array, width: number, height: number, isFourBit: boolean): Uint8Array {
  const indexes = new Uint8Array(width * height);
  let x = 0;
  let row = 0;
  const put = (index: number) => {
    if (x < width && row < height) indexes[row * width + x] = index;
    x += 1;
  };
  for (let at = 0; at + 1 < data.length && row < height; ) {
    const count = data[at] ?? 0;
    const value = data[at + 1] ?? 0;
    at += 2;
    if (count > 0) {
      for (let pixel = 0; pixel < count; pixel += 1)
        put(isFourBit ? (pixel % 2 === 0 ? value >> 4 : value & 15) : value);
    } else if (value === 0) {
      x = 0;
      row += 1;
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      x += data[at] ?? 0;
      row += data[at + 1] ?? 0;
      at += 2;
    } else {
      const bytes = isFourBit ? Math.ceil(value / 2) : value;
      for (let pixel = 0; pixel < value; pixel += 1) {
        const byte = data[at + (isFourBit ? pixel >> 1 : pixel)] ?? 0;
        put(isFourBit ? (pixel % 2 === 0 ? byte >> 4 : byte & 15) : byte);
      }
      at += bytes + (bytes % 2);
    }
  }
  return indexes;
}
