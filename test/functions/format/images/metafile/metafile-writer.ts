/** Numbers as they lie in metafiles: four bytes each where nothing is said, two in `short`, and bytes as they are. */
export type Part = number | Buffer;

export const short = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value & 0xffff, index * 2);
  return bytes;
};

export const float = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes;
};

function joined(parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part !== "number") return part;
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(part >>> 0);
      return bytes;
    }),
  );
}

/** One record of an EMF. */
export function emfRecord(type: number, ...parts: readonly Part[]): Buffer {
  const data = joined(parts);
  const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
  return Buffer.concat([joined([type, padded.length + 8]), padded]);
}

/** An EMF of 100 by 100 pixels, of a device with four of them in a millimetre. */
export function emf(...records: readonly Buffer[]): Buffer {
  const body = Buffer.concat([...records, emfRecord(14, 0, 0, 20)]);
  const frame = [0, 0, 2500, 2500];
  const rest = [0x464d_4520, 0x1_0000, 88 + body.length, records.length + 2, short(10, 0), 0, 0, 0, 400, 400, 100, 100];
  return Buffer.concat([emfRecord(1, 0, 0, 99, 99, ...frame, ...rest), body]);
}

/** Bounds that nobody reads. */
export const bounds = [0, 0, 0, 0] as const;

/** Selects a brush and a pen, each by its colour (0xBBGGRR); without one there is none. */
export function inColours(brush: number | undefined, pen?: number, width = 1): Buffer {
  return Buffer.concat([
    ...(brush === undefined ? [emfRecord(37, 0x8000_0005)] : [emfRecord(39, 1, 0, brush, 0), emfRecord(37, 1)]),
    ...(pen === undefined ? [emfRecord(37, 0x8000_0008)] : [emfRecord(38, 2, 0, width, 0, pen), emfRecord(37, 2)]),
  ]);
}

export function emfRectangle(left: number, top: number, right: number, bottom: number): Buffer {
  return emfRecord(43, left, top, right, bottom);
}

/** One record of a WMF, its parameters of two bytes each in the order in which they lie there. */
export function wmfRecord(kind: number, ...parts: readonly Part[]): Buffer {
  const data = Buffer.concat(parts.map((part) => (typeof part === "number" ? short(part) : part)));
  const padded = Buffer.concat([data, Buffer.alloc(data.length % 2)]);
  return Buffer.concat([joined([padded.length / 2 + 3]), short(kind), padded]);
}

/** A WMF; with a header that says that it is 100 units high and wide, a hundredth of an inch each, unless `plain`. */
export function wmf(records: readonly Buffer[], kind: "placeable" | "plain" = "placeable"): Buffer {
  const body = Buffer.concat([...records, wmfRecord(0)]);
  const header = Buffer.concat([
    short(1, 9, 0x300),
    joined([(18 + body.length) / 2]),
    short(8),
    joined([500]),
    short(0),
  ]);
  const placeable = Buffer.concat([joined([0x9ac6_cdd7]), short(0, 0, 0, 100, 100, 100), joined([0]), short(0)]);
  return Buffer.concat([...(kind === "plain" ? [] : [placeable]), header, body]);
}

/** A bitmap of two by two pixels, from the bottom up: red and green below, blue and white above. */
export const fourPixels = {
  info: joined([40, 2, 2, short(1, 24), 0, 16, 0, 0, 0, 0]),
  bits: Buffer.from("0000ff00ff000000ff0000ffffff0000", "hex"),
};
