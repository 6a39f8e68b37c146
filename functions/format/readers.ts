import type { ConvertedFormat } from "../../events/values.ts";
import type { OpenBook } from "./read-hints.ts";

/** Who reads what. A reader is loaded when the first file of its kind comes; a new format is one more line. */
export const readers: Readonly<Record<ConvertedFormat | "edition", () => Promise<OpenBook>>> = {
  epub: async () => (await import("./read-epub.ts")).openEpub,
  html: async () => (await import("./read-html.ts")).openHtml,
  markdown: async () => (await import("./read-markdown.ts")).openMarkdown,
  text: async () => (await import("./read-text.ts")).openText,
  docx: async () => (await import("./docx/read-docx.ts")).openDocx,
  odt: async () => (await import("./odt/read-odt.ts")).openOdt,
  fb2: async () => (await import("./fb2/read-fb2.ts")).openFb2,
  rtf: async () => (await import("./rtf/read-rtf.ts")).openRtf,
  "page-archive": async () => (await import("./page-archive/read-page-archive.ts")).openPageArchive,
  comic: async () => (await import("./comic/read-comic.ts")).openComic,
  picture: async () => (await import("./comic/read-picture.ts")).openPicture,
  edition: async () => (await import("./edition/read-edition.ts")).openEdition,
};
