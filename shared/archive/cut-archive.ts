import { promisify } from "node:util";
import { constants, crc32, inflateRaw } from "node:zlib";
import type { ArchiveLimits } from "./archive-limits.ts";
import {
  damagedDirectory,
  extraFieldsOf,
  parseCentralDirectory,
  unicodePathsIn,
  wholeRecords,
} from "./central-directory.ts";
import { decodeEntryName } from "./entry-name.ts";
import { type ReadAt, tooManyEntries } from "./find-central-directory.ts";
import type { DataRange } from "./local-header.ts";

const localSignature = 0x04034b50;
const descriptorSignature = 0x08074b50;
const endSignature = "PK\u0005\u0006";
const headerBytes = 30;
const endBytes = 22;
const descriptorFlag = 0x0008;
const saturated32 = 0xffffffff;
const storedMethod = 0;
/** A comment, and what may follow an archive: where an end record can lie. */
const tailBytesMax = 0xffff + 64 * 1024 + endBytes;
/** How much is looked through at once for the end of a file that does not say how long it is: ever more. */
const windowBytesMin = 4 * 1024;
const windowBytesMax = 1024 * 1024;

/** Of the file in which an archive ends, inflated: of a longer one nothing is read. */
const cutFileBytesMax = 64 * 1024 * 1024;

/** An archive that ends before its directory does. */
export interface CutArchive {
  /** The files that are whole. */
  readonly ranges: readonly DataRange[];
  /** The one in which it ends, with all of its data that there is; how much comes out of that nobody knows yet. */
  readonly last: DataRange | undefined;
}

/**
 * The files of an archive that is cut off, one behind the other from its start, by what stands in front of each. Where a part of
 * its directory is left, that must say the same. Nothing is to be trusted yet, as in a directory. `undefined` where the archive
 * is not cut off: it begins with something else than a file, or has a record of an end that is whole. One with a
 * directory that is damaged is another matter: what it says could be something else than what is here.
 * @throws Rejected `archive/too-many-entries`, `archive/damaged`
 */
export async function readCutArchive(
  readAt: ReadAt,
  fileBytes: number,
  limits: ArchiveLimits,
): Promise<CutArchive | undefined> {
  const ranges: DataRange[] = [];
  let position = 0;
  for (;;) {
    const entry = await entryAt(position, readAt, fileBytes);
    if (entry?.end === undefined) {
      const last = entry?.range;
      if (await hasEnd(last === undefined ? ranges : [...ranges, last], readAt, fileBytes)) return undefined;
      return { ranges: await withDirectory(ranges, position, readAt, limits), last };
    }
    if (ranges.length >= limits.entriesMax) throw tooManyEntries(limits.entriesMax);
    ranges.push(entry.range);
    position = entry.end;
  }
}

/** Whether there is a whole record of an end that is not content: books that are archives have one of their own. */
async function hasEnd(ranges: readonly DataRange[], readAt: ReadAt, fileBytes: number): Promise<boolean> {
  const tailAt = Math.max(0, fileBytes - tailBytesMax);
  const tail = await readAt(tailAt, fileBytes - tailAt);
  for (let at = tail.indexOf(endSignature, 0, "latin1"); at >= 0 && at + endBytes <= tail.length; ) {
    const position = tailAt + at;
    const holder = ranges.find(
      ({ start, record }) => position >= start && position + endBytes <= start + record.compressedBytes,
    );
    if (holder === undefined) return true;
    at = tail.indexOf(endSignature, holder.start + holder.record.compressedBytes - tailAt, "latin1");
  }
  return false;
}

const inflate = promisify(inflateRaw);

/** A file in which an archive ends, as a file of what there is of it; `undefined` where that is nothing, damaged, or too long. */
export async function measured({ record, start }: DataRange, readAt: ReadAt): Promise<DataRange | undefined> {
  if (record.compressedBytes > cutFileBytesMax) return undefined;
  const data = await readAt(start, record.compressedBytes);
  const bytes = record.method === storedMethod ? data : await inflated(data);
  if (bytes === undefined || bytes.length === 0) return undefined;
  return { start, record: { ...record, bytes: bytes.length, crc32: crc32(bytes) } };
}

async function inflated(data: Buffer): Promise<Buffer | undefined> {
  try {
    return await inflate(data, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: cutFileBytesMax });
  } catch {
    return undefined;
  }
}

/** What is left of the directory behind the last file says more of the files: which of them are links. */
async function withDirectory(
  ranges: readonly DataRange[],
  position: number,
  readAt: ReadAt,
  limits: ArchiveLimits,
): Promise<readonly DataRange[]> {
  const directory = await readAt(position, limits.centralDirectoryBytesMax);
  const records = new Map(
    parseCentralDirectory(directory, wholeRecords(directory)).map((record) => [record.offset, record]),
  );
  const told = ranges.map(({ record, start }) => ({ record: records.get(record.offset) ?? record, start }));
  const isSame = told.every(({ record }, at) => {
    const local = ranges[at]?.record;
    return local !== undefined && same.every((field) => record[field] === local[field]) && local.name === record.name;
  });
  if (!isSame || told.filter(({ record }) => records.get(record.offset) === record).length < records.size) {
    throw damagedDirectory();
  }
  return told;
}

const same = ["method", "crc32", "compressedBytes", "bytes"] as const;

interface Entry {
  readonly range: DataRange;
  /** Past its data, and past what describes it there; absent where the archive ends before. */
  readonly end: number | undefined;
}

async function entryAt(position: number, readAt: ReadAt, fileBytes: number): Promise<Entry | undefined> {
  const header = await headerAt(position, readAt);
  if (header === undefined || header.start >= fileBytes) return undefined;
  const { start, declared, isDescribed, record } = header;
  const isUnknown = isDescribed && declared.compressedBytes === 0;
  const found = isUnknown
    ? await describedBehind(start, readAt, fileBytes)
    : { ...declared, end: await endOf(start + declared.compressedBytes, isDescribed, readAt) };
  if (found !== undefined && start + found.compressedBytes <= fileBytes) {
    const { end, ...sizes } = found;
    return { range: { record: { ...record, ...sizes }, start }, end };
  }
  // Of what is not compressed, only a size that was said before tells where it ends.
  if (isUnknown && record.method === storedMethod) return undefined;
  const left = fileBytes - start;
  return { range: { record: { ...record, crc32: 0, compressedBytes: left, bytes: left }, start }, end: undefined };
}

/** What stands in front of a file; `undefined` where that is something else, or not whole. */
async function headerAt(position: number, readAt: ReadAt) {
  const header = await readAt(position, headerBytes);
  if (header.length < headerBytes || header.readUInt32LE(0) !== localSignature) return undefined;
  const flags = header.readUInt16LE(6);
  const nameBytes = header.readUInt16LE(26);
  const more = await readAt(position + headerBytes, nameBytes + header.readUInt16LE(28));
  const declared = {
    crc32: header.readUInt32LE(14),
    compressedBytes: header.readUInt32LE(18),
    bytes: header.readUInt32LE(22),
  };
  // No book has a file of 4 GB, which alone needs more room to say so.
  const isLarge = declared.compressedBytes === saturated32 || declared.bytes === saturated32;
  if (isLarge || more.length < nameBytes) return undefined;
  const rawName = more.subarray(0, nameBytes);
  return {
    start: position + headerBytes + nameBytes + header.readUInt16LE(28),
    declared,
    isDescribed: (flags & descriptorFlag) !== 0,
    record: {
      name: decodeEntryName(rawName, unicodePathsIn(extraFieldsOf(more.subarray(nameBytes)))),
      rawName,
      flags,
      method: header.readUInt16LE(8),
      offset: position,
      disk: 0,
      fileType: 0,
    },
  };
}

/** Past what describes a file behind its data, which may have a signature. */
async function endOf(dataEnd: number, described: boolean, readAt: ReadAt): Promise<number> {
  if (!described) return dataEnd;
  const behind = await readAt(dataEnd, 4);
  return dataEnd + (behind.length === 4 && behind.readUInt32LE(0) === descriptorSignature ? 16 : 12);
}

/** What describes a file behind its data: the first that says how far it is away, so that nothing has to be inflated. */
async function describedBehind(start: number, readAt: ReadAt, fileBytes: number) {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(descriptorSignature, 0);
  // Most files are small: of their neighbours, little is read with them.
  let windowBytes = windowBytesMin;
  for (let at = start; at < fileBytes; ) {
    // With what a description that begins at the end of the window has behind it.
    const window = await readAt(at, windowBytes + 16);
    for (
      let found = window.indexOf(signature);
      found >= 0 && found < windowBytes;
      found = window.indexOf(signature, found + 1)
    ) {
      if (found + 16 > window.length) return undefined;
      const compressedBytes = window.readUInt32LE(found + 8);
      if (compressedBytes !== at + found - start) continue;
      const end = at + found + 16;
      return { crc32: window.readUInt32LE(found + 4), compressedBytes, bytes: window.readUInt32LE(found + 12), end };
    }
    at += windowBytes;
    windowBytes = Math.min(windowBytes * 2, windowBytesMax);
  }
  return undefined;
}
