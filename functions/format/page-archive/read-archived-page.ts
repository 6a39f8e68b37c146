import type { DefaultTreeAdapterTypes } from "parse5";
import { Rejected } from "../../../events/rejected.ts";
import type { Warning } from "../../../events/values.ts";
import { decodeText } from "../../../shared/text/decode-text.ts";
import { takeDataPictures } from "../data-pictures.ts";
import { dropPageChrome } from "../html/drop-page-chrome.ts";
import { attributeOf, elementsBelow } from "../html/html-nodes.ts";
import { readPageMetadata } from "../html/page-metadata.ts";
import { type PageStylesheet, pageStylesheets } from "../html/page-stylesheets.ts";
import { parsePage } from "../html/parse-page.ts";
import { parseMarkup } from "../html/quick-parser.ts";
import { isFromOffice, tidyOffice } from "../html/tidy-office.ts";
import { takeFrontMatter } from "../markdown/front-matter.ts";
import { renderMarkdown } from "../markdown/render-markdown.ts";
import { encodingWarnings } from "../read-decoded.ts";
import type { SourceMetadata, SourceResource } from "../source-book.ts";

/** One page of several, before anything is known of the others. */
export interface ArchivedPage {
  readonly metadata: SourceMetadata;
  readonly body: readonly DefaultTreeAdapterTypes.ChildNode[];
  /** The pictures that lie in the page itself, by the reference that leads to them; their ids are unique in the book. */
  readonly pictures: ReadonlyMap<string, SourceResource>;
  /** Where its links lead, in their order. */
  readonly references: readonly string[];
  readonly stylesheets: readonly PageStylesheet[];
  /** Of the page on the web, where it says so. */
  readonly address: string | undefined;
  readonly warnings: readonly Warning[];
}

const markupCharactersMax = 20 * 1024 * 1024;

/** @throws Rejected `pages/too-large`, `text/…` */
export function readArchivedPage(name: string, kind: "html" | "markdown", bytes: Uint8Array): ArchivedPage {
  const decoded = decodeText(bytes, { markup: kind === "html" });
  const front = kind === "markdown" ? takeFrontMatter(decoded.text) : undefined;
  const taken = takeDataPictures(front?.text ?? decoded.text);
  if (taken.text.length > markupCharactersMax) {
    throw new Rejected(
      "pages/too-large",
      `A page of this book (${name}) is larger than 20 MB. Split it and try again.`,
    );
  }
  const pictures = new Map(
    [...taken.pictures].map(([reference, picture]) => [reference, { ...picture, id: `${name}#${picture.id}` }]),
  );
  const rest = { pictures, warnings: [...encodingWarnings(decoded, name), ...(front?.warnings ?? [])] };
  if (front !== undefined) {
    const { html, firstHeading } = renderMarkdown(taken.text);
    const fragment = parseMarkup(html);
    const metadata = { title: firstHeading ?? "", authors: [], language: "", ...front.metadata };
    return {
      metadata,
      body: fragment.childNodes,
      references: linksIn(fragment),
      stylesheets: [],
      address: undefined,
      ...rest,
    };
  }
  const { document, body } = parsePage(taken.text);
  if (body !== undefined && isFromOffice(taken.text)) tidyOffice(body);
  const { metadata, address } = readPageMetadata(document);
  // What leads through a site is left out of its pages, but says in which order they are read.
  const references = body === undefined ? [] : linksIn(body);
  if (body !== undefined) dropPageChrome(body);
  return {
    metadata,
    body: body?.childNodes ?? [],
    references,
    stylesheets: pageStylesheets(document),
    address,
    ...rest,
  };
}

function linksIn(parent: DefaultTreeAdapterTypes.ParentNode): readonly string[] {
  return [...elementsBelow(parent)]
    .filter(({ tagName }) => tagName === "a" || tagName === "frame" || tagName === "iframe")
    .map((element) => attributeOf(element, element.tagName === "a" ? "href" : "src"))
    .filter((href) => href !== undefined);
}
