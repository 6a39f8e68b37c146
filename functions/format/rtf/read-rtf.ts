import { readFile } from "node:fs/promises";
import { Rejected } from "../../../events/rejected.ts";
import { readRtfInfo } from "../../../shared/rtf/rtf-info.ts";
import { bookOfMarkup } from "../book-of-markup.ts";
import type { OpenBook } from "../read-hints.ts";
import type { OpenedBook, SourceResource } from "../source-book.ts";
import { parseRtf } from "./parse-rtf.ts";

/** Pictures lie in it as hexadecimal digits: twice their size. */
const rtfBytesMax = 100 * 1024 * 1024;

/**
 * Reads Rich Text: paragraphs and headings, looks, tables, notes, links, PNG and JPEG pictures, Windows metafiles, every code page.
 * @throws Rejected `rtf/too-large`, `rtf/empty`
 */
export const openRtf: OpenBook = async (path) => rtfBook(await readFile(path));

/** The same for bytes that are in memory already. @throws Rejected `rtf/too-large`, `rtf/empty` */
export function rtfBook(bytes: Buffer): OpenedBook {
  if (bytes.length > rtfBytesMax) {
    throw new Rejected(
      "rtf/too-large",
      "This Rich Text file is larger than 100 MiB. Please save it as a Word document and drop that.",
    );
  }
  const { html, pictures, unread } = parseRtf(bytes);
  if (html === "") throw new Rejected("rtf/empty", "There is no text in this Rich Text file.");
  const resources = new Map<string, SourceResource>();
  for (const [id, { bytes: picture, mediaType }] of pictures) {
    resources.set(id, { id, name: id, mediaType, bytes: picture.length, read: () => Promise.resolve(picture) });
  }
  return {
    book: bookOfMarkup({
      metadata: readRtfInfo(bytes),
      html,
      resources,
      warnings:
        unread === 0
          ? []
          : [
              {
                rule: "K41",
                found: `${unread === 1 ? "1 picture" : `${unread} pictures`} of a kind that a Kindle does not show.`,
                done: "Left out.",
              },
            ],
    }),
    close: () => Promise.resolve(),
  };
}
