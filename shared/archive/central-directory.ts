import { Rejected } from "../../events/rejected.ts";
import { decodeEntryName } from "./entry-name.ts";

/** One record of the central directory, as it declares itself. Nothing in it is to be trusted yet. */
export interface CentralRecord {
  readonly name: string;
  /** The same in the bytes of the record, which the local header must repeat. */
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** Of its local header, from where the archive begins. */
  readonly offset: number;
  /** Disk on which it begins. */
  readonly disk: number;
  /** The Unix file type bits of its mode (0xf000), or 0 where it has none. */
  readonly fileType: number;
}

/** Sizes that no number can hold exactly: far beyond every limit, so that it does not matter by how much. */
export const beyondAnyBytes = Number.MAX_SAFE_INTEGER;

const recordSignature = 0x02014b50;
const digitalSignature = 0x05054b50;
const recordBytes = 46;
const saturated16 = 0xffff;
const saturated32 = 0xffffffff;
const unixHosts = [3, 19];
const zip64Id = 0x0001;
const unicodePathId = 0x7075;

/** How many bytes `count` records take, with the signature that may follow them; `undefined` where they do not fit. */
export function directoryBytes(directory: Buffer, count: number): number | undefined {
  let at = 0;
  for (let record = 0; record < count; record += 1) {
    if (at + recordBytes > directory.length || directory.readUInt32LE(at) !== recordSignature) return undefined;
    at +=
      recordBytes + directory.readUInt16LE(at + 28) + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  if (at + 6 <= directory.length && directory.readUInt32LE(at) === digitalSignature) {
    at += 6 + directory.readUInt16LE(at + 4);
  }
  return at > directory.length ? undefined : at;
}

/** How many records lie whole at the start of what may be cut off. */
export function wholeRecords(directory: Buffer): number {
  let count = 0;
  for (let at = 0; at + recordBytes <= directory.length && directory.readUInt32LE(at) === recordSignature; ) {
    at +=
      recordBytes + directory.readUInt16LE(at + 28) + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    if (at <= directory.length) count += 1;
  }
  return count;
}

/** The records of a directory that `directoryBytes` has measured. @throws Rejected `archive/damaged` */
export function parseCentralDirectory(directory: Buffer, count: number): readonly CentralRecord[] {
  const records: CentralRecord[] = [];
  let at = 0;
  while (records.length < count) {
    const nameEnd = at + recordBytes + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    const rawName = directory.subarray(at + recordBytes, nameEnd);
    records.push(recordOf(directory.subarray(at), rawName, directory.subarray(nameEnd, extraEnd)));
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return records;
}

function recordOf(record: Buffer, rawName: Buffer, extra: Buffer): CentralRecord {
  const fields = extraFieldsOf(extra);
  const zip64 = zip64Values(fields.find(({ id }) => id === zip64Id)?.data);
  const host = record.readUInt16LE(4) >> 8;
  const fileType = (record.readUInt32LE(38) >>> 16) & 0xf000;
  const bytes = record.readUInt32LE(24);
  const compressedBytes = record.readUInt32LE(20);
  const offset = record.readUInt32LE(42);
  const disk = record.readUInt16LE(34);
  return {
    name: decodeEntryName(rawName, unicodePathsIn(fields)),
    rawName,
    flags: record.readUInt16LE(8),
    method: record.readUInt16LE(10),
    crc32: record.readUInt32LE(16),
    // The zip64 field holds only those that do not fit, in this order.
    bytes: bytes === saturated32 ? zip64.next(8) : bytes,
    compressedBytes: compressedBytes === saturated32 ? zip64.next(8) : compressedBytes,
    offset: offset === saturated32 ? zip64.next(8) : offset,
    disk: disk === saturated16 ? zip64.next(4) : disk,
    // Other systems' attributes mean something else, but nothing that looks like a link on one is worth the doubt.
    fileType: unixHosts.includes(host) || fileType === 0xa000 ? fileType : 0,
  };
}

interface ExtraField {
  readonly id: number;
  readonly data: Buffer;
}

/** What names a file anew, in Unicode. */
export function unicodePathsIn(fields: readonly ExtraField[]): readonly Buffer[] {
  return fields.filter(({ id }) => id === unicodePathId).map(({ data }) => data);
}

/** Padding that is no field, as aligning tools leave behind, is passed over. */
export function extraFieldsOf(extra: Buffer): readonly ExtraField[] {
  const fields: ExtraField[] = [];
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) break;
    fields.push({ id: extra.readUInt16LE(at), data: extra.subarray(at + 4, end) });
    at = end;
  }
  return fields;
}

function zip64Values(field: Buffer | undefined): { next(width: 4 | 8): number } {
  let at = 0;
  return {
    next: (width) => {
      if (field === undefined || at + width > field.length) throw damagedDirectory();
      const value = width === 8 ? readSize(field, at) : field.readUInt32LE(at);
      at += width;
      return value;
    },
  };
}

/** 64 bits as a number; `beyondAnyBytes` where they are more than it can hold. */
export function readSize(buffer: Buffer, at: number): number {
  const value = buffer.readBigUInt64LE(at);
  return value > BigInt(beyondAnyBytes) ? beyondAnyBytes : Number(value);
}

export function damagedDirectory(): Rejected {
  return new Rejected(
    "archive/damaged",
    "This file is incomplete or damaged: its table of contents cannot be read. Please download or copy it again.",
  );
}
