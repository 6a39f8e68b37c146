import { closeSync, openSync, readSync } from "node:fs";

/** Bytes: the tables of the largest fonts have some hundred thousand. */
const tableBytesMax = 4 * 1024 * 1024;
const directoryBytes = 12;
const entryBytes = 16;
/** Unicode beyond the first 65,536, then Unicode as it once was: (platform, encoding) as OpenType numbers them. */
const preferred = ["3,10", "0,6", "0,4", "3,1", "0,3"];

/**
 * The characters, as code points, that a TrueType or OpenType font has a glyph for: its table `cmap`, formats 4 and 12 (OpenType
 * 1.9.1). Only that table is read. @throws Error for a file that is no such font
 */
export function lettersInFont(path: string): ReadonlySet<number> {
  const table = readTable(path, "cmap");
  const offsets = new Map<string, number>();
  for (let index = 0; index < table.readUInt16BE(2); index += 1) {
    const at = 4 + index * 8;
    offsets.set(`${table.readUInt16BE(at)},${table.readUInt16BE(at + 2)}`, table.readUInt32BE(at + 4));
  }
  for (const kind of preferred) {
    const offset = offsets.get(kind);
    if (offset === undefined) continue;
    const map = table.subarray(offset);
    const format = map.readUInt16BE(0);
    if (format === 12) return new Set(lettersOfGroups(map));
    if (format === 4) return new Set(lettersOfSegments(map));
  }
  throw new Error(`${path} has no map of characters that can be read`);
}

function readTable(path: string, wanted: string): Buffer {
  const file = openSync(path, "r");
  try {
    const count = readAt(file, 0, directoryBytes).readUInt16BE(4);
    const directory = readAt(file, directoryBytes, count * entryBytes);
    for (let at = 0; at < directory.length; at += entryBytes) {
      if (directory.toString("latin1", at, at + 4) !== wanted) continue;
      const bytes = directory.readUInt32BE(at + 12);
      if (bytes <= tableBytesMax) return readAt(file, directory.readUInt32BE(at + 8), bytes);
    }
  } finally {
    closeSync(file);
  }
  throw new Error(`${path} has no table ${wanted}`);
}

function readAt(file: number, position: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (readSync(file, buffer, 0, bytes, position) < bytes) throw new Error("A font ends too early");
  return buffer;
}

/** Format 12: first and last character of each group. */
function* lettersOfGroups(map: Buffer): Generator<number> {
  for (let index = 0; index < map.readUInt32BE(12); index += 1) {
    const at = 16 + index * 12;
    for (let letter = map.readUInt32BE(at); letter <= map.readUInt32BE(at + 4); letter += 1) yield letter;
  }
}

/** Format 4: four arrays side by side, of as many numbers as there are segments. Glyph 0 is the box for what is missing. */
function* lettersOfSegments(map: Buffer): Generator<number> {
  const width = map.readUInt16BE(6);
  const ends = 14;
  const starts = ends + width + 2;
  const deltas = starts + width;
  const ranges = deltas + width;
  for (let at = 0; at < width; at += 2) {
    const start = map.readUInt16BE(starts + at);
    const range = map.readUInt16BE(ranges + at);
    const delta = map.readUInt16BE(deltas + at);
    for (let letter = start; letter <= map.readUInt16BE(ends + at) && letter < 0xffff; letter += 1) {
      const listed = range === 0 ? letter : map.readUInt16BE(ranges + at + range + (letter - start) * 2);
      if (listed !== 0 && ((listed + delta) & 0xffff) !== 0) yield letter;
    }
  }
}
