import { Rejected } from "../../events/rejected.ts";
import type { Warning } from "../../events/values.ts";
import { takeDataPictures } from "./data-pictures.ts";
import { dropPageChrome } from "./html/drop-page-chrome.ts";
import { readPageMetadata } from "./html/page-metadata.ts";
import { pageStylesheets } from "./html/page-stylesheets.ts";
import { parsePage } from "./html/parse-page.ts";
import { stylesWithin } from "./html/source-styles.ts";
import { isFromOffice, tidyOffice } from "./html/tidy-office.ts";
import { pageBook } from "./page-book.ts";
import { readDecoded } from "./read-decoded.ts";
import { filledIn, type OpenBook, type ReadHints } from "./read-hints.ts";
import type { OpenedBook, SourceResource } from "./source-book.ts";

/** A saved page may carry its pictures in itself. */
const htmlBytesMax = 64 * 1024 * 1024;
/** What is left of it without them is parsed at once. */
const markupCharactersMax = 20 * 1024 * 1024;

/** Reads one HTML page with the pictures that lie in it as `data:` addresses. */
export const openHtml: OpenBook = async (path, hints) =>
  await htmlBook(await readDecoded(path, { bytesMax: htmlBytesMax }, { markup: true }), hints);

/**
 * The same for a page that has been decoded.
 * @param beside pictures that lie beside it, by the references that lead there
 * @throws Rejected `html/too-large`
 */
export async function htmlBook(
  source: { readonly text: string; readonly warnings: readonly Warning[] },
  hints: ReadHints,
  beside: ReadonlyMap<string, SourceResource> = new Map(),
): Promise<OpenedBook> {
  const { text, pictures } = takeDataPictures(source.text);
  if (text.length > markupCharactersMax) {
    throw new Rejected("html/too-large", "This page holds more than 20 MB of text. Split it and send the parts.");
  }
  const { document, body } = parsePage(text);
  if (body !== undefined && isFromOffice(text)) tidyOffice(body);
  const { metadata, address } = readPageMetadata(document);
  if (body !== undefined) dropPageChrome(body);
  return pageBook({
    metadata: { ...metadata, ...filledIn(metadata, hints) },
    body: body?.childNodes ?? [],
    pictures: new Map([...beside, ...pictures]),
    styles: await stylesWithin(pageStylesheets(document)),
    ...(address !== undefined && { address }),
    warnings: source.warnings,
  });
}
