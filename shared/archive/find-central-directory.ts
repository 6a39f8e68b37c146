import { Rejected } from "../../events/rejected.ts";
import type { ArchiveLimits } from "./archive-limits.ts";
import { damagedDirectory, directoryBytes, readSize } from "./central-directory.ts";

/** Reads `length` bytes at `position` of the file, fewer only at its end. */
export type ReadAt = (position: number, length: number) => Promise<Buffer>;

/** Where the central directory lies in the file. */
export interface DirectoryLocation {
  readonly position: number;
  readonly bytes: number;
  readonly count: number;
  /** Bytes of something else in front of the archive: every offset counts from there. */
  readonly base: number;
}

const endSignature = "PK\u0005\u0006";
const endBytes = 22;
const commentBytesMax = 0xffff;
const zip64EndSignature = 0x06064b50;
const zip64EndBytes = 56;
const locatorSignature = 0x07064b50;
const locatorBytes = 20;
const recordSignature = 0x02014b50;
const localSignature = 0x04034b50;
const saturated16 = 0xffff;
const saturated32 = 0xffffffff;
/** How much of something else may follow the archive: downloads end in a page's leftovers, or in padding. */
const appendedBytesMax = 64 * 1024;
/** Nothing honest has more records in its tail that look like an end; each costs a few reads. */
const candidatesMax = 64;

/**
 * Finds the one central directory of a file. What lies in front of or behind the archive is passed over; a file with two
 * directories, which one reader would take for this archive and another for that, is refused.
 * @throws Rejected `archive/damaged`, `archive/split`, `archive/too-many-entries`, `archive/bomb`
 */
export async function findCentralDirectory(
  readAt: ReadAt,
  fileBytes: number,
  limits: ArchiveLimits,
): Promise<DirectoryLocation> {
  const tailBytes = Math.min(fileBytes, endBytes + commentBytesMax + appendedBytesMax + locatorBytes);
  const tailAt = fileBytes - tailBytes;
  const tail = await readAt(tailAt, tailBytes);
  let found: (DirectoryLocation & { end: number }) | undefined;
  let candidates = 0;
  for (let at = tail.lastIndexOf(endSignature, undefined, "latin1"); at >= 0; ) {
    const end = at + tailAt;
    candidates += 1;
    if (candidates > candidatesMax) throw damagedDirectory();
    // Inside of the archive that has been found it is content: an archive that is kept in this one.
    const isContent = found !== undefined && end >= found.base && end < found.position;
    if (!isContent && at + endBytes <= tail.length) {
      const location = await locate(tail.subarray(at), end, readAt, limits);
      if (location !== undefined && found !== undefined) throw ambiguous();
      if (location !== undefined) found = { ...location, end };
    }
    at = at === 0 ? -1 : tail.lastIndexOf(endSignature, at - 1, "latin1");
  }
  if (found === undefined) throw damagedDirectory();
  if (found.base > 0 && (await readAt(0, 4)).readUInt32LE(0) === localSignature) throw ambiguous();
  return found;
}

/** What an end record points at, or `undefined` where there is no directory: then it is no end record. */
async function locate(
  record: Buffer,
  end: number,
  readAt: ReadAt,
  limits: ArchiveLimits,
): Promise<DirectoryLocation | undefined> {
  const plain = {
    disk: record.readUInt16LE(4),
    directoryDisk: record.readUInt16LE(6),
    countHere: record.readUInt16LE(8),
    count: record.readUInt16LE(10),
    bytes: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
  };
  const large =
    end >= locatorBytes ? await zip64EndOf(await readAt(end - locatorBytes, locatorBytes), end, readAt) : undefined;
  const declared = large?.values ?? plain;
  if (large !== undefined && !agree(plain, large.values)) return undefined;
  const directoryEnd = large?.position ?? end;
  if (declared.disk !== 0 || declared.directoryDisk !== 0) {
    const plausible = declared.disk < saturated16 && declared.directoryDisk <= declared.disk;
    if (plausible && declared.bytes <= end) throw split();
    return undefined;
  }
  if (declared.bytes > directoryEnd || declared.offset > directoryEnd || declared.count < declared.countHere) {
    return undefined;
  }
  const place = await placeOf(declared, directoryEnd, readAt, limits);
  if (place !== undefined && declared.count !== declared.countHere) throw damagedDirectory();
  return place && { ...place, count: declared.count, base: place.position - declared.offset };
}

/**
 * The directory ends where the end record begins, whatever lies in front of the archive; or it lies where its offset
 * says, with a gap behind it or a size that is wrong. Where both could be meant the file is refused.
 */
async function placeOf(
  { bytes, count, offset }: EndValues,
  directoryEnd: number,
  readAt: ReadAt,
  limits: ArchiveLimits,
): Promise<{ position: number; bytes: number } | undefined> {
  const adjacent = directoryEnd - bytes;
  if (count === 0) return bytes === 0 && adjacent >= offset ? { position: adjacent, bytes } : undefined;
  const places: { position: number; bytes: number }[] = [];
  for (const position of new Set([adjacent, offset])) {
    if (position < offset || !isRecord(await readAt(position, 4))) continue;
    if (count > limits.entriesMax) throw tooManyEntries(limits.entriesMax);
    const available = position === adjacent ? bytes : directoryEnd - position;
    const directory = await readAt(position, Math.min(available, limits.centralDirectoryBytesMax + 1));
    const walked = directoryBytes(directory, count);
    if (walked === undefined) continue;
    if (walked > limits.centralDirectoryBytesMax) throw tooManyEntries(limits.entriesMax);
    if (walked === bytes || walked === available) places.push({ position, bytes: walked });
  }
  if (places.length > 1) throw ambiguous();
  return places[0];
}

function isRecord(start: Buffer): boolean {
  return start.length === 4 && start.readUInt32LE(0) === recordSignature;
}

async function zip64EndOf(locator: Buffer, end: number, readAt: ReadAt) {
  if (locator.readUInt32LE(0) !== locatorSignature) return undefined;
  // As it says; or right in front of the locator, where something lies before the archive.
  for (const position of new Set([readSize(locator, 8), end - locatorBytes - zip64EndBytes])) {
    if (position < 0 || position + zip64EndBytes > end - locatorBytes) continue;
    const record = await readAt(position, zip64EndBytes);
    if (record.readUInt32LE(0) !== zip64EndSignature) continue;
    return {
      position,
      values: {
        disk: record.readUInt32LE(16),
        directoryDisk: record.readUInt32LE(20),
        countHere: readSize(record, 24),
        count: readSize(record, 32),
        bytes: readSize(record, 40),
        offset: readSize(record, 48),
      },
    };
  }
  throw damagedDirectory();
}

interface EndValues {
  readonly disk: number;
  readonly directoryDisk: number;
  readonly countHere: number;
  readonly count: number;
  readonly bytes: number;
  readonly offset: number;
}

/** A reader that does not know zip64 must not see another archive than one that does. */
function agree(plain: EndValues, large: EndValues): boolean {
  const same = (name: keyof EndValues, saturated: number) => plain[name] === saturated || plain[name] === large[name];
  return (
    same("count", saturated16) &&
    same("countHere", saturated16) &&
    same("bytes", saturated32) &&
    same("offset", saturated32)
  );
}

function ambiguous(): Rejected {
  return new Rejected(
    "archive/ambiguous",
    "This file is two archives in one, and which of them is the book cannot be told. Please download or copy it again.",
  );
}

function split(): Rejected {
  return new Rejected(
    "archive/split",
    "This file is one part of an archive that was split into several. Please join the parts and send the whole book.",
  );
}

export function tooManyEntries(entriesMax: number): Rejected {
  return new Rejected(
    "archive/too-many-entries",
    `This file holds more than ${entriesMax.toLocaleString("en")} files, which is more than any book needs.`,
  );
}
