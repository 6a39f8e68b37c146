import type { Book } from "../../shared/read-models/books.ts";
import type { Edition } from "../../shared/read-models/editions.ts";

/** How long the content of a book that was taken out of the library stays: the same file may be dropped again. */
export const removedContentKeptMs = 30 * 24 * 60 * 60_000;

/** The keys of all content by which a book is there. */
export function contentOfBook({ sourceKey, document, cover }: Book): readonly string[] {
  return [sourceKey, ...keysOfDocument(document), cover?.key]
    .filter((key) => key !== undefined)
    .filter((key) => key !== "");
}

export function contentOfEdition({ layoutKey, document }: Edition): readonly string[] {
  return [layoutKey, ...keysOfDocument(document), document?.cover?.key].filter((key) => key !== undefined);
}

/**
 * The keys of all content that a book had before it was taken out of the library, once that is long enough ago; none of one
 * that is there, has come back, or was an archive of books.
 */
export function contentToLetGo({ removed, unpacked, stamps, facts }: Book, now: Date): readonly string[] {
  const [removedAt = ""] = (stamps["book.removed"] ?? "").split(" ");
  if (!removed || unpacked !== undefined || removedAt === "") return [];
  if (now.getTime() - Date.parse(removedAt) < removedContentKeptMs) return [];
  const { received, ingested, rejected, formatted } = facts;
  const keys = [
    ...[received, ingested, rejected].map((fact) => fact?.data.sourceKey),
    formatted?.data.documentKey,
    ...(formatted?.data.volumes ?? []).map(({ documentKey }) => documentKey),
    formatted?.data.cover?.key,
  ];
  return [...new Set(keys.filter((key) => key !== undefined))];
}

function keysOfDocument(
  document:
    | { readonly key: string; readonly volumes?: readonly { readonly documentKey: string }[] | undefined }
    | undefined,
): readonly string[] {
  if (document === undefined) return [];
  return [document.key, ...(document.volumes ?? []).map(({ documentKey }) => documentKey)];
}
