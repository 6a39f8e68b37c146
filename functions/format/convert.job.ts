import { stat, writeFile } from "node:fs/promises";
import type { SourceFormat, Warning } from "../../events/values.ts";
import type { BookHints } from "./build/book-metadata.ts";
import { buildBook } from "./build/build-book.ts";
import { readers } from "./readers.ts";
import { writeEpub } from "./write/write-epub.ts";

export interface ConvertInput extends BookHints {
  /** The source, a file that is only read. */
  readonly path: string;
  readonly format: SourceFormat;
  /** Where the EPUB is to be, and where a copy of its cover. */
  readonly outputPath: string;
  readonly coverPath: string;
}

export interface ConvertOutput {
  readonly title: string;
  readonly authors: readonly string[];
  readonly language: string;
  readonly bytes: number;
  /** At `coverPath`, where the book has one. */
  readonly cover?: { readonly path: string; readonly mediaType: string };
  readonly warnings: readonly Warning[];
}

/**
 * Makes a Kindle-ready EPUB of a source file. The same input makes the same bytes.
 * @throws Rejected where no document can be made of it.
 */
export async function run(input: ConvertInput): Promise<ConvertOutput> {
  const { path, format, outputPath, coverPath, ...hints } = input;
  const open = await readers[format]();
  // The other hints come later: a heading of the book says more about it than the name of its file.
  const opened = await open(path, { fileName: hints.fileName });
  try {
    const book = await buildBook(opened.book, hints);
    await writeEpub(book, outputPath);
    const { size } = await stat(outputPath);
    const { title, authors, language } = book.metadata;
    if (book.cover === undefined) return { title, authors, language, bytes: size, warnings: book.warnings };
    await writeFile(coverPath, await book.cover.resource.read());
    const cover = { path: coverPath, mediaType: book.cover.mediaType };
    return { title, authors, language, bytes: size, cover, warnings: book.warnings };
  } finally {
    await opened.close();
  }
}
