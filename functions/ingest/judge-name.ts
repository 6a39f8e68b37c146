import { Rejected } from "../../events/rejected.ts";
import type { SourceFormat } from "../../events/values.ts";
import { extensionOf } from "./file-name.ts";

/** Names of what is never text: a text that is called so is a failed download, or wants to be opened as what it is not. */
const binaryExtensions = new Set(
  (
    "epub kepub mobi azw azw3 azw4 kfx prc pdb pdf doc docx docm odt ods odp xls xlsx ppt pptx djvu chm lit " +
    "zip rar 7z gz tgz bz2 xz zst tar cbz cbr cb7 cbt jpg jpeg png gif webp avif heic bmp tif tiff ico psd " +
    "mp3 m4a m4b ogg flac wav mp4 m4v mkv webm avi mov ttf otf woff woff2 exe dll com scr msi so dylib class jar apk wasm"
  ).split(" "),
);
/** Names that make a system run or render what it opens. */
const activeExtensions = new Set(
  (
    "exe dll com scr msi bat cmd ps1 vbs vbe js mjs jse wsf hta jar apk app command sh lnk reg cpl " +
    "html htm xhtml xht shtml svg swf php"
  ).split(" "),
);
const textExtensions = new Set("txt text md markdown mdown mkd mkdn html htm xhtml xht".split(" "));
const binaryTypes =
  /^(?:image|audio|video|font)\/|^application\/(?:epub\+zip|pdf|zip|msword|vnd\.|x-mobipocket|x-msdownload|java-archive|rtf)/u;

/** Formats that their content alone gives away, whatever the file is called; and what they are called here. */
const signedFormats: Readonly<Partial<Record<SourceFormat, string>>> = {
  epub: "an EPUB",
  docx: "a Word document",
  odt: "an OpenDocument text",
  fb2: "a FictionBook",
  rtf: "Rich Text",
  pdf: "a PDF",
  "page-archive": "an archive",
  comic: "a comic",
  picture: "a picture",
};

/**
 * Refuses a file whose name or declared type says that it is something else in a way that matters: text that is called a
 * picture, a book that is called a program. A harmless difference (an EPUB called .zip or .bin) is passed over.
 * @throws Rejected `book/name-mismatch`
 */
export function judgeName(format: SourceFormat, fileName: string, mediaType: string): void {
  const extension = extensionOf(fileName);
  const signed = signedFormats[format];
  if (signed !== undefined) {
    if (activeExtensions.has(extension)) throw mismatch(`.${extension}`, signed);
    return;
  }
  const what = format === "html" ? "a web page" : "text";
  if (binaryExtensions.has(extension)) throw mismatch(`.${extension}`, what);
  const type = mediaType.toLowerCase().replace(/;.*$/su, "").trim();
  if (binaryTypes.test(type) && !textExtensions.has(extension)) throw mismatch(type.slice(0, 60), what);
}

function mismatch(says: string, what: string): Rejected {
  return new Rejected(
    "book/name-mismatch",
    `This file calls itself ${says} but holds ${what}, as failed downloads do. Please download it again, or rename it to what it is.`,
  );
}
