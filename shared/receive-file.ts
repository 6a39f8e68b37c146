import type { BookWords } from "../events/book-described.ts";
import { bookReceived } from "../events/book-received.ts";
import { firstCause, hashOf } from "../events/define-event.ts";
import { Rejected } from "../events/rejected.ts";
import type { Via } from "../events/values.ts";
import type { Blobs } from "./ports/blobs.ts";
import type { Clock } from "./ports/clock.ts";
import type { Events } from "./ports/events.ts";

/** The largest file that is taken, in bytes. */
export const receivedBytesMax = 200 * 1024 * 1024;
const fileNameBytesMax = 255;
const mediaTypeCharactersMax = 255;
const unknownMediaType = "application/octet-stream";

export interface ReceivePorts {
  readonly blobs: Blobs;
  readonly events: Events;
  readonly clock: Clock;
}

export interface ReceivedFile {
  readonly account: string;
  /** As its sender calls it; made presentable here. */
  readonly fileName: string;
  /** As its sender declares it; may be empty. */
  readonly mediaType: string;
  readonly via: Via;
  /** Whether the automatic devices get it. */
  readonly deliver: boolean;
  readonly content: AsyncIterable<Uint8Array> | Uint8Array;
  /** What its sender says of the book; asked once the content has come in whole, as a form may end with it. */
  readonly words?: () => BookWords | undefined;
  /**
   * Names this one arrival: an upload's generation, the key that a caller sent. The same key with the same content is
   * the same arrival, however often it is told.
   */
  readonly causeKey: string;
  /** Asked before anything is told, where the key is a caller's own. Throws where it stands for another file already. */
  readonly keyFits?: (requestId: string, bookId: string) => Promise<void>;
}

/** What has been told of a file that was taken in; the log follows it by the last two. */
export interface Received {
  readonly bookId: string;
  readonly eventId: string;
  readonly correlationId: string;
}

/**
 * Takes a file in: its bytes are durable, and `book.received` says so, when the promise resolves. What becomes of it is
 * decided later. @throws Rejected `book/too-large`, with nothing kept
 */
export async function receiveFile(file: ReceivedFile, ports: ReceivePorts): Promise<Received> {
  const { account, via, deliver, causeKey } = file;
  const { key, sha256, bytes } = await store(file, ports.blobs);
  const bookId = hashOf("book", account, sha256);
  const words = file.words?.();
  const cause = firstCause(account, causeKey);
  await file.keyFits?.(cause.id, bookId);
  const event = bookReceived.from(cause, {
    subject: bookId,
    at: ports.clock.now(),
    data: {
      bookId,
      sourceKey: key,
      sha256,
      bytes,
      fileName: presentableFileName(file.fileName),
      mediaType: presentableMediaType(file.mediaType),
      via,
      deliver,
      ...(words && { words }),
      ...(file.keyFits && { requestId: cause.id }),
    },
  });
  await ports.events.publish(event);
  return { bookId, eventId: event.id, correlationId: event.correlationId };
}

/** The refusal of a file that is larger than `receivedBytesMax`, in words for whoever sent it. */
export function fileTooLarge(): Rejected {
  return new Rejected(
    "book/too-large",
    `This file is larger than ${receivedBytesMax / 1024 / 1024} MB, which is the most that is taken; please send a smaller edition of it.`,
  );
}

/**
 * A name for people's eyes: the last part of a path, in NFC, in one line and in reading order, at most 255 bytes, with
 * its extension. Never empty.
 */
export function presentableFileName(name: string): string {
  const last = name.toWellFormed().normalize("NFC").split(/[/\\]/u).at(-1) ?? "";
  // Control characters could break a line, and direction overrides make "exe.bupe" out of "epub.exe".
  const clean = last
    .replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .trim();
  if (clean === "" || clean === "." || clean === "..") return "file";
  if (Buffer.byteLength(clean) <= fileNameBytesMax) return clean;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(clean)?.[0] ?? "";
  return cutToBytes(clean.slice(0, clean.length - extension.length), fileNameBytesMax - extension.length) + extension;
}

function presentableMediaType(mediaType: string): string {
  const clean = mediaType.trim();
  return /^[\x20-\x7e]+\/[\x20-\x7e]+$/.test(clean) && clean.length <= mediaTypeCharactersMax
    ? clean.toLowerCase()
    : unknownMediaType;
}

function cutToBytes(text: string, bytesMax: number): string {
  let kept = "";
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    kept += character;
  }
  return kept.trimEnd();
}

async function store({ account, content }: ReceivedFile, blobs: Blobs) {
  try {
    return await blobs.write(account, content, { bytesMax: receivedBytesMax });
  } catch (error) {
    throw error instanceof Rejected && error.code === "blob/too-large" ? fileTooLarge() : error;
  }
}
