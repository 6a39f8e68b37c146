import { Rejected } from "../../events/rejected.ts";
import type { Archive } from "../../shared/archive/archive.ts";
import { openDamagedArchive, withArchive } from "../../shared/archive/open-archive.ts";
import { findComicPages } from "../../shared/comic/find-comic-pages.ts";
import { readEpubPackage } from "../../shared/epub/read-epub-package.ts";
import { mainPartOf } from "../../shared/office/docx-metadata.ts";
import { findEntry } from "../../shared/office/office-package.ts";
import type { Description } from "./describe.ts";
import { describeArchive } from "./describe-archive.ts";
import type { FileKind } from "./file-kinds.ts";
import { mimetypeOf } from "./mimetype-of.ts";
import { recogniseArchive } from "./recognise-archive.ts";
import { sortArchive, useOf } from "./sort-archive.ts";

/**
 * What a ZIP is that is cut off, if what is left of it is a book that there is something to read in; `undefined` where it is
 * anything else. An archive of several books is not read so: nobody would know which are missing.
 */
export async function inspectCutArchive(
  path: string,
): Promise<{ readonly kind: FileKind; readonly description: Description | undefined } | undefined> {
  try {
    return await withArchive(
      path,
      async (archive) => {
        const kind = await kindOf(archive);
        if (!archive.isCut || !(await holdsText(kind, archive))) return undefined;
        return { kind, description: await describeArchive(kind, archive) };
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

async function kindOf(archive: Archive): Promise<FileKind> {
  const kind = recogniseArchive([...archive.entries.keys()], await mimetypeOf(archive));
  if (kind !== "zip") return kind;
  const use = useOf(await sortArchive(archive));
  return use === "comic" ? "comic" : "zip";
}

/** The part that all of the text is in, or at least one page of several. */
async function holdsText(kind: FileKind, archive: Archive): Promise<boolean> {
  switch (kind) {
    case "docx":
      return findEntry(archive, await mainPartOf(archive)) !== undefined;
    case "odt":
      return archive.entries.has("content.xml");
    case "epub":
      return (await readEpubPackage(archive)).spine.length > 0;
    case "comic":
      return findComicPages(archive.entries.keys()).length > 0;
    default:
      return false;
  }
}
