import { open } from "node:fs/promises";
import type { Archive } from "../../../shared/archive/archive.ts";
import { type ArchiveLimits, archiveLimits } from "../../../shared/archive/archive-limits.ts";
import { openArchive } from "../../../shared/archive/open-archive.ts";
import { type ImageHeader, readImageHeader } from "../../../shared/images/image-header.ts";
import { readMarkup } from "../../../shared/xml/read-markup.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  descendantsOf,
  plainTextOf,
  textOf,
  type XmlElement,
} from "../../../shared/xml/xml-element.ts";

/** An EPUB as the checks of the gate look at it: taken apart once. Of its text only facts stay in memory. */
export interface FinishedEpub {
  /** The first bytes of the file, and how many there are in all. */
  readonly head: Uint8Array;
  readonly bytes: number;
  /** Every entry of the archive. */
  readonly names: readonly string[];
  readonly package: XmlElement;
  readonly metadata: XmlElement;
  readonly items: readonly ManifestItem[];
  /** Whether it is a comic: pages of a fixed size, which do not flow. */
  readonly isComic: boolean;
  /** What is known of each content document, in reading order. */
  readonly pages: readonly PageFacts[];
  readonly navigation: EpubPage | undefined;
  readonly ncx: XmlElement | undefined;
  readonly styles: readonly string[];
  /** Every picture by its address; `undefined` for what is none. */
  readonly pictures: ReadonlyMap<string, ImageHeader | undefined>;
  /** Files that are no XML, or lack what every check rests on, and why. */
  readonly unreadable: readonly string[];
}

export interface ManifestItem {
  readonly id: string;
  readonly href: string;
  readonly mediaType: string;
  readonly properties: readonly string[];
}

/** A page as it is read, and forgotten once every check has looked at it. */
export interface EpubPage {
  readonly item: ManifestItem;
  readonly text: string;
  readonly root: XmlElement;
  readonly body: XmlElement;
  /** Every element, the root first, in document order. */
  readonly elements: readonly XmlElement[];
}

/** What checks of the whole book have to know of a page. */
export interface PageFacts {
  readonly item: ManifestItem;
  /** Where each id of it stands, in document order. */
  readonly ids: ReadonlyMap<string, number>;
  /** What its links say, and its pictures. */
  readonly links: readonly string[];
  readonly pictures: readonly string[];
  /** Whether there is any text. */
  readonly hasWords: boolean;
  /** Notes by their id, and whether they hold a link. */
  readonly notes: ReadonlyMap<string, boolean>;
  /** What it says of its size, where it says so. */
  readonly viewport: string | undefined;
}

const headBytes = 58;
const packagePath = "OEBPS/content.opf";

/** What the package document has to be (K9). */
export class UnreadablePackage extends Error {
  constructor(cause: unknown) {
    super(`The package document cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "UnreadablePackage";
  }
}

/** What we have packed ourselves is no attack, however often a text says the same thing and however small it becomes. */
const ownLimits: ArchiveLimits = { ...archiveLimits, ratioMax: Number.POSITIVE_INFINITY };

/**
 * Takes an EPUB of ours apart. `onPage` sees each of its pages, one after the other.
 * @throws UnreadablePackage
 */
export async function openFinishedEpub(
  path: string,
  onPage: (page: EpubPage) => void = () => undefined,
): Promise<FinishedEpub> {
  const archive = await openArchive(path, ownLimits);
  try {
    return await takeApart(archive, await readHead(path), onPage);
  } finally {
    await archive.close();
  }
}

async function takeApart(
  archive: Archive,
  { head, bytes }: Pick<FinishedEpub, "head" | "bytes">,
  onPage: (page: EpubPage) => void,
): Promise<FinishedEpub> {
  const unreadable: string[] = [];
  const read = async (href: string) => await archive.read(`OEBPS/${href}`);
  const textIn = async (href: string) => new TextDecoder("utf-8", { fatal: true }).decode(await read(href));
  const { root, metadata } = await readPackage(archive);
  const declared = childrenOf(childOf(root, "manifest") ?? root, "item").map((item) => ({
    id: attributeOf(item, "id") ?? "",
    href: attributeOf(item, "href") ?? "",
    mediaType: attributeOf(item, "media-type") ?? "",
    properties: (attributeOf(item, "properties") ?? "").split(" "),
  }));
  const items = declared.filter(({ href }) => archive.entries.has(`OEBPS/${href}`));
  const byId = new Map(items.map((item) => [item.id, item]));
  const readable = async <T>(href: string, parse: (text: string) => T): Promise<T | undefined> => {
    try {
      return parse(await textIn(href));
    } catch (error) {
      unreadable.push(`${href}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };

  const pages: PageFacts[] = [];
  let navigation: EpubPage | undefined;
  for (const reference of childrenOf(childOf(root, "spine") ?? root, "itemref")) {
    const item = byId.get(attributeOf(reference, "idref") ?? "");
    const page = item && (await readable(item.href, (text) => pageOf(item, text)));
    if (page === undefined) continue;
    onPage(page);
    pages.push(factsOf(page));
    if (page.item.properties.includes("nav")) navigation = page;
  }
  const ncxItem = items.find(({ mediaType }) => mediaType === "application/x-dtbncx+xml");
  const styles: string[] = [];
  const pictures = new Map<string, ImageHeader | undefined>();
  for (const { href, mediaType } of items) {
    if (mediaType === "text/css") styles.push((await readable(href, (text) => text)) ?? "");
    // One in memory at a time.
    if (mediaType.startsWith("image/")) pictures.set(href, readImageHeader(await read(href)));
  }
  return {
    head,
    bytes,
    names: [...archive.entries.keys()],
    package: root,
    metadata,
    items: declared,
    isComic: childrenOf(metadata, "meta").some(
      (meta) => attributeOf(meta, "property") === "rendition:layout" && plainTextOf(meta) === "pre-paginated",
    ),
    pages,
    navigation,
    ncx: ncxItem && (await readable(ncxItem.href, readMarkup)),
    styles,
    pictures,
    unreadable,
  };
}

async function readPackage(archive: Archive): Promise<{ root: XmlElement; metadata: XmlElement }> {
  try {
    const root = readMarkup(new TextDecoder("utf-8", { fatal: true }).decode(await archive.read(packagePath)));
    const metadata = childOf(root, "metadata");
    if (metadata === undefined) throw new Error("it has no metadata");
    return { root, metadata };
  } catch (error) {
    throw new UnreadablePackage(error);
  }
}

function pageOf(item: ManifestItem, text: string): EpubPage {
  const root = readMarkup(text);
  const body = childOf(root, "body");
  if (body === undefined) throw new Error("it has no body");
  return { item, text, root, body, elements: everyElement(root) };
}

function factsOf({ item, body, elements }: EpubPage): PageFacts {
  const ids = new Map<string, number>();
  const links: string[] = [];
  const pictures: string[] = [];
  const notes = new Map<string, boolean>();
  let viewport: string | undefined;
  for (const element of elements) {
    const { name } = element;
    const id = attributeOf(element, "id");
    if (id !== undefined) ids.set(id, ids.size);
    if (name === "a") links.push(attributeOf(element, "href") ?? "");
    else if (name === "img") pictures.push(attributeOf(element, "src") ?? "");
    else if (name === "aside" && id !== undefined) notes.set(id, descendantsOf(element, "a").next().done !== true);
    else if (name === "meta" && attributeOf(element, "name") === "viewport") viewport = attributeOf(element, "content");
  }
  return { item, ids, links, pictures, notes, viewport, hasWords: hasWords(body) };
}

function hasWords(element: XmlElement): boolean {
  return element.children.some((child) => (typeof child === "string" ? /\S/.test(child) : hasWords(child)));
}

/** An element and all below it, in document order. */
export function everyElement(root: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = [];
  const visit = (element: XmlElement) => {
    found.push(element);
    for (const child of element.children) if (typeof child !== "string") visit(child);
  };
  visit(root);
  return found;
}

/** The entries of a navigation document's contents or of an NCX, outermost first. */
export interface NavigationEntry {
  readonly title: string;
  readonly target: string;
  readonly level: number;
}

export function navigationEntries(page: EpubPage): readonly NavigationEntry[] {
  const contents = [...descendantsOf(page.body, "nav")].find((nav) => attributeOf(nav, "type") === "toc");
  const list = childOf(contents, "ol");
  return list === undefined ? [] : listed(list, 1);
}

function listed(list: XmlElement, level: number): readonly NavigationEntry[] {
  return childrenOf(list, "li").flatMap((item) => {
    const link = childOf(item, "a");
    const below = childOf(item, "ol");
    const entry = { title: textOf(link), target: attributeOf(link, "href") ?? "", level };
    return [entry, ...(below === undefined ? [] : listed(below, level + 1))];
  });
}

async function readHead(path: string): Promise<Pick<FinishedEpub, "head" | "bytes">> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(headBytes), 0, headBytes, 0);
    return { head: buffer.subarray(0, bytesRead), bytes: (await file.stat()).size };
  } finally {
    await file.close();
  }
}
