import { Rejected } from "../../events/rejected.ts";
import type { Warning } from "../../events/values.ts";
import type { Archive } from "../archive/archive.ts";
import type { RecoverOptions } from "../xml/open-elements.ts";
import { type DamagedXml, parseDamagedXml } from "../xml/parse-damaged-xml.ts";
import { xmlLimits } from "../xml/parse-xml.ts";
import { attributeOf, childOf, descendantsOf, type XmlElement } from "../xml/xml-element.ts";
import { type ContainerFiles, containerFiles } from "./container-files.ts";
import type { EpubContentsEntry, EpubItem, EpubLandmark, EpubPackage } from "./epub-package.ts";
import { findCover } from "./find-cover.ts";
import { findPackage } from "./find-package.ts";
import { findProtection } from "./find-protection.ts";
import {
  type CountedTargets,
  counting,
  readGuide,
  readLandmarks,
  readNavigation,
  readNcx,
  targetsFrom,
} from "./read-contents.ts";
import { readManifest, readSpine } from "./read-manifest.ts";
import { metaContent, metaProperty, readMetadata } from "./read-metadata.ts";
import { withUnnamedPages, withUnnamedSpine } from "./unnamed-pages.ts";

/**
 * Reads what an EPUB of any version says about itself. What is missing or wrong and can be done without is told in the
 * warnings; no chapter is read.
 * @throws Rejected `book/protected`, `epub/no-package`, `epub/no-content`, `epub/too-complex`, `xml/…`, `archive/…`
 */
export async function readEpubPackage(archive: Archive): Promise<EpubPackage> {
  const warnings: Warning[] = [];
  const files = containerFiles(archive.entries.keys());
  const obfuscatedNames = await findProtection(archive, files);
  const found = await findPackage(archive, files, warnings);
  const { root: document, isGuessed } = found === undefined ? lostPackage : await readXml(archive, found, warnings);
  const packageName = found ?? "";
  const packageElement =
    document.name === "package" ? document : ([...descendantsOf(document, "package")][0] ?? document);
  const metadata = partOf(packageElement, "metadata");
  const spineElement = partOf(packageElement, "spine");

  const named = readManifest(partOf(packageElement, "manifest"), packageName, files, warnings);
  const items = isGuessed ? withUnnamedPages(named, archive.entries.keys(), warnings) : named;
  const ordered = readSpine(spineElement, items, warnings);
  const spine = isGuessed ? withUnnamedSpine(ordered, items) : ordered;
  const navigationItem = items.find(({ properties }) => properties.has("nav"));
  const ncxItem = findNcx(spineElement, items);
  const navigation = await readNavigationItem(archive, files, navigationItem, warnings);
  const contents = await readTableOfContents(archive, files, navigation, ncxItem, warnings);
  const guide = readGuide(partOf(packageElement, "guide"), targetsFrom(files, packageName));
  const landmarks = navigation.landmarks.length > 0 ? navigation.landmarks : guide;
  const cover = await findCover(archive, files, {
    items,
    metaCover: metaContent(metadata, "cover"),
    landmarks: [...landmarks, ...guide],
    packageName,
  });
  const direction = attributeOf(spineElement, "page-progression-direction")?.trim().toLowerCase();

  return {
    packageName,
    version: attributeOf(packageElement, "version")?.trim() ?? "",
    metadata: readMetadata(packageElement, metadata),
    items,
    itemsByName: firstByName(items),
    spine,
    ...((direction === "ltr" || direction === "rtl") && { direction }),
    fixedLayout:
      metaProperty(metadata, "rendition:layout") === "pre-paginated" ||
      metaContent(metadata, "fixed-layout")?.toLowerCase() === "true",
    ...(cover && { cover }),
    contents,
    landmarks,
    ...(navigationItem && { navigationName: navigationItem.name }),
    ...(ncxItem && { ncxName: ncxItem.name }),
    obfuscatedNames,
    warnings,
  };
}

/** Of a book that is cut off in front of it: its pages are those that nobody names. */
const lostPackage: Pick<DamagedXml, "root" | "isGuessed"> = {
  root: { name: "package", namespace: "", attributes: new Map(), children: [] },
  isGuessed: true,
};

/** Elements whose end tags may be missing: they hold text, or nothing. */
const packageTags: RecoverOptions = {
  holdNoElements: new Set(
    (
      "item itemref reference meta link content text br img hr " +
      "identifier title creator contributor language publisher date subject rights source"
    ).split(" "),
  ),
};

/** A part of the package, also where one before it does not end, and so has it within. */
function partOf(packageElement: XmlElement, name: string): XmlElement | undefined {
  return childOf(packageElement, name) ?? [...descendantsOf(packageElement, name)][0];
}

async function readXml(archive: Archive, name: string, warnings: Warning[]): Promise<DamagedXml> {
  const document = parseDamagedXml(await archive.read(name), xmlLimits, packageTags);
  const { mended } = document;
  if (mended.length > 0) {
    warnings.push({ rule: "epub/ill-formed", found: `${name} contains ${mended.join(", ")}.`, done: "Mended." });
  }
  return document;
}

interface Navigation {
  readonly contents: readonly EpubContentsEntry[];
  readonly landmarks: readonly EpubLandmark[];
}

async function readNavigationItem(
  archive: Archive,
  files: ContainerFiles,
  item: EpubItem | undefined,
  warnings: Warning[],
): Promise<Navigation> {
  const root = item && (await readOptional(archive, item.name, warnings));
  if (item === undefined || root === undefined) return { contents: [], landmarks: [] };
  const targetOf = targetsFrom(files, item.name);
  const counted = counting(targetOf);
  const contents = withoutLost(readNavigation(root, counted.targetOf), counted, item.name, warnings);
  return { contents, landmarks: readLandmarks(root, targetOf) };
}

async function readTableOfContents(
  archive: Archive,
  files: ContainerFiles,
  navigation: Navigation,
  ncxItem: EpubItem | undefined,
  warnings: Warning[],
): Promise<readonly EpubContentsEntry[] | undefined> {
  if (navigation.contents.length > 0) return navigation.contents;
  const root = ncxItem && (await readOptional(archive, ncxItem.name, warnings));
  if (ncxItem === undefined || root === undefined) return undefined;
  const counted = counting(targetsFrom(files, ncxItem.name));
  const contents = withoutLost(readNcx(root, counted.targetOf), counted, ncxItem.name, warnings);
  return contents.length > 0 ? contents : undefined;
}

/** What is left of contents that lead nowhere for the most part would hide the chapters that they do not lead to. */
function withoutLost(
  contents: readonly EpubContentsEntry[],
  counted: CountedTargets,
  name: string,
  warnings: Warning[],
): readonly EpubContentsEntry[] {
  if (!counted.isMostlyLost()) return contents;
  warnings.push({
    rule: "epub/contents",
    found: `Most of the table of contents in ${name} leads to files that are not there.`,
    done: "Left it out.",
  });
  return [];
}

/** A table of contents can be made again; a book is not refused for a broken one. */
async function readOptional(archive: Archive, name: string, warnings: Warning[]): Promise<XmlElement | undefined> {
  try {
    const found: Warning[] = [];
    const { root, isCut } = await readXml(archive, name, found);
    // Half a table of contents would hide the other half of the book.
    if (isCut) throw new Rejected("xml/malformed", "cut off");
    warnings.push(...found);
    return root;
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    warnings.push({
      rule: "epub/contents",
      found: `The table of contents in ${name} cannot be read (${error.code}).`,
      done: "Left it out.",
    });
    return undefined;
  }
}

function findNcx(spine: XmlElement | undefined, items: readonly EpubItem[]): EpubItem | undefined {
  const id = attributeOf(spine, "toc")?.trim();
  return (
    items.find((item) => item.id === id) ??
    items.find(({ mediaType }) => mediaType === "application/x-dtbncx+xml") ??
    items.find(({ name }) => name.toLowerCase().endsWith(".ncx"))
  );
}

function firstByName(items: readonly EpubItem[]): ReadonlyMap<string, EpubItem> {
  const byName = new Map<string, EpubItem>();
  for (const item of items) if (!byName.has(item.name)) byName.set(item.name, item);
  return byName;
}
