import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import JSZip from "jszip";
import { xmlDeclaration } from "../../../shared/markup/xml.ts";
import type { BuiltBook } from "../build/built-book.ts";
import type { Part } from "../build/part.ts";
import { fillSlot } from "../build/settle-links.ts";
import { textLevel, useNativeDeflate } from "./native-deflate.ts";
import { navigationDocument, ncxDocument } from "./navigation.ts";
import { navigationFile, ncxFile, packageDocument, packageFile } from "./package-document.ts";
import { lineDirection, pageMarkup, stylesheetFile } from "./page.ts";
import { stylesheet } from "./stylesheet.ts";

/** Every entry has the same date, so that the same book is the same bytes. The first that a ZIP can say. */
const entryDate = new Date(Date.UTC(1980, 0, 1));

const container = `${xmlDeclaration}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="OEBPS/${packageFile}" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
`;

/**
 * Writes the book to a file, entry by entry: pictures are read when their turn comes, one at a time. The same book gives
 * the same bytes. Rejects with whatever reading a picture or writing the file failed with.
 */
export async function writeEpub(book: BuiltBook, path: string): Promise<void> {
  useNativeDeflate();
  const zip = new JSZip();
  const asItIs = { compression: "STORE", date: entryDate, createFolders: false } as const;
  const deflated = { ...asItIs, compression: "DEFLATE", compressionOptions: { level: textLevel } } as const;
  // First and uncompressed: readers look for it at a fixed offset (K1).
  zip.file("mimetype", "application/epub+zip", asItIs);
  zip.file("META-INF/container.xml", container, deflated);
  const text = (name: string, content: string) => zip.file(`OEBPS/${name}`, Buffer.from(content, "utf8"), deflated);
  text(packageFile, packageDocument(book));
  text(navigationFile, navigationDocument(book));
  text(ncxFile, ncxDocument(book));
  text(stylesheetFile, stylesheet);
  const within = new Set(book.parts);
  for (const part of book.parts) text(part.fileName, partMarkup(part, book, within));
  for (const { fileName, stored } of book.pictures) {
    zip.file(
      `OEBPS/${fileName}`,
      Readable.from(
        lazily(() => stored.read()),
        { objectMode: false },
      ),
      asItIs,
    );
  }
  // Not `streamFiles`: sizes belong into the local headers, `mimetype`'s above all.
  await pipeline(zip.generateNodeStream({ streamFiles: false, platform: "DOS" }), createWriteStream(path));
}

async function* lazily(read: () => Promise<Uint8Array>): AsyncIterable<Uint8Array> {
  yield await read();
}

/** A part as a file. @param within the parts that are in the same book */
export function partMarkup(part: Part, book: BuiltBook, within: ReadonlySet<Part>): string {
  const body = part.pieces
    .map((piece) => (typeof piece === "string" ? piece : fillSlot(piece, book.nameOf, within)))
    .join("");
  const { metadata } = book;
  const title = part.headings[0]?.title ?? (part.chapterTitle.trim() || metadata.title);
  const [picture] = part.pictures;
  return pageMarkup({
    title,
    language: part.language || metadata.language,
    ...(book.layout === "pages" && picture !== undefined
      ? { direction: undefined, size: { width: picture.width, height: picture.height } }
      : { direction: part.direction ?? lineDirection(part.language || metadata.language), vertical: part.vertical }),
    body,
  });
}
