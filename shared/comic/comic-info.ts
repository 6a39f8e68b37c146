import { Rejected } from "../../events/rejected.ts";
import type { Archive } from "../archive/archive.ts";
import { type DocumentMetadata, filledFields, listedWords } from "../document-metadata.ts";
import { parseXmlLeniently } from "../xml/parse-xml.ts";
import { attributeOf, childOf, childrenOf, plainTextOf, type XmlElement } from "../xml/xml-element.ts";

/** What `ComicInfo.xml` says (https://anansi-project.github.io/docs/comicinfo/intro). */
export interface ComicInfo {
  readonly metadata: DocumentMetadata;
  readonly direction: "ltr" | "rtl";
  /** By the number of the page, from 0: what begins there. */
  readonly bookmarks: ReadonlyMap<number, string>;
  /** The page that is the cover, from 0, where it says so. */
  readonly cover: number | undefined;
}

const fileName = /(?:^|\/)ComicInfo\.xml$/iu;
const numberMax = 100_000;

/**
 * Reads what a comic archive says about itself; `undefined` where it says nothing, or nothing that can be read: a comic is
 * its pictures.
 * @throws Rejected `archive/…`
 */
export async function readComicInfo(archive: Archive): Promise<ComicInfo | undefined> {
  const name = [...archive.entries.keys()].find((entry) => fileName.test(entry));
  if (name === undefined) return undefined;
  const bytes = await archive.read(name);
  try {
    return comicInfoOf(parseXmlLeniently(bytes).root);
  } catch (error) {
    if (error instanceof Rejected) return undefined;
    throw error;
  }
}

function comicInfoOf(root: XmlElement): ComicInfo | undefined {
  if (root.name !== "ComicInfo") return undefined;
  const value = (name: string) => plainTextOf(childOf(root, name));
  const series = value("Series");
  const number = Number(value("Number") || Number.NaN);
  const position = number >= 0 && number <= numberMax ? number : undefined;
  const pages = childrenOf(childOf(root, "Pages") ?? root, "Page").map((page) => ({
    number: Number(attributeOf(page, "Image") ?? Number.NaN),
    bookmark: attributeOf(page, "Bookmark")?.trim() ?? "",
    type: attributeOf(page, "Type") ?? "",
  }));
  return {
    metadata: {
      title: value("Title") || (series === "" ? "" : titleInSeries(series, value("Number"), value("Volume"))),
      authors: [
        ...new Set(["Writer", "Penciller", "CoverArtist"].map((role) => listedWords(value(role))).find(isSome)),
      ],
      language: value("LanguageISO"),
      ...filledFields({
        description: value("Summary"),
        publisher: value("Publisher"),
        published: dateOf(value("Year"), value("Month"), value("Day")),
        subjects: listedWords(value("Genre")),
      }),
      ...(series !== "" && { series: position === undefined ? { name: series } : { name: series, position } }),
    },
    direction: /^YesAndRightToLeft$/iu.test(value("Manga")) ? "rtl" : "ltr",
    bookmarks: new Map(
      pages.filter(({ bookmark }) => bookmark !== "").map(({ number: at, bookmark }) => [at, bookmark]),
    ),
    cover: pages.find(({ type }) => type === "FrontCover")?.number,
  };
}

function titleInSeries(series: string, number: string, volume: string): string {
  const place = number === "" ? volume : number;
  return place === "" ? series : `${series} ${place}`;
}

function dateOf(year: string, month: string, day: string): string {
  if (!/^\d{4}$/u.test(year)) return "";
  const parts = [year, ...[month, day].map((part) => (/^\d{1,2}$/u.test(part) ? part.padStart(2, "0") : ""))];
  const missing = parts.indexOf("");
  return parts.slice(0, missing < 0 ? parts.length : missing).join("-");
}

function isSome(names: readonly string[]): boolean {
  return names.length > 0;
}
