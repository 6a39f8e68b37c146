import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ConvertedFormat, Warning } from "../../events/values.ts";
import type { WorkDone } from "../../shared/ports/progress.ts";
import type { BookHints } from "./build/book-metadata.ts";
import { buildBook } from "./build/build-book.ts";
import { passGate } from "./gate/pass-gate.ts";
import { openPictureStore } from "./images/picture-store.ts";
import { paced } from "./paced.ts";
import { readers } from "./readers.ts";
import { watchedWork } from "./watched-work.ts";
import { sizeLimitOf, type WrittenVolume, writeDocument } from "./write/write-document.ts";

export interface ConvertInput extends BookHints {
  /** The source, a file that is only read. */
  readonly path: string;
  readonly format: ConvertedFormat | "edition";
  /** Further files of an edition, by their keys. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where the EPUB is to be, and where a copy of its cover. */
  readonly outputPath: string;
  readonly coverPath: string;
  /**
   * Where a folder may be made, for further volumes and for what waits to be written; whoever runs the job removes it.
   * Absent: pictures wait in memory, and the document is one volume of whatever size.
   */
  readonly workPath?: string;
  /** The largest mail that can be sent, in bytes. Absent: any. */
  readonly mailBytesMax?: number;
}

export interface ConvertOutput {
  readonly title: string;
  readonly authors: readonly string[];
  readonly language: string;
  /** In order; the first one at `outputPath`. */
  readonly volumes: readonly [WrittenVolume, ...WrittenVolume[]];
  /** At `coverPath`. */
  readonly cover: { readonly path: string; readonly mediaType: string };
  readonly warnings: readonly Warning[];
}

/**
 * Makes a Kindle-ready EPUB of a source file. The same input makes the same bytes. What leaves here has passed the gate.
 * @param tell how far it is, now and then
 * @throws Rejected where no document can be made of it; `gate/…` where one was made that breaks a rule.
 */
export async function run(input: ConvertInput, tell: (done: WorkDone) => void = () => {}): Promise<ConvertOutput> {
  const work = watchedWork(paced(tell, () => performance.now()));
  const { path, format, outputPath, coverPath, workPath, mailBytesMax, files, ...hints } = input;
  const open = await readers[format]();
  // The other hints come later: a heading of the book says more about it than the name of its file.
  const opened = await open(path, { fileName: hints.fileName, ...(files !== undefined && { files }) });
  if (workPath !== undefined) await mkdir(workPath, { recursive: true });
  const store = work.store(openPictureStore(workPath && join(workPath, "pictures")));
  try {
    const book = await buildBook(work.source(opened.book), hints, store);
    const written = await writeDocument(book, {
      limit: workPath === undefined ? undefined : sizeLimitOf(mailBytesMax),
      pathOf: (volume) => {
        work.writing(book.pictures.length);
        return volume === 1 ? outputPath : join(workPath ?? "", `volume-${volume}.epub`);
      },
      store,
    });
    const isTooLargeToSend = workPath === undefined || written.isTooLargeToSend;
    for (const [index, volume] of written.volumes.entries()) {
      work.checking(index + 1, written.volumes.length);
      await passGate(volume.path, { mailBytesMax, isTooLargeToSend });
    }
    const { title, authors, language } = book.metadata;
    await writeFile(coverPath, await book.cover.stored.read());
    const cover = { path: coverPath, mediaType: book.cover.mediaType };
    const warnings = [...book.warnings, ...written.warnings];
    return { title, authors, language, volumes: written.volumes, cover, warnings };
  } finally {
    await store.close();
    await opened.close();
  }
}
