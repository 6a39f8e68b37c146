import { stat } from "node:fs/promises";
import type { Warning } from "../../../events/values.ts";
import { documentBytesMaxFor } from "../../../shared/mail-size.ts";
import { sizeInWords } from "../../../shared/size-in-words.ts";
import type { BuiltBook } from "../build/built-book.ts";
import { numberCover } from "../cover/number-cover.ts";
import { uploadBytesMax } from "../gate/check-size.ts";
import type { PictureStore } from "../images/picture-store.ts";
import { shrinkPictures } from "./shrink-pictures.ts";
import { partsOfVolumes, textBytesOf, volumeOf } from "./volumes-of.ts";
import { writeEpub } from "./write-epub.ts";

export interface WrittenVolume {
  readonly path: string;
  readonly bytes: number;
  readonly title: string;
}

type Volumes = readonly [WrittenVolume, ...WrittenVolume[]];

export interface WrittenDocument {
  /** One, or as many as it takes: each is a book of its own. */
  readonly volumes: Volumes;
  readonly warnings: readonly Warning[];
  /** It could be made small enough in no way, which a warning tells. */
  readonly isTooLargeToSend: boolean;
}

export interface Room {
  /** Absent: the document may have any size. */
  readonly limit: SizeLimit | undefined;
  readonly pathOf: (volume: number) => string;
  readonly store: PictureStore;
}

export interface SizeLimit {
  /** Of a document, in bytes. */
  readonly bytesMax: number;
  /** What the document has to fit into: "a mail of 25 MB". */
  readonly into: string;
}

/** How often a book is split anew where a volume came out larger than it was reckoned to. */
const splitsMax = 3;

/** What a document has to fit into to reach a Kindle (K48, K49). @param mailBytesMax of a whole mail, in bytes; any where absent */
export function sizeLimitOf(mailBytesMax: number | undefined): SizeLimit {
  const bytesMax = mailBytesMax === undefined ? Number.POSITIVE_INFINITY : documentBytesMaxFor(mailBytesMax);
  return mailBytesMax === undefined || bytesMax > uploadBytesMax
    ? { bytesMax: uploadBytesMax, into: "what Amazon takes" }
    : { bytesMax, into: `a mail of ${sizeInWords(mailBytesMax)}` };
}

/**
 * Writes the book so that it can be mailed: as it is if it fits; else with its pictures made smaller; else, if it must be,
 * as volumes that are split at chapters. What fits in no way is written as one, for its reader to download.
 */
export async function writeDocument(book: BuiltBook, room: Room): Promise<WrittenDocument> {
  const { limit, pathOf, store } = room;
  const fitting = { isTooLargeToSend: false } as const;
  if (limit === undefined) return { volumes: [await writeOne(book, pathOf(1))], warnings: [], ...fitting };
  const { bytesMax, into } = limit;
  const pictureBytes = book.pictures.reduce((sum, { stored }) => sum + stored.bytes, 0);
  // What is certainly too large is not written only to be written again.
  const whole = pictureBytes < bytesMax ? await writeOne(book, pathOf(1)) : undefined;
  if (whole !== undefined && whole.bytes <= bytesMax) return { volumes: [whole], warnings: [], ...fitting };
  const textBytes = whole === undefined ? textBytesOf(book) : whole.bytes - pictureBytes;

  const found = `The book has ${sizeInWords(pictureBytes + textBytes)}, which is more than fits into ${into}.`;
  // Where the text alone is too much for one mail its pictures need not suffer for it.
  const shrinks = pictureBytes > 0 && (textBytes < bytesMax || pictureBytes > textBytes);
  const before = book.pictures.map((picture) => ({ picture, as: { ...picture } }));
  if (shrinks) await shrinkPictures(book, bytesMax - textBytes, store);
  const shrunk = shrinks || whole === undefined ? await writeOne(book, pathOf(1)) : whole;
  const smaller: Warning = {
    rule: "K48",
    found,
    done: `Pictures were made smaller so that the book fits into ${into}.`,
  };
  if (shrunk.bytes <= bytesMax) return { volumes: [shrunk], warnings: [smaller], ...fitting };

  const volumes = await writeVolumes(book, bytesMax, room);
  if (volumes === undefined) {
    // Whoever downloads it may as well have it as it was.
    for (const { picture, as } of before) Object.assign(picture, as);
    const again = await writeOne(book, pathOf(1));
    const told: Warning = { rule: "K48", found, done: "It can be downloaded, but not mailed." };
    return { volumes: [again], warnings: [told], isTooLargeToSend: true };
  }
  const done = shrunk.bytes < pictureBytes + textBytes && shrinks ? "Pictures were made smaller, and it" : "It";
  return {
    volumes,
    warnings: [{ rule: "K49", found, done: `${done} was split into ${volumes.length} volumes.` }],
    ...fitting,
  };
}

/**
 * Writes the volumes that the book is split into; `undefined` where it cannot be. How large a volume becomes is reckoned
 * before it is written: where one came out larger, the book is split once more, by as much more finely.
 */
async function writeVolumes(
  book: BuiltBook,
  bytesMax: number,
  { pathOf, store }: Pick<Room, "pathOf" | "store">,
): Promise<Volumes | undefined> {
  let reckonedMax = bytesMax;
  for (let split = 0; split < splitsMax; split += 1) {
    const parts = partsOfVolumes(book, reckonedMax);
    if (parts === undefined) return undefined;
    const volumes: WrittenVolume[] = [];
    for (const [index, ofVolume] of parts.entries()) {
      const place = { number: index + 1, count: parts.length };
      const stored = await store.keep(await numberCover(await book.cover.stored.read(), place.number, place.count));
      const cover = { ...book.cover, stored };
      volumes.push(await writeOne(volumeOf(book, ofVolume, { ...place, cover }), pathOf(place.number)));
    }
    const [first, ...others] = volumes;
    const excess = Math.max(...volumes.map(({ bytes }) => bytes)) - bytesMax;
    if (first !== undefined && excess <= 0) return [first, ...others];
    reckonedMax -= excess;
  }
  return undefined;
}

async function writeOne(book: BuiltBook, path: string): Promise<WrittenVolume> {
  await writeEpub(book, path);
  return { path, bytes: (await stat(path)).size, title: book.metadata.title };
}
