import type { Warning } from "../../events/values.ts";
import { inNaturalOrder } from "../natural-order.ts";
import type { EpubItem, EpubSpineItem } from "./epub-package.ts";

const mediaTypes: readonly (readonly [RegExp, string])[] = [
  [/\.x?html?$/iu, "application/xhtml+xml"],
  [/\.ncx$/iu, "application/x-dtbncx+xml"],
];

/** The manifest of a package that is damaged, with the pages and contents that it does not name any more, by their names. */
export function withUnnamedPages(
  items: readonly EpubItem[],
  names: Iterable<string>,
  warnings: Warning[],
): readonly EpubItem[] {
  const known = new Set(items.map(({ name }) => name));
  const unnamed = [...names]
    .filter((name) => !known.has(name))
    .toSorted(inNaturalOrder)
    .flatMap((name) => {
      const mediaType = mediaTypes.find(([pattern]) => pattern.test(name))?.[1];
      return mediaType === undefined ? [] : [{ id: `unnamed ${name}`, name, mediaType, properties: new Set<string>() }];
    });
  if (unnamed.length > 0) {
    warnings.push({
      rule: "epub/missing-chapter",
      found: "What describes the book is damaged, and does not name all of its pages.",
      done: "Put the others at the end, in the order of their names.",
    });
  }
  return [...items, ...unnamed];
}

/** In such a package, pages without a place in the order of reading follow those that have one. */
export function withUnnamedSpine(
  spine: readonly EpubSpineItem[],
  items: readonly EpubItem[],
): readonly EpubSpineItem[] {
  const ordered = new Set(spine.map(({ item }) => item.name));
  const others = items.filter(
    ({ name, mediaType, properties }) =>
      mediaType === "application/xhtml+xml" && !properties.has("nav") && !ordered.has(name),
  );
  return [...spine, ...others.map((item) => ({ item, linear: true, properties: new Set<string>() }))];
}
