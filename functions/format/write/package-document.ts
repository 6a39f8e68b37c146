import { attributeList, element, xmlDeclaration } from "../../../shared/markup/xml.ts";
import type { BuiltBook } from "../build/built-book.ts";
import { pageSizeOf, tableOfContentsWord } from "./navigation.ts";
import { stylesheetFile } from "./page.ts";

export const navigationFile = "nav.xhtml";
export const ncxFile = "toc.ncx";
export const packageFile = "content.opf";

/** The package document (K4 to K13, K15, K16, K21): written anew from the model, never patched. */
export function packageDocument(book: BuiltBook): string {
  const turnsLeft = book.metadata.direction === "rtl" || isMostlyVertical(book);
  const lines = [
    `${xmlDeclaration}<package${attributeList({
      xmlns: "http://www.idpf.org/2007/opf",
      version: "3.0",
      "unique-identifier": "book-id",
      "xml:lang": book.metadata.language,
    })}>`,
    metadataElement(book),
    "<manifest>",
    ...manifestItems(book).map((item) => `<item${attributeList(item)}/>`),
    "</manifest>",
    `<spine${attributeList({ toc: "ncx", "page-progression-direction": turnsLeft ? "rtl" : undefined })}>`,
    ...spineItems(book),
    "</spine>",
    "<guide>",
    `<reference${attributeList({ type: "toc", title: tableOfContentsWord(book.metadata.language), href: navigationFile })}/>`,
    `<reference${attributeList({ type: "text", title: book.metadata.title, href: book.parts[0]?.fileName })}/>`,
    "</guide>",
    "</package>",
  ];
  return `${lines.join("\n")}\n`;
}

function spineItems({ layout, parts }: BuiltBook): readonly string[] {
  // Each page stands alone and in the middle: nothing is split over two (K47). The contents are in the menu; as a page they
  // come last, for what leads to them must lead into the book.
  if (layout === "pages") {
    const alone = 'properties="rendition:page-spread-center"';
    return [
      ...parts.map((_, index) => `<itemref idref="${partId(index)}" ${alone}/>`),
      `<itemref idref="nav" linear="no" ${alone}/>`,
    ];
  }
  // A contents that readers can see lies in front (K22); the cover is a picture alone (K15).
  return ['<itemref idref="nav"/>', ...parts.map((_, index) => `<itemref idref="${partId(index)}"/>`)];
}

/** What makes a Kindle show a comic page by page (K47), as Amazon's own tools write it. */
function comicMetas(book: BuiltBook): readonly string[] {
  const { width, height } = pageSizeOf(book);
  return [
    meta("rendition:layout", "pre-paginated"),
    meta("rendition:orientation", "auto"),
    meta("rendition:spread", "none"),
    named("fixed-layout", "true"),
    named("original-resolution", `${width}x${height}`),
    named("book-type", "comic"),
    named("primary-writing-mode", book.metadata.direction === "rtl" ? "horizontal-rl" : "horizontal-lr"),
    named("orientation-lock", "none"),
    named("zero-gutter", "true"),
    named("zero-margin", "true"),
    named("region-mag", "false"),
  ];
}

/** A book whose lines run from top to bottom is turned from left to right. */
function isMostlyVertical({ parts }: BuiltBook): boolean {
  return parts.filter(({ vertical }) => vertical).length * 2 > parts.length;
}

function named(name: string, content: string): string {
  return element("meta", { name, content }, { text: "" });
}

function metadataElement(book: BuiltBook): string {
  const { metadata } = book;
  const { series } = metadata;
  // Without a creator the library shows the book under nobody (K12).
  const authors = metadata.authors.length > 0 ? metadata.authors : ["Unknown"];
  const lines = [
    ...dc("identifier", metadata.identifier, { id: "book-id" }),
    ...dc("title", metadata.title),
    ...dc("language", metadata.language),
    ...authors.flatMap((author) => dc("creator", author)),
    ...dc("publisher", metadata.publisher),
    ...dc("description", metadata.description),
    ...dc("date", metadata.published),
    ...metadata.subjects.flatMap((subject) => dc("subject", subject)),
    meta("dcterms:modified", metadata.modifiedAt),
    ...(series
      ? [
          meta("belongs-to-collection", series.name, { id: "series" }),
          meta("collection-type", "series", { refines: "#series" }),
          ...(series.position === undefined
            ? []
            : [meta("group-position", String(series.position), { refines: "#series" })]),
        ]
      : []),
    ...(book.layout === "pages" ? comicMetas(book) : []),
    ...(isMostlyVertical(book) ? [named("primary-writing-mode", "vertical-rl")] : []),
    named("cover", "cover-picture"),
  ];
  return `<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n${lines.join("\n")}\n</metadata>`;
}

function manifestItems(book: BuiltBook): readonly Record<string, string | undefined>[] {
  return [
    { id: "nav", href: navigationFile, "media-type": "application/xhtml+xml", properties: "nav" },
    { id: "ncx", href: ncxFile, "media-type": "application/x-dtbncx+xml" },
    { id: "style", href: stylesheetFile, "media-type": "text/css" },
    ...book.parts.map(({ fileName, hasMath }, index) => ({
      id: partId(index),
      href: fileName,
      "media-type": "application/xhtml+xml",
      properties: hasMath ? "mathml" : undefined,
    })),
    ...book.pictures.map((picture, index) => ({
      id: picture === book.cover ? "cover-picture" : `picture-${index + 1}`,
      href: picture.fileName,
      "media-type": picture.mediaType,
      properties: picture === book.cover ? "cover-image" : undefined,
    })),
  ];
}

function partId(index: number): string {
  return `part-${index + 1}`;
}

function dc(name: string, text: string, attributes: Record<string, string> = {}): readonly string[] {
  return text === "" ? [] : [element(`dc:${name}`, attributes, { text })];
}

function meta(property: string, text: string, attributes: Record<string, string> = {}): string {
  return element("meta", { ...attributes, property }, { text });
}
