import { inflateSync } from "node:zlib";
import { type PdfDictionary, type PdfValue, readPdfObject, readPdfValue } from "./pdf-values.ts";

/** Reads `length` bytes at `position` of the file, fewer only at its end. */
export type ReadAt = (position: number, length: number) => Promise<Buffer>;

/** As much of a PDF as is needed to know what it says about itself. */
export interface PdfFile {
  /** Of the newest cross-reference section, with what older ones add. */
  readonly trailer: ReadonlyMap<string, PdfValue>;
  /** A value, or the object that it refers to. */
  resolve(value: PdfValue): Promise<PdfValue>;
  /** The bytes of a stream, inflated where they are deflated; `undefined` for what cannot be read. */
  streamOf(value: PdfValue): Promise<Buffer | undefined>;
}

const tailBytes = 64 * 1024;
/** A cross-reference table, or a dictionary with all that is looked for in it. */
const sectionBytesMax = 16 * 1024 * 1024;
const objectBytesMax = 256 * 1024;
const streamBytesMax = 4 * 1024 * 1024;
const inflatedBytesMax = 16 * 1024 * 1024;
const sectionsMax = 64;
const objectsInStreamMax = 20_000;
const entriesMax = 4_000_000;

/** Where an object lies: at an offset of the file, or in a stream of objects. */
type Place = { readonly at: number } | { readonly stream: number; readonly index: number };

/**
 * Finds the cross-reference sections of a PDF from its end, as its readers do.
 * @returns `cut off` where the file ends without saying where they are; `unreadable` where it says so, and they are not
 */
export async function openPdf(
  readAt: ReadAt,
  bytes: number,
  headerAt: number,
): Promise<PdfFile | "cut off" | "unreadable"> {
  const tail = (await readAt(Math.max(0, bytes - tailBytes), tailBytes)).toString("latin1");
  const start = [...tail.matchAll(/startxref[\0\t\n\f\r ]+(\d{1,12})/gu)].at(-1)?.[1];
  if (start === undefined) return "cut off";
  const places = new Map<number, Place>();
  const trailer = new Map<string, PdfValue>();
  const seen = new Set<number>();
  const waiting = [Number(start)];
  for (let next = waiting.shift(); next !== undefined && seen.size < sectionsMax; next = waiting.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    // Offsets count from the header; some writers count from the beginning of the file all the same.
    const section =
      (await readSection(readAt, next + headerAt, places)) ??
      (headerAt > 0 ? await readSection(readAt, next, places) : undefined);
    if (section === undefined) continue;
    for (const [name, value] of section) if (!trailer.has(name)) trailer.set(name, value);
    for (const name of ["XRefStm", "Prev"]) {
      const older = section.get(name);
      if (typeof older === "number") waiting.push(older);
    }
  }
  return trailer.has("Root") ? fileOf(readAt, headerAt, places, trailer) : "unreadable";
}

/** One cross-reference section, table or stream; its places join `places` where newer ones say nothing. */
async function readSection(
  readAt: ReadAt,
  at: number,
  places: Map<number, Place>,
): Promise<ReadonlyMap<string, PdfValue> | undefined> {
  if (at < 0) return undefined;
  const head = await readAt(at, 32);
  if (/^[\0\t\n\f\r ]*xref/u.test(head.toString("latin1"))) {
    return readTable(await readTableAt(readAt, at), places);
  }
  const buffer = await readAt(at, objectBytesMax);
  const dictionary = readPdfObject(buffer, 0)?.value;
  if (!isDictionary(dictionary) || dictionary.streamAt === undefined) return undefined;
  const content = await streamAt(readAt, at + dictionary.streamAt, dictionary);
  if (content !== undefined) addStreamPlaces(content, dictionary, places);
  return dictionary.entries;
}

/** Most tables are small: more is read only where their trailer is not there yet. */
async function readTableAt(readAt: ReadAt, at: number): Promise<Buffer> {
  for (let length = tailBytes; ; length *= 8) {
    const buffer = await readAt(at, Math.min(length, sectionBytesMax));
    const found = buffer.indexOf("trailer", 0, "latin1");
    const isWhole = found >= 0 && buffer.indexOf(">>", found, "latin1") >= 0;
    if (isWhole || length >= sectionBytesMax || buffer.length < length) return buffer;
  }
}

function readTable(buffer: Buffer, places: Map<number, Place>): ReadonlyMap<string, PdfValue> | undefined {
  const at = buffer.indexOf("trailer", 0, "latin1");
  if (at < 0) return undefined;
  const lines = buffer.toString("latin1", 0, at);
  const header = /(\d{1,10})[ \t]+(\d{1,10})[ \t]*[\r\n]+/gu;
  const entry = /(\d{10})[ \t]+\d{5}[ \t]+([nf])[ \t\r\n]*/uy;
  header.lastIndex = lines.indexOf("xref") + "xref".length;
  for (let found = header.exec(lines); found !== null; found = header.exec(lines)) {
    const first = Number(found[1]);
    entry.lastIndex = header.lastIndex;
    for (let index = 0; index < Number(found[2]); index += 1) {
      const place = entry.exec(lines);
      if (place === null || places.size > entriesMax) break;
      header.lastIndex = entry.lastIndex;
      if (place[2] === "n" && !places.has(first + index)) places.set(first + index, { at: Number(place[1]) });
    }
  }
  const value = readPdfValue(buffer, at + "trailer".length);
  return isDictionary(value) ? value.entries : undefined;
}

/** PDF 1.7, 7.5.8.3: fields of `W` bytes each: the kind, where, and which. */
function addStreamPlaces(content: Buffer, { entries }: PdfDictionary, places: Map<number, Place>): void {
  const widths = numbersIn(entries.get("W"));
  const size = entries.get("Size");
  const index = numbersIn(entries.get("Index"));
  const [kindBytes = 0, whereBytes = 0, whichBytes = 0] = widths;
  const step = kindBytes + whereBytes + whichBytes;
  if (widths.some((width) => width < 0 || width > 8) || step === 0) return;
  const field = (at: number, width: number) => {
    let value = 0;
    for (let byte = 0; byte < width; byte += 1) value = value * 256 + (content[at + byte] ?? 0);
    return value;
  };
  const ranges = index.length > 1 ? index : [0, typeof size === "number" ? size : 0];
  let at = 0;
  for (let range = 0; range + 1 < ranges.length; range += 2) {
    for (let entry = 0; entry < (ranges[range + 1] ?? 0) && at + step <= content.length; entry += 1) {
      const number = (ranges[range] ?? 0) + entry;
      const kind = kindBytes === 0 ? 1 : field(at, kindBytes);
      const where = field(at + kindBytes, whereBytes);
      const which = field(at + kindBytes + whereBytes, whichBytes);
      if (!places.has(number) && kind === 1) places.set(number, { at: where });
      if (!places.has(number) && kind === 2) places.set(number, { stream: where, index: which });
      at += step;
    }
  }
}

function fileOf(
  readAt: ReadAt,
  headerAt: number,
  places: ReadonlyMap<number, Place>,
  trailer: ReadonlyMap<string, PdfValue>,
): PdfFile {
  const objectAt = async (number: number, at: number): Promise<{ value: PdfValue; position: number } | undefined> => {
    for (const position of new Set([at + headerAt, at])) {
      const found = readPdfObject(await readAt(position, objectBytesMax), 0);
      if (found?.number === number) return { value: found.value, position };
    }
    return undefined;
  };
  const inStream = async (number: number, stream: number): Promise<PdfValue> => {
    const place = places.get(stream);
    // A stream of objects lies in none itself.
    const found = place !== undefined && "at" in place ? await objectAt(stream, place.at) : undefined;
    if (found === undefined || !isDictionary(found.value) || found.value.streamAt === undefined) return undefined;
    const content = await streamAt(readAt, found.position + found.value.streamAt, found.value);
    const first = found.value.entries.get("First");
    if (content === undefined || typeof first !== "number") return undefined;
    const head = content
      .toString("latin1", 0, first)
      .trim()
      .split(/\s+/u, objectsInStreamMax * 2)
      .map(Number);
    for (let at = 0; at + 1 < head.length; at += 2) {
      if (head[at] === number) return readPdfValue(content, first + (head[at + 1] ?? 0));
    }
    return undefined;
  };
  const resolve = async (value: PdfValue): Promise<PdfValue> => {
    if (!isReference(value)) return value;
    const place = places.get(value.number);
    if (place === undefined) return undefined;
    const found =
      "at" in place ? (await objectAt(value.number, place.at))?.value : await inStream(value.number, place.stream);
    // A reference to a reference means nothing.
    return isReference(found) ? undefined : found;
  };
  return {
    trailer,
    resolve,
    streamOf: async (value) => {
      const place = isReference(value) ? places.get(value.number) : undefined;
      if (place === undefined || !("at" in place) || !isReference(value)) return undefined;
      const found = await objectAt(value.number, place.at);
      if (found === undefined || !isDictionary(found.value) || found.value.streamAt === undefined) return undefined;
      return await streamAt(readAt, found.position + found.value.streamAt, found.value, resolve);
    },
  };
}

async function streamAt(
  readAt: ReadAt,
  position: number,
  { entries }: PdfDictionary,
  resolve?: (value: PdfValue) => Promise<PdfValue>,
): Promise<Buffer | undefined> {
  const declared = entries.get("Length");
  const length = resolve === undefined ? declared : await resolve(declared);
  if (typeof length !== "number" || length < 0 || length > streamBytesMax) return undefined;
  const bytes = await readAt(position, length);
  const filter = entries.get("Filter");
  const filters = Array.isArray(filter) ? (filter as readonly PdfValue[]) : filter === undefined ? [] : [filter];
  if (filters.length === 0) return bytes;
  if (filters.length > 1 || !isName(filters[0]) || !/^(?:FlateDecode|Fl)$/u.test(filters[0].name)) return undefined;
  try {
    const content = inflateSync(bytes, { maxOutputLength: inflatedBytesMax, finishFlush: 2 });
    return unpredicted(content, entries.get("DecodeParms"));
  } catch {
    return undefined;
  }
}

/** PNG's predictors (PDF 1.7, 7.4.4.4), which writers use for cross-reference streams. */
function unpredicted(content: Buffer, parameters: PdfValue): Buffer | undefined {
  const entries = isDictionary(parameters) ? parameters.entries : undefined;
  const predictor = entries?.get("Predictor") ?? 1;
  if (predictor === 1) return content;
  const columns = entries?.get("Columns") ?? 1;
  if (typeof columns !== "number" || columns < 1 || columns > 4096 || typeof predictor !== "number" || predictor < 10)
    return undefined;
  const rows = Math.floor(content.length / (columns + 1));
  const plain = Buffer.alloc(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const kind = content[row * (columns + 1)];
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column;
      const left = column > 0 ? (plain[at - 1] ?? 0) : 0;
      const up = row > 0 ? (plain[at - columns] ?? 0) : 0;
      const corner = row > 0 && column > 0 ? (plain[at - columns - 1] ?? 0) : 0;
      const raw = content[row * (columns + 1) + 1 + column] ?? 0;
      const predicted =
        kind === 1 ? left : kind === 2 ? up : kind === 3 ? (left + up) >> 1 : kind === 4 ? paeth(left, up, corner) : 0;
      plain[at] = (raw + predicted) & 0xff;
    }
  }
  return plain;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}

export function isDictionary(value: PdfValue): value is PdfDictionary {
  return typeof value === "object" && "kind" in value && value.kind === "dictionary";
}

function isReference(value: PdfValue): value is Extract<PdfValue, { kind: "reference" }> {
  return typeof value === "object" && "kind" in value && value.kind === "reference";
}

export function isName(value: PdfValue): value is Extract<PdfValue, { kind: "name" }> {
  return typeof value === "object" && "kind" in value && value.kind === "name";
}

function numbersIn(value: PdfValue): readonly number[] {
  return Array.isArray(value) ? value.filter((one): one is number => typeof one === "number") : [];
}
