import type { SourceFormat } from "../../events/values.ts";

/** What a file can turn out to be. */
export type FileKind =
  | "epub"
  | "html"
  | "markdown"
  | "text"
  | "zip"
  | "docx"
  | "odt"
  | "fb2"
  | "fb2-zip"
  | "comic"
  | "pdf"
  | "rtf"
  | "mobi"
  | "kfx"
  | "ebook"
  | "ole"
  | "office"
  | "rar"
  | "archive"
  | "empty-archive"
  | "image"
  | "svg"
  | "media"
  | "font"
  | "xml"
  | "postscript"
  | "executable"
  | "polyglot"
  | "empty"
  | "unknown";

/** What becomes of a kind of file: it is read as a format, or refused with a stable code and a sentence for its reader. */
export type Fate = { readonly takenAs: SourceFormat } | { readonly refusedAs: string; readonly message: string };

const supported =
  "EPUB, Word (DOCX), OpenDocument (ODT), Rich Text, FictionBook, HTML, Markdown and plain text are converted.";

/**
 * The fate of every kind of file. A format that is learnt moves here from refused to taken; nothing else in this step
 * changes but what `inspect-file.ts` reads of its metadata.
 */
export const fates: Readonly<Record<FileKind, Fate>> = {
  epub: { takenAs: "epub" },
  html: { takenAs: "html" },
  markdown: { takenAs: "markdown" },
  text: { takenAs: "text" },
  docx: { takenAs: "docx" },
  odt: { takenAs: "odt" },
  fb2: { takenAs: "fb2" },
  "fb2-zip": { takenAs: "fb2" },
  comic: refused(
    "comic",
    `Comic archives are not converted. Please convert it to EPUB, with KCC for instance, and send that.`,
  ),
  pdf: refused(
    "pdf",
    `PDF files are not converted. Please send the book as EPUB, or mail the PDF to the Kindle yourself.`,
  ),
  rtf: { takenAs: "rtf" },
  mobi: refused(
    "mobi",
    `Kindle and Mobipocket files are not converted, and Amazon no longer takes them by mail. Please get the book as EPUB.`,
  ),
  kfx: refused("kfx", `Kindle files are not converted, and Amazon takes none by mail. Please get the book as EPUB.`),
  ebook: refused("ebook", `DjVu, CHM and LIT files are not converted. Please convert it to EPUB, and send that.`),
  ole: refused(
    "doc",
    `Old Word documents, and Office documents with a password, are not converted. Please save it as EPUB or as a web page, and send that.`,
  ),
  office: refused("office", `Spreadsheets, presentations and drawings are not converted. ${supported}`),
  rar: refused("rar", `RAR archives are not opened. Please unpack it, and send the book that is in it.`),
  zip: refused("archive", `This archive is not a book. Please unpack it, and send the book that is in it.`),
  archive: refused("archive", `This archive is not a book. Please unpack it, and send the book that is in it.`),
  "empty-archive": {
    refusedAs: "book/empty",
    message: "This archive is empty. Please download or copy the book again.",
  },
  image: refused("image", `Single pictures are not converted. ${supported}`),
  svg: refused("image", `Single pictures are not converted. ${supported}`),
  media: refused("media", `Audio and video files are not converted. ${supported}`),
  font: refused("font", `This is a font, not a book. ${supported}`),
  xml: refused("xml", `This XML file is not of a kind that is converted. ${supported}`),
  postscript: refused("postscript", `PostScript files are not converted. Please send the book as EPUB.`),
  executable: {
    refusedAs: "book/executable",
    message: "This is a program, not a book, so it was not opened. Please be careful where you got it.",
  },
  polyglot: {
    refusedAs: "book/two-formats",
    message:
      "This file is two kinds of file in one, as attacks are, so it was not opened. Please get the book from another source.",
  },
  empty: { refusedAs: "book/empty", message: "This file is empty. Please download or copy it again." },
  unknown: { refusedAs: "book/unknown-format", message: `This file is of no kind that is known here. ${supported}` },
};

function refused(kind: string, message: string): Fate {
  return { refusedAs: `book/unsupported-${kind}`, message };
}
