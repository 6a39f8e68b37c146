import { Rejected } from "../../events/rejected.ts";
import type { ArchiveLimits } from "./archive-limits.ts";
import type { CentralRecord } from "./central-directory.ts";
import { foldName, isUnsafeName, leadsOutside } from "./entry-name.ts";

const encryptedFlags = 0x0001 | 0x0040 | 0x2000;
const encryptedMethod = 99;
const storedMethod = 0;
const deflatedMethod = 8;
const regularFile = 0x8000;
const folder = 0x4000;
const symbolicLink = 0xa000;

/**
 * Judges an archive by what its central directory declares, before a byte of it is inflated.
 * @throws Rejected `archive/…` for what must not be opened, with a sentence for its reader.
 */
export function judgeArchive(records: readonly CentralRecord[], fileBytes: number, limits: ArchiveLimits): void {
  for (const record of records) judgeRecord(record, limits);
  judgeSizes(records, fileBytes, limits);
  judgeNames(records);
}

export function isFolder(record: CentralRecord): boolean {
  return record.name.endsWith("/") || record.fileType === folder;
}

function judgeRecord(record: CentralRecord, limits: ArchiveLimits): void {
  if ((record.flags & encryptedFlags) !== 0 || record.method === encryptedMethod) {
    throw new Rejected(
      "archive/encrypted",
      "This file is protected with a password. Please take the protection off, and send it again.",
    );
  }
  if (record.disk !== 0) {
    throw new Rejected(
      "archive/split",
      "This file is one part of an archive that was split into several. Please send the whole book.",
    );
  }
  // The bytes as well, since a Unicode path field may say something harmless in the place of what they say.
  const rawName = Buffer.from(record.rawName).toString("latin1");
  const isTooLong = rawName.length > limits.nameBytesMax || record.name.split("/").length > limits.foldersMax + 1;
  if (isTooLong || isUnsafeName(record.name) || leadsOutside(rawName)) {
    throw new Rejected(
      "archive/unsafe-name",
      "A file inside this one has a name that could lead out of it, as attacks do, so it was not opened. Please get the book from another source.",
    );
  }
  if (record.fileType === symbolicLink) {
    throw new Rejected(
      "archive/link",
      "This file contains a link to another file, as no book does, so it was not opened. Please get the book from another source.",
    );
  }
  if (record.fileType !== 0 && record.fileType !== regularFile && record.fileType !== folder) {
    throw new Rejected(
      "archive/special-file",
      "This file contains a device or another special file, as no book does, so it was not opened. Please get the book from another source.",
    );
  }
  if (record.method !== storedMethod && record.method !== deflatedMethod) {
    throw new Rejected(
      "archive/unsupported-method",
      "This file is compressed in a way that books are not. Please pack it again as an ordinary ZIP, or get the book from another source.",
    );
  }
  if (record.method === storedMethod && record.compressedBytes !== record.bytes) throw damaged();
  if (isFolder(record) && record.bytes !== 0) throw damaged();
}

function judgeSizes(records: readonly CentralRecord[], fileBytes: number, limits: ArchiveLimits): void {
  let total = 0;
  for (const { bytes, compressedBytes } of records) {
    total += bytes;
    if (total > limits.inflatedBytesMax) {
      throw new Rejected(
        "archive/bomb",
        `Unpacked, this file would be larger than ${Math.floor(limits.inflatedBytesMax / 1024 / 1024)} MiB, which is more than can be converted. Please send a smaller edition of the book.`,
      );
    }
    if (bytes > limits.ratioAboveBytes && bytes > compressedBytes * limits.ratioMax) throw bomb();
  }
  if (total > limits.ratioAboveBytes && total > fileBytes * limits.ratioMax) throw bomb();
}

function bomb(): Rejected {
  return new Rejected(
    "archive/bomb",
    "This file unpacks to far more than a book of its size could, as attacks do, so it was not opened. Please get the book from another source.",
  );
}

function judgeNames(records: readonly CentralRecord[]): void {
  const names = new Set<string>();
  const folders = new Set<string>();
  for (const record of records) {
    const name = foldName(record.name);
    if (names.has(name)) throw duplicateName();
    names.add(name);
    if (isFolder(record)) folders.add(name);
    // Every folder above it; those that are known have had theirs added as well.
    for (let slash = name.lastIndexOf("/"); slash > 0; slash = name.lastIndexOf("/", slash - 1)) {
      const above = name.slice(0, slash);
      if (folders.has(above)) break;
      folders.add(above);
    }
  }
  for (const record of records) if (!isFolder(record) && folders.has(foldName(record.name))) throw duplicateName();
}

function duplicateName(): Rejected {
  return new Rejected(
    "archive/duplicate-name",
    "Two files inside this one have the same name, so what it shows would depend on who opens it. Please convert or download the book again.",
  );
}

export function damaged(cause?: unknown): Rejected {
  return new Rejected(
    "archive/damaged",
    "This file is incomplete or damaged. Please download or copy it again.",
    cause === undefined ? undefined : { cause },
  );
}
