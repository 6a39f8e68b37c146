import { Rejected } from "../../../events/rejected.ts";
import type { Archive } from "../../../shared/archive/archive.ts";
import { openDamagedArchive } from "../../../shared/archive/open-archive.ts";
import { readComicInfo } from "../../../shared/comic/comic-info.ts";
import { findComicPages } from "../../../shared/comic/find-comic-pages.ts";
import { cutWarning } from "../cut-warning.ts";
import { filledIn, type OpenBook } from "../read-hints.ts";
import type { SourceBook } from "../source-book.ts";
import { comicBook } from "./comic-book.ts";

/** More than the thickest omnibus has. */
const pagesMax = 2000;

/**
 * Reads a comic: a ZIP of pictures, one a page, in the order in which people count, folder after folder. What
 * `ComicInfo.xml` says comes first; folders are chapters where it marks none.
 * @throws Rejected `comic/no-pages`, `comic/too-many-pages`; `archive/…`
 */
export const openComic: OpenBook = async (path, hints) => {
  const archive = await openDamagedArchive(path);
  try {
    const book = await readComic(archive);
    return {
      book: {
        ...book,
        warnings: [...cutWarning(archive), ...book.warnings],
        metadata: { ...book.metadata, ...filledIn(book.metadata, hints) },
      },
      close: () => archive.close(),
    };
  } catch (error) {
    await archive.close();
    throw error;
  }
};

async function readComic(archive: Archive): Promise<SourceBook> {
  const names = findComicPages(archive.entries.keys());
  if (names.length === 0) throw new Rejected("comic/no-pages", "There is no picture in this archive.");
  if (names.length > pagesMax) {
    throw new Rejected(
      "comic/too-many-pages",
      `This comic has more than ${pagesMax.toLocaleString("en")} pages. Please send it in several parts.`,
    );
  }
  const info = await readComicInfo(archive);
  const marked = [...(info?.bookmarks ?? [])].map(([page, title]) => ({ title, page }));
  return comicBook({
    metadata: {
      ...(info?.metadata ?? { title: "", authors: [], language: "" }),
      ...(info?.direction === "rtl" && { direction: "rtl" }),
    },
    pages: names.map((name) => ({
      id: name,
      name,
      mediaType: "",
      bytes: archive.entries.get(name)?.bytes ?? 0,
      read: () => archive.read(name),
    })),
    sections: marked.length > 0 ? marked : foldersOf(names),
    cover: info?.cover,
  });
}

/** The folders of a comic in several chapters, where each begins. */
function foldersOf(names: readonly string[]): readonly { title: string; page: number }[] {
  const folders = names.map((name) => name.split("/").slice(0, -1).join("/"));
  const beginnings = folders.flatMap((folder, page) => (folder === folders[page - 1] ? [] : [{ folder, page }]));
  if (beginnings.length < 2) return [];
  return beginnings
    .map(({ folder, page }) => ({ title: folder.split("/").at(-1)?.replaceAll("_", " ").trim() ?? "", page }))
    .filter(({ title }) => title !== "");
}
