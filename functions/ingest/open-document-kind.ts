import type { FileKind } from "./file-kinds.ts";

/** What an OpenDocument is by the media type that it declares, in a ZIP or as one file of XML; `undefined` for what is none. */
export function openDocumentKind(mediaType: string): FileKind | undefined {
  const declared = mediaType.trim();
  if (!declared.startsWith(openDocument)) return undefined;
  const what = declared.slice(openDocument.length);
  // With templates and masters of them, which are called text-template and text-master.
  if (what.startsWith(".text")) return "odt";
  if (what.startsWith(".spreadsheet")) return "spreadsheet";
  return what.startsWith(".presentation") ? "presentation" : "office";
}

const openDocument = "application/vnd.oasis.opendocument";
