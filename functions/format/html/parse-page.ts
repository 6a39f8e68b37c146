import { childElement, type HtmlElement, type HtmlParent } from "./html-nodes.ts";
import { isXhtml, mendXhtml } from "./mend-xhtml.ts";
import { parseDocument } from "./quick-parser.ts";

export interface ParsedPage {
  readonly document: HtmlParent;
  readonly html: HtmlElement | undefined;
  /** The body, or the frames of a page that has none. */
  readonly body: HtmlElement | undefined;
}

/** Parses a page as a browser without scripts does; one that was written as XML is understood as XML. */
export function parsePage(text: string, as: "html" | "xhtml" = isXhtml(text) ? "xhtml" : "html"): ParsedPage {
  const document = parseDocument(as === "xhtml" ? mendXhtml(text) : text, { scriptingEnabled: false });
  const html = childElement(document, "html");
  return { document, html, body: html && (childElement(html, "body") ?? childElement(html, "frameset")) };
}
