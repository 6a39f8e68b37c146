import { Rejected } from "../../events/rejected.ts";
import type { Archive } from "../../shared/archive/archive.ts";
import { isLitter } from "../../shared/archive/litter.ts";
import { isComicPageName } from "../../shared/comic/find-comic-pages.ts";
import { inNaturalOrder } from "../../shared/natural-order.ts";
import { pageKindOf } from "../../shared/page-archive/find-pages.ts";
import { extensionOf } from "./file-name.ts";
import { headBytes, recogniseFormat } from "./recognise-format.ts";

/** The files of an archive that is no format of its own, by what they are for its reader. In natural order. */
export interface SortedArchive {
  readonly pages: readonly string[];
  readonly texts: readonly string[];
  readonly pictures: readonly string[];
  /** Files that are books of their own, or would like to be. */
  readonly books: readonly string[];
  /** How many there are beside these. */
  readonly others: number;
}

const bookNames = new Set(
  (
    "epub kepub ibooks mobi azw azw1 azw3 azw4 kfx prc pdb pdf doc docx docm dot dotx odt ott fodt rtf fb2 fbz cbz cbr cb7 cbt " +
    "djvu djv chm lit lrf zip rar 7z acsm lcpl pages wps wpd"
  ).split(" "),
);
/** What lies beside books and pages: looks, scripts, lists, notes of the packer, covers of players. */
const otherNames = new Set(
  (
    "opf ncx css js json xml xsl svg ico woff woff2 ttf otf eot nfo sfv md5 sha1 sha256 url lnk ini db log bib sig asc " +
    "jsonl csv tsv yml yaml toml lock map torrent par2 mp3 m4a m4b ogg wav mp4 webm avi mkv exe dll bat cmd sh com msi jar apk"
  ).split(" "),
);
/** Texts that are about an archive, and not in it to be read as books. */
const aboutName =
  /(?:^|\/)(?:readme|read me|licen[cs]e|copying|copyright|changelog|notice|authors|file_id|index|info|contents)[^/.]*(?:\.[a-z]{2,8})?$/iu;
/** A page that leads to the others. */
const indexName = /(?:^|\/)(?:index|default)(?:\.[a-z]{2,3}(?:[-_][a-z]{2,4})?)?\.[^/.]+$/iu;
/** A ZIP is one thing that somebody made, and not their shelf. */
const booksMax = 100;

/** What becomes of an archive: one book of its pages or pictures, or each of its books on its own. */
export type ArchiveUse =
  | "page-archive"
  | "comic"
  | { readonly books: readonly string[]; readonly others: number }
  | "none";

/** @throws Rejected `book/too-many-books` */
export function useOf({ pages, texts, pictures, books, others }: SortedArchive): ArchiveUse {
  const hasIndex = pages.some((name) => indexName.test(name));
  const isSite = pages.length > 0 && (hasIndex || (books.length === 0 && (texts.length === 0 || pictures.length > 0)));
  // A site may offer its pages as PDF as well; with other books beside it, its index is about them.
  if (isSite && books.every((name) => extensionOf(name) === "pdf")) return "page-archive";
  const isComic = pictures.length > 0 && books.length + pages.length === 0;
  if (isComic && pictures.length >= texts.length && pictures.length >= others) return "comic";
  const read = [...books, ...texts, ...pages.filter((name) => !aboutName.test(name))].sort(inNaturalOrder);
  if (read.length === 0) return pages.length > 0 ? "page-archive" : "none";
  if (read.length > booksMax) {
    throw new Rejected(
      "book/too-many-books",
      `This archive holds ${read.length.toLocaleString("en")} books, and at most ${booksMax} are taken at once. Please send it in several parts.`,
    );
  }
  return { books: read, others: pages.length + texts.length + books.length + others + pictures.length - read.length };
}

/**
 * Tells apart what lies in an archive: by name where that says enough, and by content where it does not. Nothing is
 * opened any further.
 * @throws Rejected `archive/…`
 */
export async function sortArchive(archive: Archive): Promise<SortedArchive> {
  const sorted = { pages: [] as string[], texts: [] as string[], pictures: [] as string[], books: [] as string[] };
  let others = 0;
  const files = [...archive.entries.values()].filter(({ name }) => !isLitter(name));
  for (const { name, bytes } of files.toSorted((one, other) => inNaturalOrder(one.name, other.name))) {
    const named = isTextOfCalibre(name, archive) ? "books" : kindByName(name);
    const kind = bytes === 0 ? "other" : (named ?? (await kindByContent(archive, name, files.length === 1)));
    if (kind === "other") others += 1;
    else sorted[kind].push(name);
  }
  return { ...sorted, others };
}

/** The text of a TXTZ, which is called as what is about an archive is; its pictures are no comic. */
function isTextOfCalibre(name: string, archive: Archive): boolean {
  return name === "index.txt" && archive.entries.has("metadata.opf");
}

type Sort = "pages" | "texts" | "pictures" | "books" | "other";

function kindByName(name: string): Sort | undefined {
  const extension = extensionOf(name);
  if (isComicPageName(name)) return "pictures";
  if (pageKindOf(name) !== undefined) return "pages";
  if (bookNames.has(extension)) return "books";
  if (otherNames.has(extension) || aboutName.test(name)) return "other";
  return extension === "txt" ? "texts" : undefined;
}

/** A text that is not called one may be anything, the source of a program above all: only alone is it a book. */
async function kindByContent(archive: Archive, name: string, isOnly: boolean): Promise<Sort> {
  const head = (await archive.read(name)).subarray(0, headBytes);
  switch (recogniseFormat({ head, fileName: name, mediaType: "" })) {
    case "zip":
    case "pdf":
    case "rtf":
    case "fb2":
    case "mobi":
    case "kfx":
    case "ole":
      return "books";
    case "text":
    case "html":
    case "markdown":
      return isOnly || extensionOf(name) === "" ? "texts" : "other";
    default:
      return "other";
  }
}
