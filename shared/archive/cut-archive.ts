import type { ArchiveLimits } from "./archive-limits.ts";
import {
  type CentralRecord,
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
/** A comment, and what may follow an archive: where an end record can lie. */
const tailBytesMax = 0xffff + 64 * 1024 + endBytes;
/** How much is looked through at once for the end of a file that does not say how long it is. */
const windowBytes = 1024 * 1024;

/**
 * Whether a file is an archive that ends before its directory does: it begins with a file, and has no record of an end that
 * is whole. One with a directory that is damaged is another matter: what it says could be something else than what is here.
 */
export async function isCut(readAt: ReadAt, fileBytes: number): Promise<boolean> {
  const start = await readAt(0, 4);
  if (start.length < 4 || start.readUInt32LE(0) !== localSignature) return false;
  const tail = await readAt(Math.max(0, fileBytes - tailBytesMax), Math.min(fileBytes, tailBytesMax));
  const end = tail.indexOf(endSignature, 0, "latin1");
  return end < 0 || end + endBytes > tail.length;
}

/**
 * The files of an archive that is cut off, one behind the other from its start, by what stands in front of each. The one in
 * which it ends is none of them. Where a part of its directory is left, that must say the same. Nothing is to be trusted yet,
 * as in a directory.
 * @throws Rejected `archive/too-many-entries`, `archive/damaged`
 */
export async function readCutArchive(
  readAt: ReadAt,
  fileBytes: number,
  limits: ArchiveLimits,
): Promise<readonly DataRange[]> {
  const ranges: DataRange[] = [];
  for (let position = 0; ; ) {
    const entry = await entryAt(position, readAt, fileBytes);
    if (entry === undefined) return await withDirectory(ranges, position, readAt, limits);
    if (ranges.length >= limits.entriesMax) throw tooManyEntries(limits.entriesMax);
    ranges.push(entry.range);
    position = entry.end;
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
  /** Past its data, and past what describes it there. */
  readonly end: number;
}

async function entryAt(position: number, readAt: ReadAt, fileBytes: number): Promise<Entry | undefined> {
  const header = await readAt(position, headerBytes);
  if (header.length < headerBytes || header.readUInt32LE(0) !== localSignature) return undefined;
  const nameBytes = header.readUInt16LE(26);
  const more = await readAt(position + headerBytes, nameBytes + header.readUInt16LE(28));
  const start = position + headerBytes + nameBytes + header.readUInt16LE(28);
  const described = (header.readUInt16LE(6) & descriptorFlag) !== 0;
  const declared = {
    crc32: header.readUInt32LE(14),
    compressedBytes: header.readUInt32LE(18),
    bytes: header.readUInt32LE(22),
  };
  // No book has a file of 4 GB, which alone needs more room to say so.
  if (declared.compressedBytes === saturated32 || declared.bytes === saturated32) return undefined;
  const found =
    described && declared.compressedBytes === 0
      ? await describedBehind(start, readAt, fileBytes)
      : {
          ...declared,
          end:
            start +
            declared.compressedBytes +
            (described ? await descriptorAt(start + declared.compressedBytes, readAt) : 0),
        };
  if (found === undefined || start + found.compressedBytes > fileBytes) return undefined;
  const rawName = more.subarray(0, nameBytes);
  const record: CentralRecord = {
    name: decodeEntryName(rawName, unicodePathsIn(extraFieldsOf(more.subarray(nameBytes)))),
    rawName,
    flags: header.readUInt16LE(6),
    method: header.readUInt16LE(8),
    crc32: found.crc32,
    compressedBytes: found.compressedBytes,
    bytes: found.bytes,
    offset: position,
    disk: 0,
    fileType: 0,
  };
  return { range: { record, start }, end: found.end };
}

/** How long a description is that stands behind data: it may have a signature. */
async function descriptorAt(position: number, readAt: ReadAt): Promise<number> {
  const start = await readAt(position, 4);
  return start.length === 4 && start.readUInt32LE(0) === descriptorSignature ? 16 : 12;
}

/** What describes a file behind its data: the first that says how far it is away, so that nothing has to be inflated. */
async function describedBehind(start: number, readAt: ReadAt, fileBytes: number) {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(descriptorSignature, 0);
  for (let at = start; at < fileBytes; at += windowBytes) {
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
  }
  return undefined;
}
