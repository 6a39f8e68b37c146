import { crc32, deflateRawSync } from "node:zlib";

/** A file for `zipOf`, with everything that a hostile or sloppy writer may get wrong. What is left out is right. */
export interface ZipFile {
  readonly name: string | Uint8Array;
  readonly data?: string | Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly madeBy?: number;
  readonly externalAttributes?: number;
  readonly disk?: number;
  readonly extra?: Uint8Array;
  /** What the central directory says in the place of the truth. */
  readonly central?: Partial<Declared>;
  /** What the local header says in the place of the truth. */
  readonly local?: Partial<Declared>;
  /** A data descriptor behind the data, and zeros in the local header. */
  readonly described?: boolean;
  /** Takes the place of the other file of that index instead of having its own. */
  readonly sharesPlaceOf?: number;
}

interface Declared {
  readonly name: Uint8Array;
  readonly method: number;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly bytes: number;
}

export interface ZipShape {
  readonly prefix?: Uint8Array;
  readonly suffix?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly count?: number;
  readonly directoryBytes?: number;
  readonly directoryOffset?: number;
  /** Bytes of something else between the directory and the end record. */
  readonly gap?: number;
  readonly disk?: number;
  readonly zip64?: boolean;
}

/** Writes a ZIP byte for byte as told. */
export function zipOf(files: readonly ZipFile[], shape: ZipShape = {}): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const file of files) {
    const data = Buffer.from(file.data ?? "");
    const method = file.method ?? 0;
    const compressed = method === 8 ? deflateRawSync(data) : data;
    const name = Buffer.from(file.name);
    const truth = { name, method, crc: crc32(data), compressedBytes: compressed.length, bytes: data.length };
    const flags = (file.flags ?? 0) | (file.described ? 8 : 0);
    const zeros = file.described ? { crc: 0, compressedBytes: 0, bytes: 0 } : {};
    const shared = file.sharesPlaceOf === undefined ? undefined : offsets[file.sharesPlaceOf];
    offsets.push(shared ?? offset);
    if (shared === undefined) {
      const local = localHeader({ ...truth, ...zeros, ...file.local }, flags);
      const descriptor = file.described ? descriptorOf(truth) : Buffer.alloc(0);
      locals.push(local, compressed, descriptor);
      offset += local.length + compressed.length + descriptor.length;
    }
    centrals.push(centralHeader({ ...truth, ...file.central }, flags, file, offsets.at(-1) ?? 0));
  }
  const directory = Buffer.concat(centrals);
  const gap = Buffer.alloc(shape.gap ?? 0, 0x2a);
  const end = endOf(files.length, directory.length, offset, shape);
  return Buffer.concat([
    shape.prefix ?? Buffer.alloc(0),
    ...locals,
    directory,
    gap,
    end,
    shape.suffix ?? Buffer.alloc(0),
  ]);
}

function localHeader(declared: Declared, flags: number): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(declared.method, 8);
  header.writeUInt32LE(declared.crc, 14);
  header.writeUInt32LE(declared.compressedBytes, 18);
  header.writeUInt32LE(declared.bytes, 22);
  header.writeUInt16LE(declared.name.length, 26);
  return Buffer.concat([header, declared.name]);
}

function descriptorOf({ crc, compressedBytes, bytes }: Declared): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeUInt32LE(compressedBytes, 8);
  descriptor.writeUInt32LE(bytes, 12);
  return descriptor;
}

function centralHeader(declared: Declared, flags: number, file: ZipFile, offset: number): Buffer {
  const extra = Buffer.from(file.extra ?? "");
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(file.madeBy ?? 20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(declared.method, 10);
  header.writeUInt32LE(declared.crc, 16);
  header.writeUInt32LE(declared.compressedBytes, 20);
  header.writeUInt32LE(declared.bytes, 24);
  header.writeUInt16LE(declared.name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt16LE(file.disk ?? 0, 34);
  header.writeUInt32LE(file.externalAttributes ?? 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, declared.name, extra]);
}

function endOf(files: number, directoryBytes: number, offset: number, shape: ZipShape): Buffer {
  const comment = Buffer.from(shape.comment ?? "");
  const count = shape.count ?? files;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(shape.disk ?? 0, 4);
  end.writeUInt16LE(shape.disk ?? 0, 6);
  end.writeUInt16LE(shape.zip64 ? 0xffff : count, 8);
  end.writeUInt16LE(shape.zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(shape.zip64 ? 0xffffffff : (shape.directoryBytes ?? directoryBytes), 12);
  end.writeUInt32LE(shape.zip64 ? 0xffffffff : (shape.directoryOffset ?? offset), 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([shape.zip64 ? zip64EndOf(count, directoryBytes, offset) : Buffer.alloc(0), end, comment]);
}

function zip64EndOf(count: number, directoryBytes: number, offset: number): Buffer {
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(offset + directoryBytes), 64);
  record.writeUInt32LE(1, 72);
  return record;
}
