import { attributeOf, elementsBelow, type HtmlElement, type HtmlParent } from "./html-nodes.ts";

/** A stylesheet of a page: its text, or where it lies. */
export type PageStylesheet = { readonly text: string } | { readonly href: string };

/** More of them are no author's. */
const sheetsMax = 30;

/** The stylesheets that a page names for readers, in their order. */
export function pageStylesheets(document: HtmlParent): readonly PageStylesheet[] {
  const sheets: PageStylesheet[] = [];
  for (const element of elementsBelow(document)) {
    if (sheets.length >= sheetsMax) break;
    if (element.tagName === "style" && isForReaders(element)) sheets.push({ text: textIn(element) });
    else if (element.tagName === "link" && isForReaders(element)) {
      const rel = (attributeOf(element, "rel") ?? "").toLowerCase().split(/\s+/);
      const href = attributeOf(element, "href")?.trim() ?? "";
      if (rel.includes("stylesheet") && !rel.includes("alternate") && href !== "") sheets.push({ href });
    }
  }
  return sheets;
}

function isForReaders(element: HtmlElement): boolean {
  const type = attributeOf(element, "type")?.trim().toLowerCase() ?? "";
  const media = attributeOf(element, "media")?.trim().toLowerCase() ?? "";
  return /^(text\/css)?$/.test(type) && (media === "" || /(^|,)\s*(only\s+)?(all|screen|amzn-kf8)\s*(,|$)/.test(media));
}

function textIn(element: HtmlElement): string {
  return element.childNodes.map((node) => ("value" in node ? node.value : "")).join("");
}
