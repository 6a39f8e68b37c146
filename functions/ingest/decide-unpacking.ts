import { type BookReceived, bookReceived } from "../../events/book-received.ts";
import { bookUnpacked } from "../../events/book-unpacked.ts";
import { type Envelope, hashOf } from "../../events/define-event.ts";
import { Rejected } from "../../events/rejected.ts";
import type { Blob } from "../../shared/ports/blobs.ts";
import { presentableFileName } from "../../shared/receive-file.ts";
import type { InspectedArchive } from "./inspection.ts";
import { wordsForEach } from "./words-for-each.ts";

/** A file that was in an archive, and where its bytes are now. */
export interface UnpackedFile {
  /** In the archive. */
  readonly name: string;
  readonly blob: Blob;
}

/**
 * An archive is opened once: what lies in another one may lie in a third, and so without end.
 * @throws Rejected `book/archive-in-archive`
 */
export function judgeDepth({ data }: BookReceived): void {
  if (data.unpackedFrom === undefined) return;
  throw new Rejected(
    "book/archive-in-archive",
    "This archive of books lies in another archive, and only one is opened. Please unpack it, and send the books that are in it.",
  );
}

/**
 * What is announced of an archive of books: each of them has come in, and, last, what was in it. A receipt that comes
 * again says it all again, under the same ids.
 */
export function decideUnpacking(
  received: BookReceived,
  files: readonly UnpackedFile[],
  { others, isCut }: Pick<InspectedArchive, "others" | "isCut">,
  at: Date,
): readonly Envelope[] {
  const { bookId, sourceKey, sha256, bytes, fileName, via, deliver } = received.data;
  const { words, leftOut } = wordsForEach(received.data.words, new Set(files.map(({ blob }) => blob.sha256)).size);
  const receipts = new Map<string, Envelope<string, BookReceived["data"]>>();
  for (const { name, blob } of files) {
    const id = hashOf("book", received.account, blob.sha256);
    if (receipts.has(id)) continue;
    const data = {
      bookId: id,
      sourceKey: blob.key,
      sha256: blob.sha256,
      bytes: blob.bytes,
      fileName: presentableFileName(name),
      mediaType: "application/octet-stream",
      via,
      deliver,
      ...(words !== undefined && { words }),
      unpackedFrom: bookId,
    };
    receipts.set(id, bookReceived.from(received, { subject: id, at, data }));
  }
  const books = [...receipts.values()].map(({ data }) => ({ bookId: data.bookId, fileName: data.fileName }));
  const said = { ...(leftOut.length > 0 && { wordsLeftOut: [...leftOut] }), ...(isCut && { isCut }) };
  const data = { bookId, sourceKey, sha256, bytes, fileName, via, books, others, ...said };
  return [...receipts.values(), bookUnpacked.from(received, { subject: bookId, at, data })];
}
