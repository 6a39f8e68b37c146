import { Rejected } from "../../events/rejected.ts";
import type { Warning } from "../../events/values.ts";
import { attributeOf, childrenOf, type XmlElement } from "../xml/xml-element.ts";
import { type ContainerFiles, resolveReference } from "./container-files.ts";
import type { EpubItem, EpubSpineItem } from "./epub-package.ts";

/** Far more than any book has; the archive may hold no more files either. */
const itemsMax = 10_000;
const namesInWarningMax = 5;
const pageMediaTypes = new Set(["application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml"]);

/** The files of the manifest that are there. @throws Rejected `epub/too-complex` */
export function readManifest(
  manifest: XmlElement | undefined,
  packageName: string,
  files: ContainerFiles,
  warnings: Warning[],
): readonly EpubItem[] {
  const elements = childrenOf(manifest, "item");
  if (elements.length > itemsMax) throw tooComplex();
  const items = new Map<string, EpubItem>();
  const missing: string[] = [];
  for (const element of elements) {
    const id = attributeOf(element, "id")?.trim() ?? "";
    const href = attributeOf(element, "href")?.trim() ?? "";
    if (id === "" || href === "" || items.has(id)) continue;
    const target = resolveReference(files, packageName, href);
    if (target?.kind !== "file") {
      missing.push(href);
      continue;
    }
    const fallback = attributeOf(element, "fallback")?.trim();
    items.set(id, {
      id,
      name: target.name,
      mediaType: (attributeOf(element, "media-type") ?? "").replace(/;.*$/su, "").trim().toLowerCase(),
      properties: tokensOf(element, "properties"),
      ...(fallback && { fallback }),
    });
  }
  if (missing.length > 0) {
    warnings.push({
      rule: "epub/missing-file",
      found: `Not in the file, though listed: ${someOf(missing)}.`,
      done: "Left out.",
    });
  }
  return [...items.values()];
}

/**
 * The reading order. A file that is named twice is read once; a book that gives no order is read in that of its manifest.
 * @throws Rejected `epub/no-content`, `epub/too-complex`
 */
export function readSpine(
  spine: XmlElement | undefined,
  items: readonly EpubItem[],
  warnings: Warning[],
): readonly EpubSpineItem[] {
  const elements = childrenOf(spine, "itemref");
  if (elements.length > itemsMax) throw tooComplex();
  const byId = new Map(items.map((item) => [item.id, item]));
  const read = new Map<string, EpubSpineItem>();
  const missing: string[] = [];
  for (const element of elements) {
    const id = attributeOf(element, "idref")?.trim() ?? "";
    const item = byId.get(id);
    if (item === undefined) missing.push(id);
    else if (!read.has(item.name)) {
      const linear = attributeOf(element, "linear")?.trim().toLowerCase() !== "no";
      read.set(item.name, { item, linear, properties: tokensOf(element, "properties") });
    }
  }
  if (missing.length > 0) {
    warnings.push({
      rule: "epub/missing-chapter",
      found: `Not in the book, though in its order: ${someOf(missing)}.`,
      done: "Left out.",
    });
  }
  if (read.size > 0) return [...read.values()];
  const pages = items.filter(({ mediaType, properties }) => pageMediaTypes.has(mediaType) && !properties.has("nav"));
  if (pages.length === 0) {
    throw new Rejected(
      "epub/no-content",
      "This EPUB has no chapters that could be read: they are missing from the file. Please download or convert it again.",
    );
  }
  warnings.push({
    rule: "epub/no-order",
    found: "The book does not say in which order its chapters are read.",
    done: "Took the order in which they are listed.",
  });
  return pages.map((item) => ({ item, linear: true, properties: new Set() }));
}

export function tokensOf(element: XmlElement, attribute: string): ReadonlySet<string> {
  return new Set((attributeOf(element, attribute) ?? "").split(/\s+/u).filter((token) => token !== ""));
}

function someOf(names: readonly string[]): string {
  const some = names.slice(0, namesInWarningMax).map((name) => (name.length > 80 ? `${name.slice(0, 80)}…` : name));
  const more = names.length - some.length;
  return more > 0 ? `${some.join(", ")} and ${more} more` : some.join(", ");
}

function tooComplex(): Rejected {
  return new Rejected(
    "epub/too-complex",
    `This EPUB lists more than ${itemsMax.toLocaleString("en")} files or chapters, which is more than any book needs.`,
  );
}
