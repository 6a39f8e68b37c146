import { attachmentName } from "../../../shared/attachment-name.ts";
import type { Book } from "../../../shared/read-models/books.ts";
import type { Edition } from "../../../shared/read-models/editions.ts";

/** Content that is exported, and where it lies in the archive. */
export interface ExportedContent {
  readonly path: string;
  readonly key: string;
}

export interface ExportedContents {
  readonly original?: ExportedContent;
  readonly documents: readonly ExportedContent[];
  readonly cover?: ExportedContent;
  /** Of an edition: what it was printed from, as JSON. */
  readonly layout?: ExportedContent;
}

/** Characters of a title that stand in the name of a folder: with the id and the file's own name every system takes it. */
const titleCharactersMax = 60;
const coverExtensions: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
};

/** The files of a book. Its id stands in their folder's name, so that no two books share one, whatever they are called. */
export function filesOfBook({ id, title, fileName, sourceKey, document, cover }: Book): ExportedContents {
  const folder = folderOf("books", title || fileName, id);
  const extension = document?.mediaType === "application/pdf" ? "pdf" : "epub";
  return {
    ...(sourceKey !== "" && { original: { path: `${folder}/original${extensionOf(fileName)}`, key: sourceKey } }),
    documents: documentsIn(folder, extension, document),
    ...(cover && { cover: coverIn(folder, cover) }),
  };
}

/** The files of an edition. */
export function filesOfEdition({ id, title, document, layoutKey }: Edition): ExportedContents {
  const folder = folderOf("editions", title, id);
  return {
    documents: documentsIn(folder, "epub", document),
    ...(document?.cover && { cover: coverIn(folder, document.cover) }),
    ...(layoutKey !== undefined && { layout: { path: `${folder}/layout.json`, key: layoutKey } }),
  };
}

/** Where each of them lies, for the lists. */
export function pathsOf({ original, documents, cover, layout }: ExportedContents) {
  return {
    ...(original && { original: original.path }),
    documents: documents.map(({ path }) => path),
    ...(cover && { cover: cover.path }),
    ...(layout && { layout: layout.path }),
  };
}

export function contentsOf({ original, documents, cover, layout }: ExportedContents): readonly ExportedContent[] {
  return [original, ...documents, cover, layout].filter((content) => content !== undefined);
}

function documentsIn(
  folder: string,
  extension: string,
  document:
    | { readonly key: string; readonly volumes?: readonly { readonly documentKey: string }[] | undefined }
    | undefined,
): readonly ExportedContent[] {
  if (document === undefined) return [];
  const keys = document.volumes?.map(({ documentKey }) => documentKey) ?? [document.key];
  return keys.map((key, at) => ({ path: `${folder}/document${at === 0 ? "" : `-${at + 1}`}.${extension}`, key }));
}

function coverIn(folder: string, { key, mediaType }: { key: string; mediaType: string }): ExportedContent {
  return { path: `${folder}/cover.${coverExtensions[mediaType] ?? "bin"}`, key };
}

function folderOf(parent: string, title: string, id: string): string {
  const name = [...attachmentName(title).replace(/\.epub$/, "")].slice(0, titleCharactersMax).join("").trim();
  return `${parent}/${name} ${id}`;
}

/** Only what is plainly one: a name comes from outside. */
function extensionOf(fileName: string): string {
  return /\.[A-Za-z0-9]{1,8}$/.exec(fileName)?.[0].toLowerCase() ?? "";
}
