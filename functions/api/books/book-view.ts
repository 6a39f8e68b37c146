import * as z from "zod";
import { BookWords } from "../../../events/book-described.ts";
import { UnpackedBooks } from "../../../events/book-unpacked.ts";
import {
  Bytes,
  Code,
  DocumentType,
  epubType,
  Sha256,
  SourceFormat,
  Time,
  Via,
  Warning,
} from "../../../events/values.ts";
import type { WorkDone } from "../../../shared/ports/progress.ts";
import type { Book } from "../../../shared/read-models/books.ts";
import { ProgressView, progressView } from "./progress-view.ts";

export const bookStatuses = ["received", "ready", "rejected"] as const;

export const BookView = z.object({
  id: z.string(),
  title: z.string(),
  authors: z.array(z.string()),
  language: z.string(),
  fileName: z.string(),
  mediaType: z.string(),
  bytes: Bytes,
  status: z.enum(bookStatuses),
  receivedAt: Time,
  via: Via,
  format: SourceFormat.optional(),
  document: z
    .object({
      bytes: Bytes,
      sha256: Sha256,
      warnings: z.array(Warning),
      mediaType: DocumentType,
      volumes: z
        .array(z.object({ title: z.string(), bytes: Bytes, sha256: Sha256 }))
        .optional()
        .meta({
          description: "All volumes, in order, where one mail could not hold it; `bytes` above are the first's",
        }),
    })
    .optional(),
  hasCover: z.boolean(),
  /** What its reader has said of it by `PATCH`. */
  described: BookWords.optional(),
  unpacked: z
    .object({ books: UnpackedBooks, others: z.int().meta({ description: "How many files were no books" }) })
    .optional()
    .meta({ description: "The books that were in it, where it was an archive of books; each is a book of its own" }),
  rejection: z.object({ code: Code, message: z.string() }).optional(),
  progress: ProgressView.optional().meta({
    description: "While its document is being made, where that can be seen: on one machine",
  }),
  /** A step that gave up on it; the dead letter can be replayed. */
  trouble: z.object({ step: z.string(), reason: z.string(), deadLetterId: z.string() }).optional(),
});
export type BookView = z.infer<typeof BookView>;

export const exampleBook: BookView = {
  id: "6f1ed002ab5595859014ebf0951522d9",
  title: "Emma",
  authors: ["Jane Austen"],
  language: "en",
  fileName: "emma.epub",
  mediaType: "application/epub+zip",
  bytes: 482_113,
  status: "ready",
  receivedAt: "2026-03-01T08:00:00.000Z",
  via: "http",
  format: "epub",
  document: {
    bytes: 470_201,
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    mediaType: epubType,
    warnings: [{ rule: "contents", found: "There is no table of contents.", done: "One was made of the headings." }],
  },
  hasCover: true,
};

/** A book as its owner sees it: no keys of content, no stamps. @param work what is being done for it at this moment */
export function bookView(book: Book, work?: WorkDone): BookView {
  const { id, title, authors, language, fileName, mediaType, bytes, status, receivedAt, via } = book;
  return {
    id,
    title,
    authors,
    language,
    fileName,
    mediaType,
    bytes,
    status,
    receivedAt,
    via,
    hasCover: book.cover !== undefined,
    ...(book.format && { format: book.format }),
    ...(book.document && {
      document: {
        bytes: book.document.bytes,
        sha256: book.document.sha256,
        warnings: book.document.warnings,
        mediaType: book.document.mediaType ?? epubType,
        ...(book.document.volumes && {
          volumes: book.document.volumes.map((volume) => ({
            title: volume.title,
            bytes: volume.bytes,
            sha256: volume.sha256,
          })),
        }),
      },
    }),
    ...(book.unpacked && { unpacked: book.unpacked }),
    ...(book.described && { described: book.described }),
    ...(book.rejection && { rejection: book.rejection }),
    ...(work && { progress: progressView(work) }),
    ...(book.trouble && { trouble: book.trouble }),
  };
}
