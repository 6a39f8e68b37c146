import { isLitter } from "../../shared/archive/litter.ts";
import type { FileKind } from "./file-kinds.ts";
import { openDocumentKind } from "./open-document-kind.ts";

/**
 * What a ZIP is, by what is in it: `zip` where it is no format of its own. `mimetype` is the start of the entry of that
 * name, where there is one.
 */
export function recogniseArchive(names: readonly string[], mimetype: string | undefined): FileKind {
  const has = (name: string) => names.some((one) => one.toLowerCase() === name.toLowerCase());
  const declared = mimetype?.trim() ?? "";
  if (declared.startsWith("application/x-ibooks+zip")) return "ibooks";
  const openDocument = openDocumentKind(declared);
  if (openDocument !== undefined) return openDocument;
  if (declared.startsWith("application/epub+zip") || has("META-INF/container.xml")) return "epub";
  if (has("word/document.xml") || has("[Content_Types].xml")) return officeKind(names);
  if (has("AndroidManifest.xml") || has("META-INF/MANIFEST.MF")) return "executable";
  // Of a PDF or an audiobook; an EPUB has its own beside its container.
  if (has("license.lcpl")) return "lcpl";
  if (has("Index/Document.iwa") || has("Index.zip") || has("index.apxl")) return "iwork";
  if (names.some((name) => /\.kdf$|(?:^|\/)[^/]+\.(?:kfx|azw\.res)$/iu.test(name))) return "kfx";
  const files = names.filter((name) => !isLitter(name));
  if (files.length === 0) return "empty-archive";
  const only = files.length === 1 ? files[0] : undefined;
  if (only?.toLowerCase().endsWith(".fb2")) return "fb2-zip";
  // An EPUB whose packer forgot where it begins. Beside whole books a package is only what is known of them, and so is the one
  // that calibre puts beside a book of pages (HTMLZ) or of text (TXTZ).
  const hasPackage = files.some((name) => /\.opf$/iu.test(name) && !/(?:^|\/)metadata\.opf$/iu.test(name));
  return hasPackage && !files.some((name) => /\.(?:epub|mobi|azw3?|pdf|docx|fb2|cbz)$/iu.test(name)) ? "epub" : "zip";
}

function officeKind(names: readonly string[]): FileKind {
  const parts = names.map((name) => name.toLowerCase());
  if (parts.some((name) => name.startsWith("word/"))) return "docx";
  if (parts.some((name) => name.startsWith("xl/"))) return "spreadsheet";
  if (parts.some((name) => name.startsWith("ppt/"))) return "presentation";
  if (parts.some((name) => name.startsWith("visio/"))) return "office";
  return "docx";
}
