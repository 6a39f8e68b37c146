import { open } from "node:fs/promises";
import type { Archive } from "../../../shared/archive/archive.ts";
import { openArchive } from "../../../shared/archive/open-archive.ts";
import { parseXml } from "../../../shared/xml/parse-xml.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  descendantsOf,
  plainTextOf,
  type XmlElement,
} from "../../../shared/xml/xml-element.ts";

/** An EPUB as the checks of the gate look at it: taken apart once. */
export interface FinishedEpub {
  /** The first bytes of the file. */
  readonly head: Uint8Array;
  /** Every entry of the archive. */
  readonly names: readonly string[];
  readonly package: XmlElement;
  readonly metadata: XmlElement;
  readonly items: readonly ManifestItem[];
  /** Whether it is a comic: pages of a fixed size, which do not flow. */
  readonly isComic: boolean;
  /** Content documents in reading order. */
  readonly pages: readonly EpubPage[];
  readonly navigation: EpubPage | undefined;
  readonly ncx: XmlElement | undefined;
  readonly styles: readonly string[];
  readonly bytesOf: (item: ManifestItem) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

export interface ManifestItem {
  readonly id: string;
  readonly href: string;
  readonly mediaType: string;
  readonly properties: readonly string[];
}

export interface EpubPage {
  readonly item: ManifestItem;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly root: XmlElement;
  readonly body: XmlElement;
  /** Where each id of it stands, in document order. */
  readonly ids: ReadonlyMap<string, number>;
}

const headBytes = 58;
const packagePath = "OEBPS/content.opf";

/** Opens an EPUB of ours. @throws Error where it lacks what every check rests on. */
export async function openFinishedEpub(path: string): Promise<FinishedEpub> {
  const archive = await openArchive(path);
  try {
    return await takeApart(archive, await readHead(path));
  } catch (error) {
    await archive.close();
    throw error;
  }
}

async function takeApart(archive: Archive, head: Uint8Array): Promise<FinishedEpub> {
  const read = (href: string) => archive.read(`OEBPS/${href}`);
  const root = parseXml(await archive.read(packagePath));
  const metadata = childOf(root, "metadata");
  if (metadata === undefined) throw new Error("The package document has no metadata");
  const items = childrenOf(childOf(root, "manifest") ?? root, "item").map((item) => ({
    id: attributeOf(item, "id") ?? "",
    href: attributeOf(item, "href") ?? "",
    mediaType: attributeOf(item, "media-type") ?? "",
    properties: (attributeOf(item, "properties") ?? "").split(" "),
  }));
  const pages: EpubPage[] = [];
  for (const reference of childrenOf(childOf(root, "spine") ?? root, "itemref")) {
    const item = items.find(({ id }) => id === attributeOf(reference, "idref"));
    if (item !== undefined) pages.push(pageOf(item, await read(item.href)));
  }
  const ncxItem = items.find(({ mediaType }) => mediaType === "application/x-dtbncx+xml");
  const styleItems = items.filter(({ mediaType }) => mediaType === "text/css");
  return {
    head,
    names: [...archive.entries.keys()],
    package: root,
    metadata,
    items,
    isComic: childrenOf(metadata, "meta").some(
      (meta) => attributeOf(meta, "property") === "rendition:layout" && plainTextOf(meta) === "pre-paginated",
    ),
    pages,
    navigation: pages.find(({ item }) => item.properties.includes("nav")),
    ncx: ncxItem && parseXml(await read(ncxItem.href)),
    styles: await Promise.all(styleItems.map(async ({ href }) => new TextDecoder().decode(await read(href)))),
    bytesOf: ({ href }) => read(href),
    close: () => archive.close(),
  };
}

function pageOf(item: ManifestItem, bytes: Uint8Array): EpubPage {
  const root = parseXml(bytes);
  const body = childOf(root, "body");
  if (body === undefined) throw new Error(`${item.href} has no body`);
  const ids = new Map<string, number>();
  for (const element of everyElement(root)) {
    const id = attributeOf(element, "id");
    if (id !== undefined) ids.set(id, ids.size);
  }
  return { item, bytes, text: new TextDecoder().decode(bytes), root, body, ids };
}

/** An element and all below it, in document order. */
export function* everyElement(root: XmlElement): Generator<XmlElement> {
  yield root;
  for (const child of childrenOf(root)) yield* everyElement(child);
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
    const entry = { title: link === undefined ? "" : wordsOf(link), target: attributeOf(link, "href") ?? "", level };
    return [entry, ...(below === undefined ? [] : listed(below, level + 1))];
  });
}

export function wordsOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === "string" ? child : wordsOf(child))).join("");
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
