import { isDeepStrictEqual } from "node:util";
import type { BookWords } from "../../events/book-described.ts";
import type { Envelope } from "../../events/define-event.ts";
import { documentFormatted } from "../../events/document-formatted.ts";
import { type Book, books } from "../../shared/read-models/books.ts";
import { convertBook, type FormatPorts } from "./format-document.ts";

/** A book whose reader has said something of it: by itself, or with the same file once more. */
type Described = Envelope<string, { readonly bookId: string; readonly words?: BookWords | undefined }>;

/**
 * Makes a document anew with what its reader says of the book. Nothing is sent again by itself: a delivery is one of the
 * source, which has not changed.
 * @throws Error while the library is behind, or while the reader goes on describing: the event comes again
 */
export async function describeDocument(described: Described, ports: FormatPorts): Promise<void> {
  const { account, data } = described;
  if (data.words === undefined) return;
  const before = await shown(described, ports);
  const ingested = before.facts.ingested?.data;
  // The first conversion may have begun without these words: they are for the document that it makes.
  if (!before.removed && before.status === "received") throw new Error(`Book ${data.bookId} is not ready yet`);
  // Nothing is written into a PDF: the library alone shows what it is called.
  if (before.removed || before.status !== "ready" || ingested === undefined || ingested.format === "pdf") return;
  const words = before.described ?? {};
  const modified = { ...ingested, receivedAt: described.occurredAt };
  const { occurredAt } = described;
  const made = await convertBook({ account, occurredAt, data: modified }, ingested.format, ports, words);
  if (made === undefined) return;
  const { output, volumes, cover } = made;
  // Of two descriptions at once the document must have both, whichever is done last.
  if (!isDeepStrictEqual((await shown(described, ports)).described ?? {}, words)) {
    throw new Error(`Book ${data.bookId} has been described again meanwhile`);
  }
  const [document] = volumes;
  await ports.events.publish(
    documentFormatted.from(described, {
      subject: data.bookId,
      at: ports.clock.now(),
      data: {
        documentId: data.bookId,
        kind: "book",
        sourceSha256: ingested.sha256,
        documentKey: document.documentKey,
        sha256: document.sha256,
        bytes: document.bytes,
        title: output.title,
        authors: [...output.authors],
        language: output.language,
        cover: { key: cover.key, mediaType: output.cover.mediaType },
        ...(volumes.length > 1 && { volumes: [...volumes] }),
        warnings: [...output.warnings],
        receivedAt: ingested.receivedAt,
        deliver: false,
      },
    }),
  );
}

/** The book as the library shows it, this description included. */
async function shown(described: Described, { readModels }: FormatPorts): Promise<Book> {
  const { bookId, words = {} } = described.data;
  const book = await readModels.get(books, described.account, bookId);
  const stamps = book?.facts.described?.stamps ?? {};
  const stamp = `${described.occurredAt} ${described.id}`;
  const isApplied = (Object.keys(words) as (keyof BookWords)[])
    .filter((field) => words[field] !== undefined)
    .every((field) => (stamps[field] ?? "") >= stamp);
  if (book === undefined || !isApplied) throw new Error(`Book ${bookId} does not show yet how it has been described`);
  return book;
}
