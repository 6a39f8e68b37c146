import { Rejected } from "../../events/rejected.ts";
import type { CentralRecord } from "./central-directory.ts";
import type { DirectoryLocation, ReadAt } from "./find-central-directory.ts";
import { damaged } from "./judge-archive.ts";
import { readAhead } from "./read-ahead.ts";

/** Where the compressed bytes of a record lie in the file. */
export interface DataRange {
  readonly record: CentralRecord;
  readonly start: number;
}

const signature = 0x04034b50;
const headerBytes = 30;
const descriptorFlag = 0x0008;
const saturated32 = 0xffffffff;

/**
 * Reads the local header in front of every record's data. A header that says something else than the central directory,
 * and data that lies in another record's or outside of the archive, make two readers see two different books.
 * @throws Rejected `archive/damaged`, `archive/inconsistent`, `archive/overlap`
 */
export async function readLocalHeaders(
  records: readonly CentralRecord[],
  location: DirectoryLocation,
  readAt: ReadAt,
): Promise<readonly DataRange[]> {
  const ranges: DataRange[] = [];
  const readNear = readAhead(readAt);
  let free = location.base;
  for (const record of records.toSorted((one, other) => one.offset - other.offset)) {
    const position = location.base + record.offset;
    if (position < free) throw overlap();
    if (position + headerBytes > location.position) throw damaged();
    const header = await readNear(position, headerBytes + record.rawName.length);
    if (header.length < headerBytes || header.readUInt32LE(0) !== signature) throw damaged();
    if (!agrees(header, record)) throw inconsistent();
    const start = position + headerBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
    free = start + record.compressedBytes;
    if (free > location.position) throw damaged();
    ranges.push({ record, start });
  }
  return ranges;
}

function agrees(header: Buffer, record: CentralRecord): boolean {
  const flags = header.readUInt16LE(6);
  const described = ((flags | record.flags) & descriptorFlag) !== 0;
  // Sizes that come after the data are 0 here, and those in a zip64 field are saturated.
  const says = (at: number, value: number) => {
    const here = header.readUInt32LE(at);
    return here === value || (described && here === 0);
  };
  const saysSize = (at: number, value: number) => says(at, value) || header.readUInt32LE(at) === saturated32;
  return (
    (flags & 1) === (record.flags & 1) &&
    header.readUInt16LE(8) === record.method &&
    says(14, record.crc32) &&
    saysSize(18, record.compressedBytes) &&
    saysSize(22, record.bytes) &&
    header.readUInt16LE(26) === record.rawName.length &&
    header.subarray(headerBytes).equals(record.rawName)
  );
}

function inconsistent(): Rejected {
  return new Rejected(
    "archive/inconsistent",
    "This file says two different things about what is in it, so what it shows would depend on who opens it. Please convert or download the book again.",
  );
}

function overlap(): Rejected {
  return new Rejected(
    "archive/overlap",
    "Files inside this one share the same place, as attacks do, so it was not opened. Please get the book from another source.",
  );
}
