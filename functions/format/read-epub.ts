import { Rejected } from "../../events/rejected.ts";
import type { Warning } from "../../events/values.ts";
import type { Archive } from "../../shared/archive/archive.ts";
import { openDamagedArchive } from "../../shared/archive/open-archive.ts";
import { type ContainerFiles, containerFiles, resolveReference } from "../../shared/epub/container-files.ts";
import type { EpubContentsEntry, EpubItem, EpubPackage } from "../../shared/epub/epub-package.ts";
import { readEpubPackage } from "../../shared/epub/read-epub-package.ts";
import type { SourceReference } from "../../shared/markup/source-reference.ts";
import type { PageStyles } from "../../shared/markup/styles/page-styles.ts";
import { cutWarning } from "./cut-warning.ts";
import { epubMetadata } from "./epub/epub-metadata.ts";
import { type EpubPage, picturePage, readEpubPage } from "./epub/read-epub-chapter.ts";
import { doubtfulPages, isOnlyNavigation, onlyPicture, withoutNavigation } from "./epub/skipped-pages.ts";
import { isPictureName, showable, useOf } from "./epub/sort-epub-items.ts";
import { type SourceStyles, stylesIn } from "./html/source-styles.ts";
import { resolveOnPage } from "./page-book.ts";
import type { OpenBook } from "./read-hints.ts";
import type { SourceBook, SourceChapter, SourceContentsEntry, SourceResource } from "./source-book.ts";

const chapterBytesMax = 20 * 1024 * 1024;
const contentsDepthMax = 50;

/**
 * Reads an EPUB of any version. Chapters are its files in reading order, one at a time; those that are not linear follow, and
 * those outside of the reading order when something leads there. Its page that only shows the cover and its own table of contents are left out. What is
 * met while reading chapters joins `warnings` then.
 */
export const openEpub: OpenBook = async (path, hints) => {
  const archive = await openDamagedArchive(path);
  try {
    const book = await readBook(archive, await readEpubPackage(archive));
    return { book: { ...book, metadata: epubMetadata(book.package, hints) }, close: () => archive.close() };
  } catch (error) {
    await archive.close();
    throw error;
  }
};

async function readBook(
  archive: Archive,
  epub: EpubPackage,
): Promise<Omit<SourceBook, "metadata"> & { readonly package: EpubPackage }> {
  const warnings: Warning[] = [...cutWarning(archive), ...epub.warnings];
  const reader: Reader = {
    archive,
    epub,
    files: containerFiles(archive.entries.keys()),
    skipped: new Set(),
    warnings,
    resources: resourcesOf(archive, epub),
    styles: stylesIn(archive),
  };
  await findSkippedPages(reader);
  if (epub.fixedLayout) {
    warnings.push({
      rule: "epub/fixed-layout",
      found: "The pages of this book have a fixed layout.",
      done: "Its text and pictures follow each other in reading order instead.",
    });
  }
  return {
    package: epub,
    chapters: () => readChapters(reader),
    chaptersCount: epub.spine.length,
    contents: epub.contents && contentsOf(epub.contents, reader),
    resources: reader.resources,
    ...(epub.cover && reader.resources.has(epub.cover.imageName) && { cover: epub.cover.imageName }),
    warnings,
  };
}

interface Reader {
  readonly archive: Archive;
  readonly epub: EpubPackage;
  readonly files: ContainerFiles;
  /** Names of pages that are no chapters. */
  readonly skipped: Set<string>;
  readonly warnings: Warning[];
  readonly resources: ReadonlyMap<string, SourceResource>;
  readonly styles: SourceStyles;
}

/** Pictures of the manifest, and those that only the archive knows of: books refer to them all the same. */
function resourcesOf(archive: Archive, { itemsByName }: EpubPackage): ReadonlyMap<string, SourceResource> {
  const resources = new Map<string, SourceResource>();
  for (const { name, bytes } of archive.entries.values()) {
    const item = itemsByName.get(name);
    if (item === undefined ? !isPictureName(name) : useOf(item) !== "picture") continue;
    resources.set(name, { id: name, name, mediaType: item?.mediaType ?? "", bytes, read: () => archive.read(name) });
  }
  return resources;
}

async function findSkippedPages(reader: Reader): Promise<void> {
  const { epub, skipped } = reader;
  const { covers, navigation } = doubtfulPages(epub);
  const pages = epub.spine.filter(({ item }) => useOf(item) === "page").map(({ item }) => item.name);
  for (const name of new Set(pages)) {
    if (name !== navigation && !covers.has(name)) continue;
    const { body } = await readPage(reader, name);
    const picture = covers.has(name) ? onlyPicture(body) : undefined;
    const shown = picture === undefined ? undefined : resolveReference(reader.files, name, picture);
    const showsCover =
      shown?.kind === "file" && (shown.name === epub.cover?.imageName || name === epub.cover?.pageName);
    if (showsCover || (name === navigation && isOnlyNavigation(body))) skipped.add(name);
  }
  // A picture in the spine that is the cover would be shown twice as well.
  const first = epub.spine[0]?.item;
  if (first !== undefined && first.name === epub.cover?.imageName && epub.spine.length > 1) skipped.add(first.name);
  // Rather a cover or a table of contents than no book.
  if (epub.spine.every(({ item }) => skipped.has(item.name))) skipped.clear();
}

async function* readChapters(reader: Reader): AsyncGenerator<SourceChapter> {
  const { epub } = reader;
  const given = new Set<string>();
  const linked = new Set<string>(targetNames(epub.contents ?? []));
  const give = async function* (item: EpubItem): AsyncGenerator<SourceChapter> {
    if (given.has(item.name) || reader.skipped.has(item.name)) return;
    given.add(item.name);
    const page = await readItem(reader, item);
    if (page === undefined) return;
    for (const reference of page.references) {
      const target = resolveReference(reader.files, item.name, reference);
      if (target?.kind === "file") linked.add(target.name);
    }
    yield { ...chapterOf(reader, item.name, page), styles: await stylesOf(reader, item.name, page) };
  };
  for (const { item, linear } of epub.spine) if (linear) yield* give(item);
  // In the order of the spine, then of the links; what is given may lead to more.
  for (const { item } of epub.spine) if (linked.has(item.name)) yield* give(item);
  for (const name of linked) {
    const item = epub.itemsByName.get(name);
    if (item !== undefined && useOf(item) === "page" && name !== epub.navigationName) yield* give(item);
  }
  // What nothing leads to has been put into the reading order all the same: rather at the end than nowhere.
  for (const { item } of epub.spine) yield* give(item);
}

function* targetNames(entries: readonly EpubContentsEntry[], depth = 0): Generator<string> {
  for (const { target, children } of entries) {
    if (target !== undefined) yield target.name;
    if (depth < contentsDepthMax) yield* targetNames(children, depth + 1);
  }
}

async function readItem(reader: Reader, item: EpubItem): Promise<EpubPage | undefined> {
  const shown = showable(item, reader.epub);
  if (shown === undefined) {
    reader.warnings.push({
      rule: "epub/foreign-content",
      found: `${item.name} is of a kind that no reading device shows (${item.mediaType}).`,
      done: "Left it out.",
    });
    return undefined;
  }
  // A drawing is a page of its own: it may hold text, and other pictures.
  const isDrawing = shown.mediaType === "image/svg+xml";
  if (useOf(shown) === "picture" && !isDrawing) return picturePage(`/${encodeURI(shown.name)}`);
  const page = await readPage(reader, shown.name);
  reader.warnings.push(...page.warnings);
  return item.name === reader.epub.navigationName ? { ...page, body: withoutNavigation(page.body) } : page;
}

async function readPage({ archive }: Reader, name: string): Promise<EpubPage> {
  if ((archive.entries.get(name)?.bytes ?? 0) > chapterBytesMax) {
    throw new Rejected(
      "epub/chapter-too-large",
      `A chapter of this book (${name}) is larger than 20 MB. Split it and try again.`,
    );
  }
  return readEpubPage(name, await archive.read(name));
}

function stylesOf({ styles, files }: Reader, name: string, { stylesheets }: EpubPage): Promise<PageStyles | undefined> {
  return styles.of(stylesheets, (href) => {
    const target = resolveReference(files, name, href);
    return target?.kind === "file" ? target.name : undefined;
  });
}

function chapterOf(reader: Reader, name: string, { body, language, direction }: EpubPage): SourceChapter {
  const title = titleIn(reader.epub.contents ?? [], name);
  return {
    id: name,
    body,
    ...(title !== undefined && { title }),
    ...(language !== undefined && { language }),
    ...(direction !== undefined && { direction }),
    resolve: (reference) => resolveInBook(reader, name, reference),
  };
}

/** What the book's contents call a file as a whole. */
function titleIn(entries: readonly EpubContentsEntry[], name: string, depth = 0): string | undefined {
  for (const entry of entries) {
    if (entry.target?.name === name && entry.target.fragment === undefined) return entry.title;
    const below = depth < contentsDepthMax ? titleIn(entry.children, name, depth + 1) : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
}

function resolveInBook(reader: Reader, from: string, reference: string): SourceReference | undefined {
  const target = resolveReference(reader.files, from, reference);
  if (target === undefined) return undefined;
  if (target.kind === "external") return resolveOnPage(target.url, new Map());
  if (reader.skipped.has(target.name)) return undefined;
  const item = reader.epub.itemsByName.get(target.name);
  const shown = item && showable(item, reader.epub);
  if (item !== undefined && isChapter(reader, item)) {
    return { kind: "chapter", id: item.name, ...(target.fragment !== undefined && { fragment: target.fragment }) };
  }
  const resource = shown?.name ?? target.name;
  return reader.resources.has(resource) ? { kind: "resource", id: resource } : undefined;
}

/** Pages become chapters when something leads to them; other files when they stand in the reading order. */
function isChapter({ epub }: Reader, item: EpubItem): boolean {
  if (useOf(item) === "page")
    return item.name !== epub.navigationName || epub.spine.some((entry) => entry.item === item);
  return false;
}

function contentsOf(entries: readonly EpubContentsEntry[], reader: Reader, depth = 0): readonly SourceContentsEntry[] {
  return entries.flatMap(({ title, target, children }) => {
    const below = depth < contentsDepthMax ? contentsOf(children, reader, depth + 1) : [];
    if (target !== undefined && reader.skipped.has(target.name)) return below;
    const isThere = target !== undefined && reader.epub.itemsByName.has(target.name);
    if (!isThere && below.length === 0) return [];
    return [
      {
        title,
        ...(isThere && {
          target: { id: target.name, ...(target.fragment !== undefined && { fragment: target.fragment }) },
        }),
        children: below,
      },
    ];
  });
}
