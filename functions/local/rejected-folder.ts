import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { lstat, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { bookRejected } from "../../events/book-rejected.ts";
import type { Envelope } from "../../events/define-event.ts";
import { documentRefused } from "../../events/document-refused.ts";
import { fromWire } from "../../events/wire.ts";
import type { Blobs } from "../../shared/ports/blobs.ts";
import { presentableFileName } from "../../shared/receive-file.ts";
import type { EventHandler } from "../../shared/triggers/handle-event.ts";

/** The folder where whoever dropped a file finds it again when it was refused, beside the reason. */
export interface RejectedFolder {
  /** The subscription: takes what was refused of that which came through the inbox. Repeating it changes nothing. */
  readonly handle: EventHandler;
  /** Moves a file that was refused without being taken in. */
  moveIn(path: string | Buffer, fileName: string, reason: Reason): Promise<void>;
}

export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** The events that concern it. */
export const rejectedFolderRoute = {
  subscription: "rejected-folder",
  events: [bookRejected.name, documentRefused.name],
} as const;

const reasonSuffix = ".reason.json";
/** 255 bytes are the most that file systems take; suffixes need some of them. */
const nameBytesMax = 200;
/** Devices, to Windows, whatever their extension. */
const reservedName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

export function rejectedFolder(folder: string, blobs: Blobs): RejectedFolder {
  // One at a time, so that two files of one name never choose the same place.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };

  const placeFor = async (fileName: string, sha256: string | undefined): Promise<string> => {
    const { stem, extension } = safeName(fileName);
    for (let copy = 1; ; copy += 1) {
      const place = join(folder, `${stem}${copy === 1 ? "" : ` (${copy})`}${extension}`);
      if (!(await isTaken(place, sha256)) && !(await isFolder(place + reasonSuffix))) return place;
    }
  };

  const giveReason = async (place: string, reason: Reason & { fileName: string; at?: string; bookId?: string }) => {
    const aside = asideOf(folder);
    await writeFile(aside, `${JSON.stringify(reason, undefined, 2)}\n`, { flush: true });
    await rename(aside, place + reasonSuffix);
  };

  const giveBack = async (event: Envelope, refused: Reason & { fileName: string; sourceKey: string }) => {
    await mkdir(folder, { recursive: true });
    const sha256 = refused.sourceKey.split("/").at(-1) ?? "";
    const place = await placeFor(refused.fileName, sha256);
    const content = await blobs.read(refused.sourceKey);
    // Removed by its owner in the meantime: the reason is still worth knowing.
    if (content !== undefined) await copyTo(place, content);
    const { code, message, fileName } = refused;
    await giveReason(place, { code, message, fileName, at: event.occurredAt, bookId: event.subject });
  };

  const copyTo = async (place: string, content: AsyncIterable<Uint8Array>) => {
    const aside = asideOf(folder);
    try {
      await pipeline(content, createWriteStream(aside, { flush: true }));
      await rename(aside, place);
    } finally {
      await rm(aside, { force: true });
    }
  };

  return {
    handle: async (wire) => {
      const event = fromWire(wire);
      const { data } = event.name === bookRejected.name ? bookRejected.parse(event) : documentRefused.parse(event);
      if (data.via === "inbox") await inTurn(() => giveBack(event, data));
    },
    moveIn: (path, fileName, reason) =>
      inTurn(async () => {
        await mkdir(folder, { recursive: true });
        const place = await placeFor(fileName, undefined);
        try {
          await rename(path, place);
        } catch (error) {
          if (codeOf(error) !== "EXDEV") throw error;
          await copyTo(place, createReadStream(path));
          await rm(path, { force: true });
        }
        await giveReason(place, { ...reason, fileName: presentableFileName(fileName) });
      }),
  };
}

/** A name that every file system takes, that leads nowhere, and that is nobody's reason. */
function safeName(fileName: string): { stem: string; extension: string } {
  const plain = presentableFileName(fileName)
    .replaceAll(/[<>:"|?*]/g, "_")
    .replace(/^\.+/, "_")
    .replace(/[. ]+$/, "_");
  const harmless = reservedName.test(plain) || plain.endsWith(reasonSuffix) ? `_${plain}_` : plain;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(harmless)?.[0] ?? "";
  let stem = harmless.slice(0, harmless.length - extension.length);
  while (Buffer.byteLength(stem) > nameBytesMax) stem = [...stem].slice(0, -1).join("");
  return { stem, extension };
}

/** Whether something else lies there: with a hash, a file of that very content is no obstacle. */
async function isTaken(place: string, sha256: string | undefined): Promise<boolean> {
  const found = await lstat(place).catch(() => undefined);
  if (found === undefined) return false;
  if (sha256 === undefined || !found.isFile()) return true;
  const hash = createHash("sha256");
  await pipeline(createReadStream(place), hash);
  return hash.digest("hex") !== sha256;
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() ?? false;
}

function asideOf(folder: string): string {
  return join(folder, `.${randomUUID()}.part`);
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
}
