import type { EpubItem, EpubPackage } from "../../../shared/epub/epub-package.ts";

/** What a file of an EPUB can be to a reader. */
export type ItemUse = "page" | "picture" | "other";

const pageTypes = new Set([
  "application/xhtml+xml",
  "text/html",
  "application/html+xml",
  "text/x-oeb1-document",
  "application/x-dtbook+xml",
]);
const pageNames = /\.(?:xhtml|html?|xht|xml)$/iu;
const pictureNames = /\.(?:jpe?g|png|gif|webp|bmp|svgz?|tiff?|avif|[ew]m[fz])$/iu;

/** By the declared type, and by the name where the declared type is of no use. */
export function useOf(item: Pick<EpubItem, "name" | "mediaType">): ItemUse {
  if (pageTypes.has(item.mediaType)) return "page";
  if (item.mediaType.startsWith("image/")) return "picture";
  const isVague = /^(?:|application\/(?:octet-stream|xml)|text\/(?:xml|plain))$/u.test(item.mediaType);
  if (isVague && pageNames.test(item.name)) return "page";
  return pictureNames.test(item.name) ? "picture" : "other";
}

export function isPictureName(name: string): boolean {
  return pictureNames.test(name);
}

const pictureTypes = new Set([
  "image/jpeg",
  "image/jpg",
  "image/png",
  "image/gif",
  "image/webp",
  "image/svg+xml",
  "image/bmp",
]);

/** The item itself where it can be shown, else the first of its fallbacks that can; `undefined` where none can. */
export function showable(item: EpubItem, { items }: Pick<EpubPackage, "items">): EpubItem | undefined {
  const seen = new Set<EpubItem>();
  let current: EpubItem | undefined = item;
  while (current !== undefined && !seen.has(current)) {
    seen.add(current);
    const use = useOf(current);
    const hasFallback: boolean = current.fallback !== undefined;
    if (use === "page" || (use === "picture" && (!hasFallback || pictureTypes.has(current.mediaType)))) return current;
    const { fallback }: EpubItem = current;
    current = items.find(({ id }) => id === fallback);
  }
  return undefined;
}
