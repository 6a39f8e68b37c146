import { Rejected } from "../../events/rejected.ts";
import type { Archive } from "../../shared/archive/archive.ts";
import { openDamagedArchive, withArchive } from "../../shared/archive/open-archive.ts";
import { findComicPages } from "../../shared/comic/find-comic-pages.ts";
import { readEpubPackage } from "../../shared/epub/read-epub-package.ts";
import { mainPartOf } from "../../shared/office/docx-metadata.ts";
import { findEntry } from "../../shared/office/office-package.ts";
import type { FileKind } from "./file-kinds.ts";
import { type DescribedArchive, inspectArchive } from "./inspect-archive.ts";
import type { InspectedArchive } from "./inspection.ts";

/**
 * What a ZIP is that is cut off, if what is left of it is a book that there is something to read in, or books; `undefined` where
 * it is anything else.
 */
export async function inspectCutArchive(path: string): Promise<DescribedArchive | InspectedArchive | undefined> {
  try {
    return await withArchive(
      path,
      async (archive) => {
        if (!archive.isCut) return undefined;
        const found = await inspectArchive(archive);
        return "books" in found || (await holdsText(found.kind, archive)) ? found : undefined;
      },
      openDamagedArchive,
    );
  } catch (error) {
    // What is left is not even damaged: it is too little.
    if (error instanceof Rejected && harmless.test(error.code)) return undefined;
    throw error;
  }
}

const harmless = /^(?:archive\/damaged$|epub\/|xml\/malformed$)/u;

/** The part that all of the text is in, or at least one page of several. */
async function holdsText(kind: FileKind, archive: Archive): Promise<boolean> {
  switch (kind) {
    case "docx":
      return findEntry(archive, await mainPartOf(archive)) !== undefined;
    case "odt":
      return archive.entries.has("content.xml");
    case "fb2-zip":
    case "page-archive":
      return true;
    case "epub":
      return (await readEpubPackage(archive)).spine.length > 0;
    case "comic":
      return findComicPages(archive.entries.keys()).length > 0;
    default:
      return false;
  }
}
