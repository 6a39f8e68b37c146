import { type FileHandle, open, rm } from "node:fs/promises";

/** Bytes of pictures that are kept in memory; what comes after them waits in a file. */
export const storedInMemoryBytesMax = 24 * 1024 * 1024;

export interface StoredPicture {
  readonly bytes: number;
  read(): Promise<Uint8Array>;
}

/** Prepared pictures between being prepared and being written. */
export interface PictureStore {
  keep(bytes: Uint8Array): Promise<StoredPicture>;
  /** Gives everything back; nothing can be read after it. */
  close(): Promise<void>;
}

/**
 * The first 24 MB stay in memory, so that a small book touches no disk; the rest goes into one file, which is made when
 * it is needed. Without a path all of it stays in memory.
 * @param path where a file may be made: nothing lies there afterwards, nor after a crash where the system allows that
 */
export function openPictureStore(path?: string, inMemoryBytesMax = storedInMemoryBytesMax): PictureStore {
  let file: Promise<FileHandle> | undefined;
  let inMemoryBytes = 0;
  let end = 0;
  return {
    async keep(bytes) {
      if (path === undefined || inMemoryBytes + bytes.length <= inMemoryBytesMax) {
        inMemoryBytes += bytes.length;
        return { bytes: bytes.length, read: () => Promise.resolve(bytes) };
      }
      file ??= openUnnamed(path);
      const handle = await file;
      const start = end;
      end += bytes.length;
      await writeAll(handle, bytes, start);
      return { bytes: bytes.length, read: () => readAll(handle, start, bytes.length) };
    },
    async close() {
      if (file === undefined || path === undefined) return;
      await (await file).close();
      await rm(path, { force: true });
    },
  };
}

/** A file that loses its name at once: when its thread is ended in the middle of its work, nothing is left behind. */
async function openUnnamed(path: string): Promise<FileHandle> {
  const handle = await open(path, "wx+", 0o600);
  // Some systems keep the name until the file is closed.
  await rm(path, { force: true }).catch(() => undefined);
  return handle;
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, start: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done, start + done)).bytesWritten;
  }
}

async function readAll(handle: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new Error("The file of prepared pictures is shorter than it was");
    done += bytesRead;
  }
  return bytes;
}
