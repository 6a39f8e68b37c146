import { attributeOf, childOf, childrenOf, descendantsOf, plainTextOf, type XmlElement } from "../xml/xml-element.ts";
import { type ContainerFiles, resolveReference } from "./container-files.ts";
import type { EpubContentsEntry, EpubLandmark, EpubTarget } from "./epub-package.ts";

/** A table of contents longer than this is no help to anybody; what goes beyond is left out. */
export const contentsEntriesMax = 10_000;
const titleCharactersMax = 1_000;

/** Turns what the source says into a target, or `undefined` where it leads nowhere in the book. */
export type TargetOf = (reference: string | undefined) => EpubTarget | undefined;

export function targetsFrom(files: ContainerFiles, name: string): TargetOf {
  return (reference) => {
    if (reference === undefined || reference.trim() === "") return undefined;
    const target = resolveReference(files, name, reference);
    if (target?.kind !== "file") return undefined;
    return target.fragment === undefined ? { name: target.name } : { name: target.name, fragment: target.fragment };
  };
}

/** What contents say leads somewhere, and what leads nowhere: a list of addresses that were not kept up is none. */
export interface CountedTargets {
  readonly targetOf: TargetOf;
  /** Whether more of what was asked for leads nowhere than leads somewhere. */
  isMostlyLost(): boolean;
}

export function counting(targetOf: TargetOf): CountedTargets {
  let balance = 0;
  return {
    targetOf: (reference) => {
      const target = targetOf(reference);
      if (reference !== undefined && reference.trim() !== "") balance += target === undefined ? -1 : 1;
      return target;
    },
    isMostlyLost: () => balance < 0,
  };
}

/** The contents of an EPUB 3 navigation document: its `nav` of type `toc`, or its only one. */
export function readNavigation(root: XmlElement, targetOf: TargetOf): readonly EpubContentsEntry[] {
  const navs = [...descendantsOf(root, "nav")];
  const toc = navs.find((nav) => typesOf(nav).includes("toc")) ?? (navs.length === 1 ? navs[0] : undefined);
  const list = toc && [...descendantsOf(toc, "ol")][0];
  return list === undefined ? [] : entriesOfList(list, targetOf, { left: contentsEntriesMax });
}

/** The landmarks of an EPUB 3 navigation document. */
export function readLandmarks(root: XmlElement, targetOf: TargetOf): readonly EpubLandmark[] {
  const nav = [...descendantsOf(root, "nav")].find((one) => typesOf(one).includes("landmarks"));
  if (nav === undefined) return [];
  return [...descendantsOf(nav, "a")].slice(0, contentsEntriesMax).flatMap((link) => {
    const target = targetOf(attributeOf(link, "href"));
    const [type] = typesOf(link);
    return target && type ? [{ type, title: titleOf(link), target }] : [];
  });
}

/** The `guide` of an EPUB 2 package. */
export function readGuide(guide: XmlElement | undefined, targetOf: TargetOf): readonly EpubLandmark[] {
  if (guide === undefined) return [];
  return childrenOf(guide, "reference")
    .slice(0, contentsEntriesMax)
    .flatMap((reference) => {
      const target = targetOf(attributeOf(reference, "href"));
      const type = attributeOf(reference, "type")?.trim().toLowerCase();
      const title = attributeOf(reference, "title")?.replace(/\s+/gu, " ").trim() ?? "";
      return target && type ? [{ type, title, target }] : [];
    });
}

/** The contents of an EPUB 2 NCX, in the order of the document: `playOrder` is wrong too often. */
export function readNcx(root: XmlElement, targetOf: TargetOf): readonly EpubContentsEntry[] {
  const map = root.name === "navMap" ? root : [...descendantsOf(root, "navMap")][0];
  return map === undefined ? [] : entriesOfPoints(map, targetOf, { left: contentsEntriesMax });
}

interface Budget {
  left: number;
}

function entriesOfList(list: XmlElement, targetOf: TargetOf, budget: Budget): EpubContentsEntry[] {
  const entries: EpubContentsEntry[] = [];
  for (const item of childrenOf(list, "li")) {
    if (budget.left <= 0) break;
    budget.left -= 1;
    // The label may be wrapped in what it should not be; the nested list may as well, but is no label.
    const label = childrenOf(item).find((child) => child.name !== "ol" && child.name !== "ul");
    const link = label?.name === "a" ? label : label && [...descendantsOf(label, "a")][0];
    const nested = childOf(item, "ol") ?? childOf(item, "ul");
    const entry = entryOf(
      label === undefined ? ownTextOf(item) : titleOf(label),
      targetOf(attributeOf(link, "href")),
      nested === undefined ? [] : entriesOfList(nested, targetOf, budget),
    );
    entries.push(...entry);
  }
  return entries;
}

function entriesOfPoints(parent: XmlElement, targetOf: TargetOf, budget: Budget): EpubContentsEntry[] {
  const entries: EpubContentsEntry[] = [];
  for (const point of childrenOf(parent, "navPoint")) {
    if (budget.left <= 0) break;
    budget.left -= 1;
    const title = shortened(plainTextOf(childOf(childOf(point, "navLabel"), "text")));
    const target = targetOf(attributeOf(childOf(point, "content"), "src"));
    entries.push(...entryOf(title, target, entriesOfPoints(point, targetOf, budget)));
  }
  return entries;
}

/** An entry that names nothing and leads nowhere is none: its children take its place. */
function entryOf(title: string, target: EpubTarget | undefined, children: EpubContentsEntry[]): EpubContentsEntry[] {
  if (title === "") return children;
  if (target === undefined && children.length === 0) return [];
  return [target === undefined ? { title, children } : { title, target, children }];
}

/** The text of a label; where it is a picture, what stands for that. */
function titleOf(label: XmlElement): string {
  const text = plainTextOf(label);
  if (text !== "") return shortened(text);
  const [image] = descendantsOf(label, "img");
  return shortened((attributeOf(label, "title") ?? attributeOf(image, "alt") ?? "").replace(/\s+/gu, " ").trim());
}

function ownTextOf(item: XmlElement): string {
  return shortened(
    item.children
      .filter((child) => typeof child === "string")
      .join(" ")
      .replace(/\s+/gu, " ")
      .trim(),
  );
}

function shortened(title: string): string {
  return title.length > titleCharactersMax ? `${title.slice(0, titleCharactersMax).toWellFormed()}…` : title;
}

function typesOf(element: XmlElement): readonly string[] {
  return (attributeOf(element, "type") ?? attributeOf(element, "role") ?? "")
    .toLowerCase()
    .split(/\s+/u)
    .map((type) => type.replace(/^doc-/u, ""))
    .filter((type) => type !== "");
}
