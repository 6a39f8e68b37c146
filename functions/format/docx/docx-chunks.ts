import { posix } from "node:path";
import { Rejected } from "../../../events/rejected.ts";
import type { Warning } from "../../../events/values.ts";
import type { Archive } from "../../../shared/archive/archive.ts";
import { archiveIn } from "../../../shared/archive/open-archive.ts";
import { findEntry, type Relationship } from "../../../shared/office/office-package.ts";
import { decodeText } from "../../../shared/text/decode-text.ts";
import { type BookWithin, bookWithin, placeOfBook } from "../book-within.ts";
import { encodingWarnings } from "../read-decoded.ts";
import type { OpenedBook, SourceBook } from "../source-book.ts";
import { isWebArchive, readWebArchive } from "./web-archive.ts";

/** What is left to read of documents within documents: shared by all of them. */
export interface ChunkRoom {
  readonly depth: number;
  readonly room: { bytesLeft: number };
}

export interface DocxChunks {
  readonly books: ReadonlyMap<string, BookWithin>;
  readonly warnings: readonly Warning[];
  /** The place of a chunk in the markup, once; empty where there is none that can be read. */
  readonly placeOf: (part: string) => string;
}

/** Documents in documents in documents: nobody writes more than that. */
const chunkDepthMax = 3;
/** All of them together, inflated. */
const chunkBytesMax = 64 * 1024 * 1024;
const chunksMax = 500;

export const chunkRoom = (): ChunkRoom => ({ depth: 0, room: { bytesLeft: chunkBytesMax } });

/** What all parts of a document have in common that chunks are read for. */
export interface ChunkReading extends ChunkRoom {
  /** Reads a Word document that lies within this one. */
  readonly readDocx: (archive: Archive, within: ChunkRoom) => Promise<SourceBook>;
}

/**
 * The documents that lie whole in a part of a Word document (`w:altChunk`), which Word makes part of its text when it opens it: HTML
 * by itself or in a web archive, plain text, Rich Text, and other Word documents, recognised by content.
 * @param prefix of their keys, for this part alone
 */
export async function readChunks(
  archive: Archive,
  relationships: ReadonlyMap<string, Relationship>,
  { depth, room, readDocx }: ChunkReading,
  prefix = "",
): Promise<DocxChunks> {
  const books = new Map<string, BookWithin>();
  const keys = new Map<string, string>();
  const warnings: Warning[] = [];
  const leftOut = (part: string, why: string) =>
    warnings.push({
      rule: "K24",
      found: `A document within this one (${posix.basename(part)}) ${why}.`,
      done: "It was left out.",
    });
  const bookIn = async (bytes: Buffer): Promise<SourceBook | undefined> => {
    if (!isWordPackage(bytes)) return (await openChunk(bytes))?.book;
    return await readDocx(await archiveIn(bytes), { depth: depth + 1, room });
  };
  const parts = [...relationships.values()].filter(({ type, external }) => type === "aFChunk" && !external);
  for (const part of new Set(parts.map(({ target }) => target))) {
    const entry = findEntry(archive, part);
    if (entry === undefined) continue;
    room.bytesLeft -= archive.entries.get(entry)?.bytes ?? 0;
    if (room.bytesLeft < 0 || depth >= chunkDepthMax || books.size >= chunksMax) {
      leftOut(part, "is more than can be read");
      continue;
    }
    const bytes = Buffer.from(await archive.read(entry));
    try {
      const book = await bookIn(bytes);
      if (book === undefined) {
        leftOut(part, "is of a kind that is not read");
        continue;
      }
      const key = `${prefix}within-${books.size + 1}`;
      books.set(key, await bookWithin(book, `${key}-`));
      keys.set(part, key);
      warnings.push(...book.warnings);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      if (error.code !== "text/empty") leftOut(part, `cannot be read: ${error.message.replace(/\.$/u, "")}`);
    }
  }
  return {
    books,
    warnings,
    placeOf: (part) => {
      const key = keys.get(part);
      keys.delete(part);
      return key === undefined ? "" : placeOfBook(key);
    },
  };
}

const isWordPackage = (bytes: Buffer): boolean => bytes.toString("latin1", 0, 2) === "PK";

/** `undefined` for what is of another kind: Word's own XML in one file, a web archive without a page. */
async function openChunk(bytes: Buffer): Promise<OpenedBook | undefined> {
  if (/^\s*\{\\rtf/u.test(bytes.toString("latin1", 0, headBytes))) {
    return (await import("../rtf/read-rtf.ts")).rtfBook(bytes);
  }
  const hints = { fileName: "" };
  if (isWebArchive(bytes.toString("latin1", 0, headBytes))) {
    const archived = readWebArchive(bytes);
    if (archived === undefined) return undefined;
    const decoded = decodeText(archived.page, { markup: true, declared: archived.charset });
    const source = { ...decoded, warnings: encodingWarnings(decoded) };
    return await (await import("../read-html.ts")).htmlBook(source, hints, archived.pictures);
  }
  const decoded = decodeText(bytes, { markup: true });
  const head = decoded.text.slice(0, headBytes);
  const source = { ...decoded, warnings: encodingWarnings(decoded) };
  if (head.includes("<pkg:package")) return undefined;
  if (decoded.text.trim() === "") throw new Rejected("text/empty", "There is nothing in it.");
  if (/^(?:\s|<\?xml[^>]*>|<!--[\s\S]*?-->)*<(?:!doctype html|[a-z][a-z\d]*[\s/>])/iu.test(head)) {
    return await (await import("../read-html.ts")).htmlBook(source, hints);
  }
  return (await import("../read-text.ts")).textBook(source, hints);
}

const headBytes = 4096;
