import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { types } from "node:util";
import type { File } from "@google-cloud/storage";
import { Rejected } from "../../../events/rejected.ts";
import { type Blob, BlobMissing, type Blobs } from "../../ports/blobs.ts";
import type { GcsBucket } from "./gcs-bucket.ts";
import { type Meter, openMeter } from "./meter.ts";

export interface GcsBlobsSettings {
  readonly bucket: GcsBucket;
  /** A folder of this instance, for files that are lent and made. In a function it is memory. */
  readonly scratch: string;
  readonly meter?: Meter;
}

const accountPattern = /^[A-Za-z0-9_-]{1,128}$/;
const keyPattern = /^[A-Za-z0-9_-]{1,128}\/[0-9a-f]{64}$/;
/** Content of unknown length up to this size is hashed before it is sent, and needs no name for the time being. */
const wholeBytesMax = 4 * 1024 * 1024;
/** Resumable uploads take multiples of 256 KiB (https://cloud.google.com/storage/docs/performing-resumable-uploads). */
const uploadChunkBytes = 4 * 1024 * 1024;
/** Where content lies until its hash is known. What a process that died left there goes by the bucket's lifecycle rule. */
export const arrivingPrefix = ".arriving/";

/** How much is listed, and removed, at a time. */
const erasedPageMax = 500;
const erasedAtOnceMax = 20;

const statusNotFound = 404;
/** The precondition "nothing is there yet" did not hold. */
const statusPreconditionFailed = 412;

/**
 * Content in a bucket, at `<account>/<sha256>`. Cloud Storage shows an object once it is complete, and never in part;
 * CRC32C is checked both ways.
 */
export function gcsBlobs({ bucket: open, scratch, meter = openMeter() }: GcsBlobsSettings): Blobs {
  const fileOf = async (key: string): Promise<File | undefined> =>
    keyPattern.test(key) ? (await open()).file(key) : undefined;

  const size = async (key: string): Promise<number | undefined> => {
    const file = await fileOf(key);
    if (file === undefined) return undefined;
    try {
      meter.count("storageReads");
      const [{ size: bytes }] = await file.getMetadata();
      return Number(bytes);
    } catch (error) {
      if (statusOf(error) === statusNotFound) return undefined;
      throw error;
    }
  };

  /** Puts content whose hash is known into its place, unless it lies there. */
  const put = async (blob: Blob, content: () => Readable): Promise<Blob> => {
    if ((await size(blob.key)) === blob.bytes) return blob;
    const file = (await open()).file(blob.key);
    meter.count("storageWrites");
    await unlessThere(pipeline(content(), file.createWriteStream(uploadOf(blob.bytes))));
    return blob;
  };

  const putBytes = (account: string, parts: readonly Uint8Array[]): Promise<Blob> => {
    const hash = createHash("sha256");
    for (const part of parts) hash.update(part);
    const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    return put(blobOf(account, hash.digest("hex"), bytes), () => Readable.from(parts));
  };

  /** Sends content whose hash only its end tells under a name for the time being, and then gives it its own. */
  const putArriving = async (account: string, parts: AsyncIterable<Uint8Array>): Promise<Blob> => {
    const arriving = (await open()).file(`${arrivingPrefix}${randomUUID()}`);
    const hash = createHash("sha256");
    let bytes = 0;
    meter.count("storageWrites");
    const upload = arriving.createWriteStream(uploadOf(Number.POSITIVE_INFINITY));
    const failed = once(upload, "error").then(([error]) => Promise.reject(error as Error));
    failed.catch(() => undefined);
    const finish = async () => {
      if (upload.writableFinished) return;
      const finished = once(upload, "finish");
      upload.end();
      await Promise.race([finished, failed]);
    };
    try {
      for await (const part of parts) {
        hash.update(part);
        bytes += part.byteLength;
        if (!upload.write(part)) await Promise.race([once(upload, "drain"), failed]);
      }
      await finish();
      const blob = blobOf(account, hash.digest("hex"), bytes);
      if ((await size(blob.key)) !== bytes) {
        const place = (await open()).file(blob.key);
        meter.count("storageWrites");
        await unlessThere(arriving.copy(place, { preconditionOpts: { ifGenerationMatch: 0 } }));
      }
      return blob;
    } catch (error) {
      // Brought to its end, because the client goes on with an upload that is merely destroyed.
      await finish().catch(() => undefined);
      throw error;
    } finally {
      // What stays there goes by the bucket's lifecycle rule: it must not hide what became of the content.
      await arriving.delete({ ignoreNotFound: true }).catch(() => undefined);
    }
  };

  const withScratch = async <T>(use: (path: string) => Promise<T>): Promise<T> => {
    await mkdir(scratch, { recursive: true, mode: 0o700 });
    const path = join(scratch, randomUUID());
    try {
      return await use(path);
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  };

  return {
    write: async (account, source, { bytesMax }) => {
      assertAccount(account);
      if (types.isUint8Array(source)) {
        if (source.byteLength > bytesMax) throw tooLarge(bytesMax);
        return await putBytes(account, [source]);
      }
      const chunks = limited(source, bytesMax)[Symbol.asyncIterator]();
      const begun: Uint8Array[] = [];
      for (let bytes = 0; bytes <= wholeBytesMax; ) {
        const { value, done } = await chunks.next();
        if (done === true) return await putBytes(account, begun);
        begun.push(value);
        bytes += value.byteLength;
      }
      return await putArriving(account, joined(begun, chunks));
    },
    take: async (account, path) => {
      assertAccount(account);
      const hash = createHash("sha256");
      let bytes = 0;
      for await (const chunk of createReadStream(path)) {
        hash.update(chunk as Uint8Array);
        bytes += (chunk as Uint8Array).byteLength;
      }
      const blob = await put(blobOf(account, hash.digest("hex"), bytes), () => createReadStream(path));
      await rm(path, { force: true });
      return blob;
    },
    read: async (key, range) => {
      const [file, bytes] = [await fileOf(key), await size(key)];
      if (file === undefined || bytes === undefined) return undefined;
      meter.count("storageReads");
      return chunksOf(key, file, bytes, range);
    },
    size,
    withFile: async (key, use) => {
      const file = await fileOf(key);
      if (file === undefined) throw new BlobMissing(key);
      return await withScratch(async (path) => {
        meter.count("storageReads");
        try {
          await pipeline(file.createReadStream({ decompress: false }), createWriteStream(path, { mode: 0o600 }));
        } catch (error) {
          throw statusOf(error) === statusNotFound ? new BlobMissing(key) : error;
        }
        return await use(path);
      });
    },
    withScratch,
    erase: async (account) => {
      assertAccount(account);
      const bucket = await open();
      // Page after page of what is left: what has been removed is on none of the next ones.
      for (;;) {
        meter.count("storageReads");
        const [files] = await bucket.getFiles({
          prefix: `${account}/`,
          maxResults: erasedPageMax,
          autoPaginate: false,
        });
        if (files.length === 0) return;
        for (let at = 0; at < files.length; at += erasedAtOnceMax) {
          const some = files.slice(at, at + erasedAtOnceMax);
          await Promise.all(some.map((file) => file.delete({ ignoreNotFound: true })));
        }
      }
    },
    remove: async (key) => {
      await (await fileOf(key))?.delete({ ignoreNotFound: true });
    },
  };
}

/** One request for what is small; what is not goes in chunks, each of which can be sent again. */
function uploadOf(bytes: number) {
  const resumable = bytes > wholeBytesMax;
  return {
    resumable,
    ...(resumable ? { chunkSize: uploadChunkBytes } : {}),
    validation: "crc32c" as const,
    preconditionOpts: { ifGenerationMatch: 0 },
    metadata: { contentType: "application/octet-stream" },
  };
}

/** Content is never changed: whoever was there first has put the same. */
async function unlessThere(writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (statusOf(error) !== statusPreconditionFailed) throw error;
  }
}

async function* limited(source: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    yield chunk;
  }
}

async function* joined(begun: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* begun;
  try {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* chunksOf(
  key: string,
  file: File,
  bytes: number,
  range: { start: number; end: number } | undefined,
): AsyncGenerator<Uint8Array> {
  const end = Math.min(range?.end ?? bytes, bytes - 1);
  // The service answers an empty range with an error.
  if (end < (range?.start ?? 0)) return;
  const stream = file.createReadStream({
    decompress: false,
    ...(range === undefined ? {} : { start: range.start, end }),
  });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw statusOf(error) === statusNotFound ? new BlobMissing(key) : error;
  } finally {
    stream.destroy();
  }
}

function blobOf(account: string, sha256: string, bytes: number): Blob {
  return { key: `${account}/${sha256}`, sha256, bytes };
}

function assertAccount(account: string): void {
  if (!accountPattern.test(account)) throw new Error(`${JSON.stringify(account)} cannot be an account`);
}

function tooLarge(bytesMax: number): Rejected {
  return new Rejected("blob/too-large", `The content is larger than ${bytesMax} bytes.`);
}

function statusOf(error: unknown): number {
  return typeof error === "object" && error !== null && "code" in error ? Number(error.code) : Number.NaN;
}
