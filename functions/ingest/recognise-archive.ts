import type { FileKind } from "./file-kinds.ts";

const imageName = /\.(?:jpe?g|png|gif|webp|avif|bmp)$/iu;

/** What a ZIP is, by what is in it. `mimetype` is the start of the entry of that name, where there is one. */
export function recogniseArchive(names: readonly string[], mimetype: string | undefined): FileKind {
  const has = (name: string) => names.some((one) => one.toLowerCase() === name.toLowerCase());
  const declared = mimetype?.trim() ?? "";
  if (declared.startsWith("application/vnd.oasis.opendocument.text")) return "odt";
  if (declared.startsWith("application/vnd.oasis.opendocument")) return "office";
  if (declared.startsWith("application/epub+zip") || has("META-INF/container.xml")) return "epub";
  if (has("word/document.xml") || has("[Content_Types].xml")) return officeKind(names);
  if (has("AndroidManifest.xml") || has("META-INF/MANIFEST.MF")) return "executable";
  const files = names.filter((name) => !/(?:^|\/)(?:__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$)/u.test(name));
  if (files.length === 0) return "empty-archive";
  const only = files.length === 1 ? files[0] : undefined;
  if (only?.toLowerCase().endsWith(".fb2")) return "fb2-zip";
  if (files.some((name) => name.toLowerCase().endsWith(".opf"))) return "epub";
  if (
    files.every((name) => imageName.test(name) || /\.(?:xml|txt|nfo|json)$/iu.test(name)) &&
    files.some((name) => imageName.test(name))
  ) {
    return "comic";
  }
  return "archive";
}

function officeKind(names: readonly string[]): FileKind {
  const parts = names.map((name) => name.toLowerCase());
  if (parts.some((name) => name.startsWith("word/"))) return "docx";
  if (parts.some((name) => name.startsWith("xl/") || name.startsWith("ppt/") || name.startsWith("visio/")))
    return "office";
  return "docx";
}
