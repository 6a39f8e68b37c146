import { type FileHandle, open } from "node:fs/promises";
import { promisify } from "node:util";
import { constants, crc32, inflateRaw, inflateRawSync } from "node:zlib";
import { Rejected } from "../../events/rejected.ts";
import type { Archive, ArchiveEntry } from "./archive.ts";
import { type ArchiveLimits, archiveLimits } from "./archive-limits.ts";
import { type CentralRecord, parseCentralDirectory } from "./central-directory.ts";
import { measured, readCutArchive } from "./cut-archive.ts";
import { findCentralDirectory, type ReadAt } from "./find-central-directory.ts";
import { damaged, isFolder, judgeArchive } from "./judge-archive.ts";
import { type DataRange, readLocalHeaders } from "./local-header.ts";
import { readAhead } from "./read-ahead.ts";

const inflate = promisify(inflateRaw);
const deflatedMethod = 8;
/** What is smaller is read with its neighbours, and inflated at once: handing it to another thread takes longer. */
const smallBytes = 64 * 1024;

/*
 * 2026-11-21. What reads the bytes: yauzl behind our gate, or the gate itself? To judge an archive the gate has to know
 * the exact range of every file's data, and that local and central header agree. Given that, yauzl would add a second
 * parser, which refuses real books (anything in front of the archive or behind it) and could see another archive than the
 * one that was judged; what is left to do, to inflate a range up to a size, is one call of node:zlib. Chosen: no second
 * parser. To be revisited if a method beside stored and deflated is ever needed.
 */

/*
 * 2026-11-29. A ZIP that ends in the middle has no directory. Refuse it, or read what there is? Two readers that guess could
 * see two books in one file, which is why one with a damaged directory stays refused; but where there is no directory, there
 * is only one way to read it: from its start, file by file. Chosen: books alone are read so, by readers who tell it, and judged
 * by the same limits. Of the file in which it ends there is what there is: of half a chapter, half. To be revisited if a
 * reader is met that sees something else there.
 */

/**
 * Opens a ZIP: finds its one central directory, judges it, compares it with every local header, and inflates nothing.
 * Holds one open file and the directory in memory; at most one file's compressed and inflated bytes while reading it.
 * @throws Rejected `archive/…`
 */
export async function openArchive(path: string, limits: ArchiveLimits = archiveLimits): Promise<Archive> {
  return await openFile(path, limits, "whole");
}

/**
 * The same, also for one that is cut off (`isCut`): then the last of the files in it may be as well.
 * @throws Rejected `archive/…`
 */
export async function openDamagedArchive(path: string): Promise<Archive> {
  return await openFile(path, archiveLimits, "damaged");
}

async function openFile(path: string, limits: ArchiveLimits, reading: "whole" | "damaged"): Promise<Archive> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const readAt: ReadAt = (position, length) =>
      readBytes(file, position, Math.max(0, Math.min(length, size - position)));
    return await archiveFrom({ size, readAt, close: () => file.close() }, limits, reading);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The same for a ZIP that lies in another one, and so in memory already. @throws Rejected `archive/…` */
export async function archiveIn(bytes: Uint8Array, limits: ArchiveLimits = archiveLimits): Promise<Archive> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const readAt: ReadAt = (position, length) =>
    Promise.resolve(buffer.subarray(position, Math.max(position, position + length)));
  return await archiveFrom({ size: bytes.length, readAt, close: () => Promise.resolve() }, limits);
}

interface ArchiveSource {
  readonly size: number;
  readonly readAt: ReadAt;
  readonly close: () => Promise<void>;
}

async function archiveFrom(
  source: ArchiveSource,
  limits: ArchiveLimits,
  reading: "whole" | "damaged" = "whole",
): Promise<Archive> {
  try {
    return await wholeArchive(source, limits);
  } catch (error) {
    const archive = reading === "damaged" && mayBeCut(error) ? await cutArchive(source, limits) : undefined;
    if (archive === undefined) throw error;
    return archive;
  }
}

/** Whether one that is cut off is refused so: as two in one, where a book that lies whole in it is an archive as well. */
export function mayBeCut(error: unknown): boolean {
  return error instanceof Rejected && (error.code === "archive/damaged" || error.code === "archive/ambiguous");
}

async function cutArchive(source: ArchiveSource, limits: ArchiveLimits): Promise<Archive | undefined> {
  const { size, readAt } = source;
  const cut = await readCutArchive(readAt, size, limits);
  if (cut === undefined) return undefined;
  const judged = (ranges: readonly DataRange[]) => {
    const records = ranges.map(({ record }) => record);
    judgeArchive(records, size, limits);
    return records;
  };
  if (cut.last !== undefined) judged([...cut.ranges, cut.last]);
  // Only now, when nothing else speaks against it, it is seen how much comes out of the last one.
  const last = cut.last && (await measured(cut.last, readAt));
  const ranges = last === undefined ? cut.ranges : [...cut.ranges, last];
  return ranges.length === 0 ? undefined : archiveOf(source, judged(ranges), ranges, true);
}

async function wholeArchive(source: ArchiveSource, limits: ArchiveLimits): Promise<Archive> {
  const { size, readAt } = source;
  const location = await findCentralDirectory(readAt, size, limits);
  const directory = await readAt(location.position, location.bytes);
  const records = parseCentralDirectory(directory, location.count);
  judgeArchive(records, size, limits);
  const ranges = await readLocalHeaders(records, location, readAt);
  return archiveOf(source, records, ranges, false);
}

/** Opens an archive for as long as `use` takes. @throws Rejected `archive/…` */
export async function withArchive<T>(
  path: string,
  use: (archive: Archive) => Promise<T>,
  opening: (path: string) => Promise<Archive> = openArchive,
): Promise<T> {
  const archive = await opening(path);
  try {
    return await use(archive);
  } finally {
    await archive.close();
  }
}

function archiveOf(
  { close, readAt }: ArchiveSource,
  records: readonly CentralRecord[],
  ranges: readonly DataRange[],
  cut: boolean,
): Archive {
  const byName = new Map(ranges.map((range) => [range.record.name, range]));
  const entries = new Map<string, ArchiveEntry>();
  const readNear = readAhead(readAt);
  for (const record of records) {
    const { name, bytes, compressedBytes } = record;
    if (!isFolder(record)) entries.set(name, { name, bytes, compressedBytes });
  }
  return {
    entries,
    isCut: cut,
    read: async (name) => {
      const range = entries.has(name) ? byName.get(name) : undefined;
      if (range === undefined) throw new Error(`The archive has no file named ${name}`);
      const { record, start } = range;
      const isSmall = record.bytes <= smallBytes && record.compressedBytes <= smallBytes;
      const compressed = isSmall
        ? await readNear(start, record.compressedBytes)
        : await readAt(start, record.compressedBytes);
      if (compressed.length !== record.compressedBytes) throw damaged();
      const bytes =
        record.method === deflatedMethod
          ? await inflateTo(compressed, record.bytes, isSmall)
          : // What is kept of a small one must not keep its neighbours.
            isSmall
            ? Buffer.from(compressed)
            : compressed;
      if (bytes.length !== record.bytes || crc32(bytes) !== record.crc32) throw damaged();
      return bytes;
    },
    close,
  };
}

/** Inflates into one buffer of the declared size, and stops at the first byte beyond it. */
async function inflateTo(compressed: Buffer, bytes: number, atOnce: boolean): Promise<Buffer> {
  const options = {
    maxOutputLength: Math.max(1, bytes),
    // One byte of room more than may come out: a full buffer would make zlib reserve a second one.
    chunkSize: Math.max(64, bytes + 1),
    // Data may end early, in an archive that is cut off: whether it may here, its length and its checksum say.
    finishFlush: constants.Z_SYNC_FLUSH,
  };
  try {
    return atOnce ? inflateRawSync(compressed, options) : await inflate(compressed, options);
  } catch (error) {
    throw damaged(error);
  }
}

async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) return buffer.subarray(0, filled);
    filled += bytesRead;
  }
  return buffer;
}
