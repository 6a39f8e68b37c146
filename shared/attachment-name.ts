import { type DocumentType, epubType, pdfType } from "../events/values.ts";

/** The whole name, extension included. Longer ones fail silently on the way to the Kindle. */
export const attachmentNameCharactersMax = 100;
/** What file systems take, and so what may become of the attachment on the other side. */
export const attachmentNameBytesMax = 255;
const extensions: Readonly<Record<DocumentType, string>> = { [epubType]: ".epub", [pdfType]: ".pdf" };
const nameless = "Document";

/**
 * K51: what a document is called as an attachment. A Kindle shows this name, not the title inside of the book: so it stays
 * as readable as it can be while no mail server, file system or converter can stumble over it.
 */
export function attachmentName(title: string, mediaType: DocumentType = epubType): string {
  const extension = extensions[mediaType];
  const readable = title
    .toWellFormed()
    .normalize("NFC")
    // Line breaks and tabs part words; other control and invisible characters (bidirectional overrides too) go.
    .replaceAll(/[\s\u2028\u2029]+/gu, " ")
    .replaceAll(/(?!\u200c|\u200d)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\uFFFD]/gu, "")
    // Send to Kindle makes underscores of colons; a dash is what a person would write.
    .replaceAll(/\s*:\s+/g, " - ")
    .replaceAll(/[:/\\|]/g, "-")
    .replaceAll('"', "'")
    .replaceAll(/[<>*?]/g, "")
    .replaceAll(/ {2,}/g, " ");
  const name = trimmed(cut(trimmed(trimmed(readable).replace(/(\.epub|\.pdf)+$/i, "")), extension.length));
  return `${name === "" ? nameless : name}${extension}`;
}

/** Names that begin or end with a dot or a space are hidden, or cut, by some systems. */
function trimmed(name: string): string {
  return name.replaceAll(/^[\s.\u200c\u200d]+|[\s.\u200c\u200d]+$/gu, "");
}

/** Cuts between what a reader sees as characters. */
function cut(name: string, extensionCharacters: number): string {
  const charactersMax = attachmentNameCharactersMax - extensionCharacters;
  const bytesMax = attachmentNameBytesMax - extensionCharacters;
  // Telling characters apart takes longer than all else here, and few names are too long.
  if (name.length <= charactersMax && Buffer.byteLength(name) <= bytesMax) return name;
  let kept = "";
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter("und", { granularity: "grapheme" }).segment(name)) {
    bytes += Buffer.byteLength(segment);
    if (kept.length + segment.length > charactersMax || bytes > bytesMax) break;
    kept += segment;
  }
  return kept;
}
