import { createHash, randomUUID } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { type FileHandle, link, mkdir, open, rename, rm, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { types } from "node:util";
import { Rejected } from "../../../events/rejected.ts";
import { type Blob, BlobMissing, type Blobs } from "../../ports/blobs.ts";

/** An account is a folder: nothing that leads out of ours, is hidden, or means something to a file system. */
const accountPattern = /^[A-Za-z0-9_-]{1,128}$/;
const keyPattern = /^([A-Za-z0-9_-]{1,128})\/([0-9a-f]{64})$/;
const scratchName = ".scratch";
const chunkBytes = 256 * 1024;

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Content in a folder: `<folder>/<account>/<first two digits>/<sha256>`. It is written under a temporary name, flushed,
 * renamed into its place, and the place flushed too: what is there is complete and survives a power cut.
 */
export async function fsBlobs(folder: string): Promise<Blobs> {
  const root = resolve(folder);
  const scratch = join(root, scratchName);
  // What a process that is gone was in the middle of is nobody's any more.
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true, mode: 0o700 });

  const pathOf = (key: string): string | undefined => {
    const [, account, sha256] = keyPattern.exec(key) ?? [];
    return account === undefined || sha256 === undefined ? undefined : join(root, account, sha256.slice(0, 2), sha256);
  };

  /** Made once in a process, and awaited by everybody who needs it. */
  const folders = new Map<string, Promise<void>>();
  const folderOf = (place: string): Promise<void> => {
    const folder = dirname(place);
    const made = folders.get(folder) ?? makeFolder(root, folder);
    folders.set(folder, made);
    made.catch(() => folders.delete(folder));
    return made;
  };

  /** Moves a flushed file into its place, unless the same content lies there, and flushes the place. */
  const settle = async (account: string, file: { path: string; sha256: string; bytes: number }): Promise<Blob> => {
    const { path, sha256, bytes } = file;
    const key = `${account}/${sha256}`;
    const place = join(root, account, sha256.slice(0, 2), sha256);
    // A size that differs cannot be this content: the disk has lost some of it, and now gets it back.
    if ((await sizeAt(place)) === bytes) {
      await clear(path);
    } else {
      await folderOf(place);
      await rename(path, place).catch((error: unknown) => {
        folders.delete(dirname(place));
        throw error;
      });
    }
    // Flushed in both cases: whoever put it there may not have come to that yet.
    await flushFolder(dirname(place));
    return { key, sha256, bytes };
  };

  const withScratch = async <T>(use: (path: string) => Promise<T>): Promise<T> => {
    const path = join(scratch, randomUUID());
    try {
      return await use(path);
    } finally {
      await clear(path);
    }
  };

  const copyIn = (account: string, source: Chunks, bytesMax?: number): Promise<Blob> =>
    withScratch(async (path) => {
      const file = await open(path, "wx", 0o600);
      let poured: { sha256: string; bytes: number };
      try {
        poured = await pour(source, file, bytesMax);
        await file.sync();
      } finally {
        await file.close();
      }
      return await settle(account, { path, ...poured });
    });

  /** Bytes that are at hand can be looked up before they are written. */
  const present = async (account: string, source: unknown): Promise<Blob | undefined> => {
    if (!types.isUint8Array(source)) return undefined;
    const blob = blobOf(account, source);
    const path = pathOf(blob.key);
    if (path === undefined || (await sizeAt(path)) !== blob.bytes) return undefined;
    await flushFolder(dirname(path));
    return blob;
  };

  return {
    write: async (account, source, { bytesMax }) => {
      assertAccount(account);
      if (types.isUint8Array(source) && source.byteLength > bytesMax) throw tooLarge(bytesMax);
      const known = await present(account, source);
      return known ?? (await copyIn(account, types.isUint8Array(source) ? [source] : source, bytesMax));
    },
    take: async (account, path) => {
      assertAccount(account);
      const file = await open(path, "r+");
      try {
        const poured = await pour(file.createReadStream({ autoClose: false, highWaterMark: chunkBytes }));
        await file.sync();
        return await settle(account, { path, ...poured });
      } catch (error) {
        if (codeOf(error) !== "EXDEV") throw error;
      } finally {
        await file.close();
      }
      // A file on another disk cannot be moved: it is copied, and then gone from where it was.
      const blob = await copyIn(account, createReadStream(path, { highWaterMark: chunkBytes }));
      await rm(path, { force: true });
      return blob;
    },
    read: async (key, range) => {
      const path = pathOf(key);
      if (path === undefined || (await sizeAt(path)) === undefined) return undefined;
      return chunksOf(key, path, range);
    },
    size: (key) => sizeAt(pathOf(key)),
    withFile: async (key, use) => {
      const path = pathOf(key);
      if (path === undefined) throw new BlobMissing(key);
      return await withScratch(async (own) => {
        // A second name keeps the content while it is used, even if it is removed meanwhile.
        const linked = await linkTo(path, own, key);
        return await use(linked ? own : path);
      });
    },
    withScratch,
    erase: async (account) => {
      assertAccount(account);
      await rm(join(root, account), { recursive: true, force: true, maxRetries: 5 });
      await flushFolder(root);
      // They are made again where somebody writes there after all.
      for (const folder of folders.keys()) if (folder.startsWith(join(root, account, "/"))) folders.delete(folder);
    },
    remove: async (key) => {
      const path = pathOf(key);
      if (path === undefined) return;
      await rm(path, { force: true });
      await flushFolder(dirname(path)).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    },
  };
}

async function sizeAt(path: string | undefined): Promise<number | undefined> {
  if (path === undefined) return undefined;
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Copies what the source yields into the file, if there is one, and answers its hash and size. */
async function pour(
  source: Chunks,
  file?: FileHandle,
  bytesMax = Number.POSITIVE_INFINITY,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    hash.update(chunk);
    if (file !== undefined) await writeAll(file, chunk);
  }
  return { sha256: hash.digest("hex"), bytes };
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    offset += (await file.write(chunk, offset)).bytesWritten;
  }
}

async function* chunksOf(
  key: string,
  path: string,
  range: { start: number; end: number } | undefined,
): AsyncGenerator<Uint8Array> {
  // An end before the start is an empty range, which a stream does not know.
  if (range !== undefined && range.end < range.start) return;
  const stream = createReadStream(path, { highWaterMark: chunkBytes, ...range });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw isMissing(error) ? new BlobMissing(key) : error;
  } finally {
    stream.destroy();
  }
}

/** Removes a file, or in the odd case a folder, if there is one. */
async function clear(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isMissing(error)) await rm(path, { recursive: true, force: true });
  }
}

/** Answers whether the file system knows second names for a file: FAT and some network disks do not. */
async function linkTo(from: string, to: string, key: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isMissing(error)) throw new BlobMissing(key);
    if (["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"].includes(codeOf(error) ?? "")) {
      await stat(from).catch(() => {
        throw new BlobMissing(key);
      });
      return false;
    }
    throw error;
  }
}

/** Makes the folder of a place, and flushes every folder that may have got a new entry by that. */
async function makeFolder(root: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (let parent = dirname(folder); parent.length >= root.length; parent = dirname(parent)) await flushFolder(parent);
}

async function flushFolder(folder: string): Promise<void> {
  // Windows cannot open a folder to flush it, and keeps its entries in a journal of its own.
  if (process.platform === "win32") return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function blobOf(account: string, content: Uint8Array): Blob {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { key: `${account}/${sha256}`, sha256, bytes: content.byteLength };
}

function assertAccount(account: string): void {
  if (!accountPattern.test(account)) throw new Error(`${JSON.stringify(account)} cannot be an account`);
}

function tooLarge(bytesMax: number): Rejected {
  return new Rejected("blob/too-large", `The content is larger than ${bytesMax} bytes.`);
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
}
