import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, lstat, open, unlink } from "node:fs/promises";
import {
  fileTooLarge,
  type Received,
  type ReceivePorts,
  receivedBytesMax,
  receiveFile,
} from "../../shared/receive-file.ts";
import { absoluteOf, nameOf, type RawPath } from "./raw-path.ts";

/** A file in the inbox as it was when it was found to be complete. */
export interface InboxFile {
  readonly root: string;
  readonly path: RawPath;
  readonly generation: string;
}

const chunkBytes = 256 * 1024;

/** Names one state of one file: as long as nobody touches it, it stays the same, and afterwards it never comes back. */
export function generationOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}

/** It is not what it was found to be: somebody is still writing, or has put another file in its place. */
export class FileChanged extends Error {
  constructor() {
    super("The file has changed while it was taken");
    this.name = "FileChanged";
  }
}

/** It is ours now, and cannot be removed from the inbox. */
export class NotRemoved extends Error {
  constructor(cause: unknown) {
    super("The file was taken in, but cannot be removed from the inbox", { cause });
    this.name = "NotRemoved";
  }
}

/**
 * Takes one file in: durable content first, then the announcement, then it leaves the inbox. A crash in between
 * repeats all of it under the same event id. @throws FileChanged; NotRemoved; Rejected for a file that is
 * not even taken in
 */
export async function takeFile(account: string, file: InboxFile, ports: ReceivePorts): Promise<Received> {
  const place = absoluteOf(file.root, file.path);
  // Neither a link nor a pipe that has come in its place since is followed or waited for. (Windows has neither flag.)
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(place, flags);
  let received: Received;
  try {
    const found = await assertSame(handle, file);
    if (found.size > receivedBytesMax) throw fileTooLarge();
    received = await receiveFile(
      {
        account,
        fileName: nameOf(file.path),
        mediaType: "",
        via: "inbox",
        deliver: true,
        content: contentOf(handle, file),
        causeKey: `inbox\n${file.path}\n${file.generation}`,
      },
      ports,
    );
  } finally {
    await handle.close();
  }
  try {
    // Whatever was put in its place meanwhile stays, and is taken in its turn.
    if (generationOf(await lstat(place, { bigint: true })) === file.generation) await unlink(place);
  } catch (error) {
    throw new NotRemoved(error);
  }
  return received;
}

async function* contentOf(handle: FileHandle, file: InboxFile): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
  // The last word before the content counts as complete.
  await assertSame(handle, file);
}

async function assertSame(handle: FileHandle, file: InboxFile): Promise<BigIntStats> {
  const found = await handle.stat({ bigint: true });
  if (!found.isFile() || generationOf(found) !== file.generation) throw new FileChanged();
  return found;
}
