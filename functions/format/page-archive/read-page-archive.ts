import { Rejected } from "../../../events/rejected.ts";
import type { Warning } from "../../../events/values.ts";
import type { Archive } from "../../../shared/archive/archive.ts";
import { isLitter } from "../../../shared/archive/litter.ts";
import { openDamagedArchive } from "../../../shared/archive/open-archive.ts";
import { type ContainerFiles, containerFiles, resolveReference } from "../../../shared/epub/container-files.ts";
import type { SourceReference } from "../../../shared/markup/source-reference.ts";
import { findPages, pageKindOf } from "../../../shared/page-archive/find-pages.ts";
import { cutWarning } from "../cut-warning.ts";
import { isPictureName } from "../epub/sort-epub-items.ts";
import { type SourceStyles, stylesIn } from "../html/source-styles.ts";
import { resolveOnPage } from "../page-book.ts";
import { filledIn, type OpenBook } from "../read-hints.ts";
import type { SourceBook, SourceChapter, SourceMetadata, SourceResource } from "../source-book.ts";
import { type ArchivedPage, readArchivedPage } from "./read-archived-page.ts";
import { readCard } from "./read-card.ts";

const pagesMax = 2000;
const leftOutNamesMax = 5;
/** What pages look and act like is not what they say. */
const accompanying =
  /\.(?:css|s[ac]ss|less|js|mjs|ts|map|json|woff2?|ttf|otf|eot|ico|xml|txt|opf|ncx|url|yml|yaml|toml|lock)$/iu;

/**
 * Reads a ZIP of HTML or Markdown files with their pictures: a chapter for each, the index first, then what it leads to
 * in its order, then the others as people count. Links between them stay links.
 * @throws Rejected `pages/none`, `pages/too-many`; `archive/…`
 */
export const openPageArchive: OpenBook = async (path, hints) => {
  const archive = await openDamagedArchive(path);
  try {
    const book = await readPages(archive);
    const metadata = { ...book.metadata, ...said(await readCard(archive)) };
    return {
      book: { ...book, metadata: { ...metadata, ...filledIn(metadata, hints) } },
      close: () => archive.close(),
    };
  } catch (error) {
    await archive.close();
    throw error;
  }
};

interface Reader {
  readonly archive: Archive;
  readonly files: ContainerFiles;
  /** Names of the pages, which are the ids of their chapters. */
  readonly pages: ReadonlySet<string>;
  readonly resources: Map<string, SourceResource>;
  readonly styles: SourceStyles;
  readonly warnings: Warning[];
}

/** Only what there is of it. */
function said(metadata: SourceMetadata | undefined): Partial<SourceMetadata> {
  return Object.fromEntries(Object.entries(metadata ?? {}).filter(([, value]) => value.length !== 0));
}

const nothingSaid: SourceMetadata = { title: "", authors: [], language: "" };

async function readPages(archive: Archive): Promise<SourceBook> {
  const { names, first } = findPages(archive.entries.keys());
  if (names.length === 0) throw new Rejected("pages/none", "There is no page in this archive that can be read.");
  if (names.length > pagesMax) {
    throw new Rejected(
      "pages/too-many",
      `This archive holds more than ${pagesMax.toLocaleString("en")} pages. Please send it in several parts.`,
    );
  }
  const reader: Reader = {
    archive,
    files: containerFiles(archive.entries.keys()),
    pages: new Set(names),
    resources: picturesOf(archive),
    styles: stylesIn(archive),
    warnings: [...cutWarning(archive)],
  };
  warnOfTheRest(reader);
  const opening = first === undefined ? undefined : await readPage(reader, first);
  const order = opening === undefined || first === undefined ? names : orderFrom(reader, first, opening);
  return {
    metadata: opening?.metadata ?? nothingSaid,
    contents: undefined,
    resources: reader.resources,
    warnings: reader.warnings,
    async *chapters() {
      for (const name of order) {
        const page = name === first && opening !== undefined ? opening : await readPage(reader, name);
        if (page === undefined) continue;
        yield { ...chapterOf(reader, name, page, order.length), styles: await stylesOf(reader, name, page) };
      }
    },
  };
}

/** What the index leads to, in its order, and behind it what it does not mention. */
function orderFrom({ files, pages }: Reader, first: string, { references }: ArchivedPage): readonly string[] {
  const linked = references
    .map((reference) => resolveReference(files, first, reference))
    .filter((target) => target?.kind === "file")
    .map(({ name }) => name)
    .filter((name) => pages.has(name));
  return [...new Set([first, ...linked, ...pages])];
}

/** `undefined` for a page that is none: the others are read all the same. */
async function readPage(reader: Reader, name: string): Promise<ArchivedPage | undefined> {
  const kind = pageKindOf(name) ?? "html";
  try {
    const page = readArchivedPage(name, kind, await reader.archive.read(name));
    for (const picture of page.pictures.values()) reader.resources.set(picture.id, picture);
    reader.warnings.push(...page.warnings);
    return page;
  } catch (error) {
    // Damage to the archive is damage to the book; a page that is no text is a page less.
    if (!(error instanceof Rejected) || error.code.startsWith("archive/") || reader.pages.size === 1) throw error;
    reader.warnings.push({ rule: "pages/unreadable", found: `${name}: ${error.message}`, done: "It was left out." });
    return undefined;
  }
}

function stylesOf({ styles, files }: Reader, name: string, { stylesheets }: ArchivedPage) {
  return styles.of(stylesheets, (href) => {
    const target = resolveReference(files, name, href);
    return target?.kind === "file" ? target.name : undefined;
  });
}

function chapterOf(reader: Reader, name: string, page: ArchivedPage, pages: number): SourceChapter {
  const { title, language, direction } = page.metadata;
  return {
    id: name,
    body: page.body,
    ...(pages > 1 && title !== "" && { title }),
    ...(language !== "" && { language }),
    ...(direction !== undefined && { direction }),
    resolve: (reference) => resolve(reader, name, page, reference),
  };
}

function resolve(
  { files, pages, resources }: Reader,
  from: string,
  page: ArchivedPage,
  reference: string,
): SourceReference | undefined {
  const own = page.pictures.get(reference.trim());
  if (own !== undefined) return { kind: "resource", id: own.id };
  const target = resolveReference(files, from, reference);
  if (target === undefined || target.kind === "external") {
    return /^\s*#/u.test(reference) ? undefined : resolveOnPage(reference, new Map(), page.address);
  }
  if (pages.has(target.name)) {
    return { kind: "chapter", id: target.name, ...(target.fragment !== undefined && { fragment: target.fragment }) };
  }
  return resources.has(target.name) ? { kind: "resource", id: target.name } : undefined;
}

function picturesOf(archive: Archive): Map<string, SourceResource> {
  const resources = new Map<string, SourceResource>();
  for (const { name, bytes } of archive.entries.values()) {
    if (isLitter(name) || !isPictureName(name)) continue;
    resources.set(name, { id: name, name, mediaType: "", bytes, read: () => archive.read(name) });
  }
  return resources;
}

function warnOfTheRest({ archive, resources, warnings }: Reader): void {
  const rest = [...archive.entries.keys()].filter(
    (name) => pageKindOf(name) === undefined && !resources.has(name) && !isLitter(name) && !accompanying.test(name),
  );
  if (rest.length === 0) return;
  const names = rest.slice(0, leftOutNamesMax).join(", ");
  warnings.push({
    rule: "pages/left-out",
    found: `${rest.length === 1 ? "One file is neither a page nor a picture" : `${rest.length} files are neither pages nor pictures`} (${names}${rest.length > leftOutNamesMax ? ", …" : ""}).`,
    done: "They were left out.",
  });
}
