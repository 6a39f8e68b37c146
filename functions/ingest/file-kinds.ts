import type { SourceFormat } from "../../events/values.ts";

/** What becomes of a kind of file: it is read as a format, or refused with a stable code and a sentence for its reader. */
export type Fate = { readonly takenAs: SourceFormat } | { readonly refusedAs: string; readonly message: string };

const supported =
  "EPUB, PDF, Word (DOCX), OpenDocument (ODT), Rich Text, FictionBook, HTML, Markdown, plain text, comics (CBZ) and pictures are taken.";

/** What a file can turn out to be, and the fate of each. A format that is learnt moves from refused to taken. */
export const fates = {
  epub: { takenAs: "epub" },
  html: { takenAs: "html" },
  markdown: { takenAs: "markdown" },
  text: { takenAs: "text" },
  docx: { takenAs: "docx" },
  odt: { takenAs: "odt" },
  fb2: { takenAs: "fb2" },
  "fb2-zip": { takenAs: "fb2" },
  rtf: { takenAs: "rtf" },
  pdf: { takenAs: "pdf" },
  "page-archive": { takenAs: "page-archive" },
  comic: { takenAs: "comic" },
  image: { takenAs: "picture" },

  // Books of other shops and programs
  mobi: refused(
    "mobi",
    "Kindle and Mobipocket files (MOBI, AZW, AZW3, PRC) are not converted, and Amazon no longer takes them by mail. Please get the book as EPUB.",
  ),
  kfx: refused(
    "kfx",
    "Kindle files (KFX) are not converted, and Amazon takes none by mail. A book from Amazon's shop is on your Kindle already; any other, please get as EPUB.",
  ),
  palm: refused(
    "palm",
    "Books for Palm handhelds are not converted. Please convert it to EPUB, with calibre for instance.",
  ),
  djvu: refused("djvu", "DjVu files are not converted. Please convert it to PDF, and send that."),
  chm: refused(
    "chm",
    "Windows help files (CHM) are not converted. Please convert it to EPUB, with calibre for instance.",
  ),
  lit: refused(
    "lit",
    "Microsoft Reader files (LIT) are not converted. Please convert it to EPUB, with calibre for instance.",
  ),
  lrf: refused("lrf", "Sony BBeB files (LRF) are not converted. Please convert it to EPUB, with calibre for instance."),
  ibooks: refused(
    "ibooks",
    "Books made with Apple's iBooks Author open in Apple Books alone. Please export it from there as PDF or EPUB, or get another edition.",
  ),
  acsm: refused(
    "acsm",
    "This is no book but Adobe's ticket for fetching one, and what it fetches is protected with DRM. Please read it in Adobe Digital Editions, or get an edition without protection.",
  ),
  lcpl: refused(
    "lcpl",
    "This is no book but a library's licence for one, and what it opens is protected with DRM. Please read it in the library's own app, or get an edition without protection.",
  ),

  // Documents
  doc: refused(
    "doc",
    "Old Word documents (DOC) are not converted. Please open it in Word or LibreOffice, save it as DOCX, and send that.",
  ),
  "encrypted-office": {
    refusedAs: "book/protected-document",
    message: "This document is protected with a password. Please save it without one, and send that.",
  },
  spreadsheet: refused(
    "spreadsheet",
    "Spreadsheets are not converted: their tables are wider than a Kindle. Please save it as PDF, and send that.",
  ),
  presentation: refused("presentation", "Presentations are not converted. Please save it as PDF, and send that."),
  office: refused(
    "office",
    "Drawings, databases and formulas of office programs are not converted. Please save it as PDF, and send that.",
  ),
  iwork: refused(
    "iwork",
    "Documents of Apple's Pages, Numbers and Keynote are not converted. Please export it as EPUB, Word or PDF, and send that.",
  ),
  ole: refused("ole", "Files of old Office programs are not converted. Please save it as DOCX or PDF, and send that."),
  postscript: refused("postscript", "PostScript files are not converted. Please convert it to PDF, and send that."),
  mhtml: refused(
    "mhtml",
    "Web archives (MHTML) and mails are not converted. Please save the page as “Web page, complete” and send that as a ZIP, or as PDF.",
  ),
  xml: refused("xml", `This XML file is not of a kind that is converted. ${supported}`),

  // Archives
  zip: refused("archive", `There is no book in this archive. ${supported}`),
  rar: refused(
    "rar",
    "RAR archives, comics (CBR) among them, are not opened. Please unpack it and send what is in it, a comic's pictures as a ZIP or CBZ.",
  ),
  "7z": refused(
    "7z",
    "Archives of 7-Zip, comics (CB7) among them, are not opened. Please unpack it and send what is in it, a comic's pictures as a ZIP or CBZ.",
  ),
  archive: refused(
    "archive",
    "Archives other than ZIP are not opened. Please unpack it, and send the book that is in it.",
  ),
  "empty-archive": {
    refusedAs: "book/empty",
    message: "This archive is empty. Please download or copy the book again.",
  },

  // What is no book
  icon: refused("image", "Pictures of this kind are not converted. Please save it as JPEG or PNG, and send that."),
  svg: refused("svg", "Drawings (SVG) are not books. Please save it as PDF or PNG, and send that."),
  media: refused("media", `Audio and video files are not converted. ${supported}`),
  font: refused("font", `This is a font, not a book. ${supported}`),
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
} as const satisfies Readonly<Record<string, Fate>>;

/** What a file can turn out to be. */
export type FileKind = keyof typeof fates;

export function fateOf(kind: FileKind): Fate {
  return fates[kind];
}

function refused(kind: string, message: string) {
  return { refusedAs: `book/unsupported-${kind}`, message };
}
