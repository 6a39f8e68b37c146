import { stat } from "node:fs/promises";
import type { Warning } from "../../../events/values.ts";
import { documentBytesMaxFor } from "../../../shared/mail-size.ts";
import { sizeInWords } from "../../../shared/size-in-words.ts";
import type { BuiltBook } from "../build/built-book.ts";
import { numberCover } from "../cover/number-cover.ts";
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
}

export interface Room {
  /** The largest mail, in bytes. Absent: the document may have any size. */
  readonly mailBytesMax: number | undefined;
  readonly pathOf: (volume: number) => string;
  readonly store: PictureStore;
}

/**
 * Writes the book so that it can be mailed: as it is if it fits; else with its pictures made smaller; else, if it must be,
 * as volumes that are split at chapters. What fits in no way is written as one, for its reader to download.
 */
export async function writeDocument(book: BuiltBook, room: Room): Promise<WrittenDocument> {
  const { mailBytesMax, pathOf, store } = room;
  if (mailBytesMax === undefined) return { volumes: [await writeOne(book, pathOf(1))], warnings: [] };
  const bytesMax = documentBytesMaxFor(mailBytesMax);
  const pictureBytes = book.pictures.reduce((sum, { stored }) => sum + stored.bytes, 0);
  // What is certainly too large is not written only to be written again.
  const whole = pictureBytes < bytesMax ? await writeOne(book, pathOf(1)) : undefined;
  if (whole !== undefined && whole.bytes <= bytesMax) return { volumes: [whole], warnings: [] };
  const textBytes = whole === undefined ? textBytesOf(book) : whole.bytes - pictureBytes;

  const mail = `a mail of ${sizeInWords(mailBytesMax)}`;
  const found = `The book has ${sizeInWords(pictureBytes + textBytes)}, which is more than fits into ${mail}.`;
  // Where the text alone is too much for one mail its pictures need not suffer for it.
  const shrinks = pictureBytes > 0 && (textBytes < bytesMax || pictureBytes > textBytes);
  if (shrinks) await shrinkPictures(book, bytesMax - textBytes, store);
  const before = book.pictures.map((picture) => ({ picture, as: { ...picture } }));
  const shrunk = shrinks || whole === undefined ? await writeOne(book, pathOf(1)) : whole;
  const smaller: Warning = {
    rule: "K48",
    found,
    done: `Pictures were made smaller so that the book fits into ${mail}.`,
  };
  if (shrunk.bytes <= bytesMax) return { volumes: [shrunk], warnings: [smaller] };

  const split = partsOfVolumes(book, bytesMax);
  if (split === undefined) {
    // Whoever downloads it may as well have it as it was.
    for (const { picture, as } of before) Object.assign(picture, as);
    const again = shrinks ? await writeOne(book, pathOf(1)) : shrunk;
    return { volumes: [again], warnings: [{ rule: "K48", found, done: "It can be downloaded, but not mailed." }] };
  }
  const volumes: WrittenVolume[] = [];
  for (const [index, parts] of split.entries()) {
    const place = { number: index + 1, count: split.length };
    const stored = await store.keep(await numberCover(await book.cover.stored.read(), place.number, place.count));
    const cover = { ...book.cover, stored };
    volumes.push(await writeOne(volumeOf(book, parts, { ...place, cover }), pathOf(place.number)));
  }
  const done = shrunk.bytes < pictureBytes + textBytes && shrinks ? "Pictures were made smaller, and it" : "It";
  const [first = shrunk, ...others] = volumes;
  return {
    volumes: [first, ...others],
    warnings: [{ rule: "K49", found, done: `${done} was split into ${volumes.length} volumes.` }],
  };
}

async function writeOne(book: BuiltBook, path: string): Promise<WrittenVolume> {
  await writeEpub(book, path);
  return { path, bytes: (await stat(path)).size, title: book.metadata.title };
}
