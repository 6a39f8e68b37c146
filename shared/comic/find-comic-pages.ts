import { isLitter } from "../archive/litter.ts";
import { inNaturalOrder } from "../natural-order.ts";

const pictureName = /\.(?:jpe?g|jpe|jfif|png|gif|webp|avif|heic|heif|bmp|tiff?)$/iu;

export function isComicPageName(name: string): boolean {
  return pictureName.test(name) && !isLitter(name);
}

/** The pictures of an archive in the order in which they are read: page2 before page10, folder after folder. */
export function findComicPages(entryNames: Iterable<string>): readonly string[] {
  return [...entryNames].filter(isComicPageName).toSorted(inNaturalOrder);
}
