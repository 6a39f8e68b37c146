import { parseFragment } from "parse5";
import type { Warning } from "../../../events/values.ts";
import { decodeText } from "../../../shared/text/decode-text.ts";
import {
  attributeOf,
  childElement,
  elementsBelow,
  type HtmlElement,
  type HtmlNode,
  isElement,
} from "../html/html-nodes.ts";
import { type PageStylesheet, pageStylesheets } from "../html/page-stylesheets.ts";
import { parsePage } from "../html/parse-page.ts";
import { isFromOffice, tidyOffice } from "../html/tidy-office.ts";
import { encodingWarnings } from "../read-decoded.ts";

export interface EpubPage {
  readonly body: readonly HtmlNode[];
  readonly language?: string;
  readonly direction?: "ltr" | "rtl";
  readonly stylesheets: readonly PageStylesheet[];
  /** What its links and their like say, as they stand. */
  readonly references: readonly string[];
  readonly warnings: readonly Warning[];
}

/** Reads one XHTML file of an EPUB, whatever its encoding and however ill-formed. */
export function readEpubPage(name: string, bytes: Uint8Array): EpubPage {
  const decoded = decodeText(bytes, { markup: true });
  const { document, html, body } = parsePage(decoded.text, "xhtml");
  if (body !== undefined) chooseSwitchCases(body);
  if (body !== undefined && isFromOffice(decoded.text)) tidyOffice(body);
  const outer = [body, html].filter((element) => element !== undefined);
  const language = firstAttribute(outer, ["xml:lang", "lang"]);
  const direction = firstAttribute(outer, ["dir"])?.toLowerCase();
  return {
    body: [...anchorsFor(outer), ...(body?.childNodes ?? [])],
    stylesheets: pageStylesheets(document),
    references: body === undefined ? [] : [...elementsBelow(body)].flatMap(linkOf),
    ...(language !== undefined && { language }),
    ...((direction === "ltr" || direction === "rtl") && { direction }),
    warnings: encodingWarnings(decoded, name),
  };
}

/** A page for a picture that stands in the spine by itself. */
export function picturePage(reference: string): EpubPage {
  const [paragraph] = parseFragment('<p><img alt=""></p>').childNodes;
  const image = paragraph !== undefined && isElement(paragraph) ? childElement(paragraph, "img") : undefined;
  image?.attrs.push({ name: "src", value: reference });
  return { body: paragraph === undefined ? [] : [paragraph], references: [], stylesheets: [], warnings: [] };
}

function firstAttribute(elements: readonly HtmlElement[], names: readonly string[]): string | undefined {
  for (const element of elements) {
    for (const name of names) {
      const value = attributeOf(element, name)?.trim();
      if (value !== undefined && value !== "") return value;
    }
  }
  return undefined;
}

/** The ids of `html` and `body`, which are no part of a chapter, as empty elements at its start: links to them stay whole. */
function anchorsFor(outer: readonly HtmlElement[]): readonly HtmlNode[] {
  return outer.flatMap((element) => {
    const id = attributeOf(element, "id");
    const [anchor] = id === undefined ? [] : parseFragment("<span></span>").childNodes;
    if (id === undefined || anchor === undefined || !isElement(anchor)) return [];
    anchor.attrs.push({ name: "id", value: id });
    return [anchor];
  });
}

function linkOf(element: HtmlElement): readonly string[] {
  const href = element.tagName === "a" || element.tagName === "area" ? hrefOf(element) : undefined;
  return href === undefined ? [] : [href];
}

/** Links in SVG write it with a prefix. */
function hrefOf(element: HtmlElement): string | undefined {
  return element.attrs.find(
    ({ name, prefix }) => name === "href" && (prefix === undefined || prefix === "" || prefix === "xlink"),
  )?.value;
}

/** `epub:switch` shows one of its cases: the default one, which every reading system can show; else the first. */
function chooseSwitchCases(body: HtmlElement): void {
  for (const element of elementsBelow(body)) {
    if (element.tagName !== "epub:switch") continue;
    const cases = element.childNodes.filter(isElement);
    const chosen =
      cases.find(({ tagName }) => tagName === "epub:default") ?? cases.find(({ tagName }) => tagName === "epub:case");
    element.childNodes = chosen === undefined ? [] : [chosen];
  }
}
