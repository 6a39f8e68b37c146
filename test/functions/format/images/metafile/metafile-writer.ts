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

/** Numbers and bytes one after the other. */
export function joined(parts: readonly Part[]): Buffer {
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

/** Bounds, a count, and so many points, as most records of figures hold them. */
export const points = (...numbers: readonly number[]): readonly Part[] => [...bounds, numbers.length / 2, ...numbers];
/** The same in numbers of two bytes. */
export const points16 = (...numbers: readonly number[]): readonly Part[] => [
  ...bounds,
  numbers.length / 2,
  short(...numbers),
];

/** Selects a bold italic font of ten units with serifs, turned by ninety degrees. */
export const emfFont = Buffer.concat([
  emfRecord(82, 3, -10, 0, 900, 0, 700, Buffer.from([1, 0, 0, 0, 0, 0, 0, 0x12])),
  emfRecord(37, 3),
]);

/** A text at (50, 40), with how far it is from each letter to the next. */
export function emfText(written: string, advances: readonly number[]): Buffer {
  const text = Buffer.from(written, "utf16le");
  const start = 76;
  const advancesAt = start + text.length;
  return emfRecord(
    84,
    ...bounds,
    2,
    float(1, 1),
    50,
    40,
    written.length,
    start,
    0,
    ...bounds,
    advancesAt,
    text,
    ...advances,
  );
}

/** A part of a bitmap, of four pixels unless it is another one, drawn into a box. Both are a place and a size. */
export function emfPixels(
  source: readonly number[],
  target: readonly number[],
  { info, bits }: { readonly info: Buffer; readonly bits: Buffer } = fourPixels,
): Buffer {
  const [place, size] = [target.slice(0, 2), target.slice(2)];
  const start = 80;
  const where = [start, info.length, start + info.length, bits.length];
  return emfRecord(81, ...bounds, ...place, ...source, ...where, 0, 0xcc_0020, ...size, info, bits);
}

/** A record of EMF+ in a comment. */
export function emfPlus(type: number, flags: number, data: Buffer): Buffer {
  const record = Buffer.concat([short(type, flags), joined([12 + data.length, data.length]), data]);
  return emfRecord(70, 4 + record.length, Buffer.from("EMF+"), record);
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

/** A window of a hundred units. */
export const wmfWindow = [wmfRecord(0x02_0b, 0, 0), wmfRecord(0x02_0c, 100, 100)] as const;

/** Two words with how far it is from each letter to the next. */
export const wmfText = wmfRecord(0x0a_32, 20, 10, 3, 0, Buffer.from("a b\0"), 10, 10, 10);

/** Four pixels, all over the window. */
export function wmfPixels(): Buffer {
  return wmfRecord(0x0f_43, 0x20, 0xcc, 0, 2, 2, 0, 0, 100, 100, 0, 0, fourPixels.info, fourPixels.bits);
}

/** A bitmap of two by two pixels, from the bottom up: red and green below, blue and white above. */
export const fourPixels = {
  info: joined([40, 2, 2, short(1, 24), 0, 16, 0, 0, 0, 0]),
  bits: Buffer.from("0000ff00ff000000ff0000ffffff0000", "hex"),
};
