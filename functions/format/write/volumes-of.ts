import { deflateRawSync } from "node:zlib";
import type { ContentsEntry } from "../build/book-contents.ts";
import { uuidOf } from "../build/book-metadata.ts";
import type { BuiltBook } from "../build/built-book.ts";
import type { BuiltPicture } from "../build/built-picture.ts";
import type { Part } from "../build/part.ts";
import { nameCalls } from "../build/settle-links.ts";
import { textLevel } from "./native-deflate.ts";
import { navigationDocument, ncxDocument } from "./navigation.ts";
import { packageDocument } from "./package-document.ts";
import { splitIntoVolumes } from "./split-into-volumes.ts";
import { stylesheet } from "./stylesheet.ts";
import { partMarkup } from "./write-epub.ts";

/** More volumes than this are no book any more: then it stays one, to be downloaded. */
export const volumesMax = 30;
/** What a ZIP says of an entry, twice, with its name. */
const entryBytes = 200;
const containerBytes = 2000;
const badgedCoverBytesMax = 600_000;

/** The parts of each volume, where the book has to be more than one so that each has at most `bytesMax` bytes. */
export function partsOfVolumes(book: BuiltBook, bytesMax: number): readonly (readonly Part[])[] | undefined {
  const everywhere = frameBytesOf(book) + Math.max(book.cover.stored.bytes, coverBytesWithin(bytesMax));
  const all = new Set(book.parts);
  const measured = book.parts.map((part) => ({
    part,
    chapter: part.group,
    bytes: compressedBytes(partMarkup(part, book, all)),
    pictures: new Map([...part.pictures].map((picture) => [picture, picture.stored.bytes + entryBytes] as const)),
  }));
  if (everywhere >= bytesMax) return undefined;
  const volumes = splitIntoVolumes<BuiltPicture, (typeof measured)[number]>(measured, {
    bytesMax: bytesMax - everywhere,
  });
  if (volumes.length < 2 || volumes.length > volumesMax) return undefined;
  return volumes.map((volume) => volume.map(({ part }) => part));
}

/** About what a book has without its pictures, as its file would have it. */
export function textBytesOf(book: BuiltBook): number {
  const all = new Set(book.parts);
  const ofParts = book.parts.map((part) => compressedBytes(partMarkup(part, book, all)));
  return ofParts.reduce((sum, bytes) => sum + bytes, frameBytesOf(book) + book.pictures.length * entryBytes);
}

/** What is the same in every volume, at most. */
function frameBytesOf(book: BuiltBook): number {
  return [packageDocument(book), navigationDocument(book), ncxDocument(book), stylesheet]
    .map(compressedBytes)
    .reduce((sum, bytes) => sum + bytes, containerBytes);
}

/** A cover is encoded anew for its number; a small mail has less room for it. */
function coverBytesWithin(bytesMax: number): number {
  return Math.min(badgedCoverBytesMax, Math.floor(bytesMax / 4));
}

/**
 * One volume as a book of its own: its own name, identity, contents and pictures. What links to another volume loses its
 * tags when it is written, because the part that it leads to is not in this one.
 */
export function volumeOf(
  book: BuiltBook,
  parts: readonly Part[],
  { number, count, cover }: { readonly number: number; readonly count: number; readonly cover: BuiltPicture },
): BuiltBook {
  const within = new Set(parts);
  // A note that is called from several volumes leads back to the call in its own.
  nameCalls(parts, book.nameOf);
  const shown = new Set(parts.flatMap((part) => [...part.pictures]));
  const title = volumeTitle(book.metadata.title, number, count);
  const contents = book.contents.flatMap((entry) => entriesWithin(entry, within));
  const [first] = parts;
  return {
    ...book,
    metadata: {
      ...book.metadata,
      title,
      identifier: `urn:uuid:${uuidOf(`${book.metadata.identifier} ${number} of ${count}`)}`,
    },
    parts,
    cover,
    pictures: [cover, ...book.pictures.filter((picture) => picture !== book.cover && shown.has(picture))],
    contents:
      contents.length > 0 || first === undefined
        ? contents
        : [{ title, place: { part: first, order: 0 }, children: [] }],
  };
}

export function volumeTitle(title: string, number: number, count: number): string {
  return `${title} (${number} of ${count})`;
}

/** An entry that leads elsewhere leaves behind those below it that lead into this volume. */
function entriesWithin(entry: ContentsEntry, within: ReadonlySet<Part>): readonly ContentsEntry[] {
  const children = entry.children.flatMap((child) => entriesWithin(child, within));
  return within.has(entry.place.part) ? [{ ...entry, children }] : children;
}

function compressedBytes(text: string): number {
  return deflateRawSync(text, { level: textLevel }).length + entryBytes;
}
