import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";

/** One file of an archive that is being written. */
export interface ArchiveFile {
  /** With forward slashes. No two files have the same. */
  readonly name: string;
  /** Opened when its turn comes, read to the end, and closed before the next one is opened. */
  readonly content: AsyncIterable<Uint8Array>;
  /** 1 to 9; 0 for what is compressed already. */
  readonly level: number;
}

interface Written {
  readonly name: Uint8Array;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** What 32 and 16 bits hold, less the value that means "look in the ZIP64 record". */
const plainMax = 0xffffffff - 1;
const plainFilesMax = 0xffff - 1;
const versionOfZip64 = 45;
/** What one block of DEFLATE that is not compressed holds. */
const storedBytesMax = 0xffff;
const deflated = 8;
/** Sizes follow the content, because nobody knows them before it; names are UTF-8. */
const flags = 0x0808;

/**
 * Writes a ZIP as a stream of chunks, file by file, in the order in which they come: nothing is held but a few chunks and the
 * list of what was written (APPNOTE.TXT 6.3.10). Everything is deflated, what is compressed already at level 0: of a stored
 * file whose size only follows nobody could tell the end who reads it as a stream. Beyond 4 GiB or 65,534 files it becomes a
 * ZIP64 by its directory.
 * @throws Error where two files have one name, or a single file is larger than 4 GiB; whatever reading a content throws
 */
export async function* writeArchive(
  files: AsyncIterable<ArchiveFile>,
  { modifiedAt }: { readonly modifiedAt: Date },
): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  // As file systems compare names that hold capitals to be nothing but a matter of looks.
  const names = new Set<string>();
  const stamp = dosTimeOf(modifiedAt);
  let offset = 0;
  for await (const file of files) {
    const folded = file.name.normalize("NFC").toLowerCase();
    if (names.has(folded)) throw new Error("Two files of an archive have the same name");
    names.add(folded);
    const name = Buffer.from(file.name, "utf8");
    const header = localHeader(name, stamp);
    yield header;
    const measured = { crc: 0, bytes: 0, compressedBytes: 0 };
    for await (const chunk of deflate(file, measured)) {
      measured.compressedBytes += chunk.length;
      yield chunk;
    }
    if (measured.bytes > plainMax || measured.compressedBytes > plainMax) {
      throw new Error("A file of an archive is larger than 4 GiB");
    }
    yield descriptorOf(measured);
    written.push({ name, ...measured, offset });
    offset += header.length + measured.compressedBytes + 16;
  }
  let directoryBytes = 0;
  for (const file of written) {
    const header = centralHeader(file, stamp);
    directoryBytes += header.length;
    yield header;
  }
  yield endOf(written.length, directoryBytes, offset);
}

async function* deflate(
  { content, level }: ArchiveFile,
  measured: { crc: number; bytes: number },
): AsyncGenerator<Uint8Array> {
  const measure = async function* () {
    for await (const chunk of content) {
      measured.crc = crc32(chunk, measured.crc);
      measured.bytes += chunk.length;
      yield chunk;
    }
  };
  if (level === 0) {
    yield* storedBlocks(measure());
    return;
  }
  const deflater = createDeflateRaw({ level });
  const poured = pipeline(Readable.from(measure(), { objectMode: false }), deflater);
  // What goes wrong is told by `deflater` as well, which is read here.
  poured.catch(() => undefined);
  try {
    for await (const chunk of deflater) yield chunk as Uint8Array;
  } finally {
    deflater.destroy();
  }
  await poured;
}

/** Content in blocks of DEFLATE that are not compressed (RFC 1951 section 3.2.4): a quarter of a megabyte less for each file. */
async function* storedBlocks(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    for (let at = 0; at < chunk.length; at += storedBytesMax) {
      const block = chunk.subarray(at, at + storedBytesMax);
      yield blockHeader(block.length, false);
      yield block;
    }
  }
  yield blockHeader(0, true);
}

function blockHeader(bytes: number, last: boolean): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt8(last ? 1 : 0, 0);
  header.writeUInt16LE(bytes, 1);
  header.writeUInt16LE(0xffff - bytes, 3);
  return header;
}

/** Date and time as MS-DOS kept them, in UTC: since 1980, to two seconds. */
function dosTimeOf(at: Date): number {
  const year = Math.min(Math.max(at.getUTCFullYear(), 1980), 2107) - 1980;
  const date = (year << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return date * 0x10000 + time;
}

function localHeader(name: Uint8Array, stamp: number): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(deflated, 8);
  header.writeUInt32LE(stamp, 10);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function descriptorOf({ crc, compressedBytes, bytes }: Pick<Written, "crc" | "compressedBytes" | "bytes">): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeUInt32LE(compressedBytes, 8);
  descriptor.writeUInt32LE(bytes, 12);
  return descriptor;
}

function centralHeader({ name, crc, compressedBytes, bytes, offset }: Written, stamp: number): Buffer {
  const isFar = offset > plainMax;
  const extra = Buffer.alloc(isFar ? 12 : 0);
  if (isFar) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(BigInt(offset), 4);
  }
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(isFar ? versionOfZip64 : 20, 4);
  header.writeUInt16LE(isFar ? versionOfZip64 : 20, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(deflated, 10);
  header.writeUInt32LE(stamp, 12);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(compressedBytes, 20);
  header.writeUInt32LE(bytes, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(isFar ? 0xffffffff : offset, 42);
  return Buffer.concat([header, name, extra]);
}

function endOf(files: number, directoryBytes: number, offset: number): Buffer {
  const isLarge = files > plainFilesMax || offset > plainMax || directoryBytes > plainMax;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(isLarge ? 0xffff : files, 8);
  end.writeUInt16LE(isLarge ? 0xffff : files, 10);
  end.writeUInt32LE(isLarge ? 0xffffffff : directoryBytes, 12);
  end.writeUInt32LE(isLarge ? 0xffffffff : offset, 16);
  return isLarge ? Buffer.concat([zip64EndOf(files, directoryBytes, offset), end]) : end;
}

/** The ZIP64 record of the directory's end, and the locator that says where it is (APPNOTE.TXT 4.3.14, 4.3.15). */
function zip64EndOf(files: number, directoryBytes: number, offset: number): Buffer {
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(versionOfZip64, 12);
  record.writeUInt16LE(versionOfZip64, 14);
  record.writeBigUInt64LE(BigInt(files), 24);
  record.writeBigUInt64LE(BigInt(files), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(offset + directoryBytes), 64);
  record.writeUInt32LE(1, 72);
  return record;
}
