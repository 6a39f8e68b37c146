import { escapeText } from "../../../shared/markup/xml.ts";
import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import { contextWithin, type FeedContext } from "./context.ts";
import { looksLikeHtml, oneLine, textOfHtml } from "./html-text.ts";
import { innerHtml } from "./inner-html.ts";

/** How a vocabulary means text that does not say what it is: Atom says that it is plain, the others leave it to guessing. */
export type Dialect = "atom" | "rss";

/** HTML and what its relative addresses are relative to. */
export interface HtmlValue {
  readonly html: string;
  readonly context: FeedContext;
}

/** Longer titles are cut before anybody looks at them. */
const titleLengthMax = 10_000;

/** The text directly in an element and, where it has elements, in those. */
export function rawText(element: RecoveredElement): string {
  const [only] = element.children;
  if (element.children.length <= 1) return typeof only === "string" ? only : only === undefined ? "" : rawText(only);
  return element.children.map((child) => (typeof child === "string" ? child : rawText(child))).join("");
}

/** A value that is no prose: an address, a date, a number. */
export function valueOf(element: RecoveredElement): string {
  return rawText(element).trim();
}

/** What an element holds, as HTML; `undefined` for what is no text: a picture, sound, a text that lies elsewhere. */
export function htmlOf(element: RecoveredElement, outer: FeedContext, dialect: Dialect): HtmlValue | undefined {
  const context = contextWithin(element, outer);
  const html = htmlIn(element, context, dialect);
  if (html === undefined) return undefined;
  const mended = mendHtml(html.trim());
  return mended === "" ? undefined : { html: mended, context };
}

const escapedCdata = /^<!\[CDATA\[([^]*)\]\]>$/u;
const declaration = /<!(?!--|doctype|\[)/giu;
const closedInXml =
  /<(iframe|object|script|style|textarea|noscript|video|audio|canvas|div|p|span|a)((?:\s[^<>]*)?)\/>/giu;

/** What browsers would lose text over: a CDATA section that was escaped, `<!` that begins nothing, `<iframe/>`. */
function mendHtml(html: string): string {
  let mended = html;
  if (mended.includes("<!")) mended = (escapedCdata.exec(mended)?.[1] ?? mended).replace(declaration, "&lt;!").trim();
  return mended.includes("/>") ? mended.replace(closedInXml, "<$1$2></$1>") : mended;
}

/** What an element holds, as one line of plain text. */
export function titleOf(element: RecoveredElement, outer: FeedContext, dialect: Dialect): string {
  const content = contentOf(element, dialect);
  switch (content.kind) {
    case "text":
      return oneLine(content.text.slice(0, titleLengthMax));
    case "either":
      return titleOfEither(content.text.slice(0, titleLengthMax));
    case "html":
      return textOfHtml(content.text.slice(0, titleLengthMax));
    case "elements":
      return textOfHtml(innerHtml(element, outer, outer.base).slice(0, titleLengthMax));
    case "media":
      return "";
  }
}

/** A title that may be HTML or not. */
export function titleOfEither(text: string): string {
  if (looksLikeHtml(text)) return textOfHtml(text);
  // Tags that are none stay; what was escaped twice is read twice, as everybody does.
  return oneLine(text.includes("&") ? decodeOnce(text) : text);
}

function decodeOnce(text: string): string {
  return textOfHtml(text.replaceAll("<", "&lt;"));
}

function htmlIn(element: RecoveredElement, context: FeedContext, dialect: Dialect): string | undefined {
  const content = contentOf(element, dialect);
  switch (content.kind) {
    case "text":
      return escapeText(content.text);
    case "either":
      return dialect === "rss" || looksLikeHtml(content.text) ? content.text : escapeText(content.text);
    case "html":
      return content.text;
    case "elements":
      return innerHtml(unwrapped(element), context, context.base);
    case "media":
      return undefined;
  }
}

type Content =
  | { readonly kind: "text" | "html" | "either"; readonly text: string }
  | { readonly kind: "elements" | "media" };

function contentOf(element: RecoveredElement, dialect: Dialect): Content {
  const { attributes } = element;
  const type = (attributes.get("type") ?? "").toLowerCase().split(";", 1)[0]?.trim() ?? "";
  const mode = attributes.get("mode")?.toLowerCase();
  if (element.children.some((child) => typeof child !== "string")) return { kind: "elements" };
  const text = rawText(element);
  if (mode === "base64" || isEncodedType(type)) return decoded(text, type);
  if (/^(?:image|audio|video|font|model)\//u.test(type)) return { kind: "media" };
  if (/^(?:text\/)?plain$|^text$/u.test(type))
    return { kind: dialect === "atom" && mode !== "escaped" ? "text" : "either", text };
  if (/^x?html$|^text\/html$|xhtml/u.test(type)) return { kind: type.includes("xhtml") ? "text" : "html", text };
  if (mode === "escaped" || /^text\/|^application\/|\+xml$/u.test(type)) return { kind: "either", text };
  return { kind: "either", text };
}

/** Atom: what is neither text nor XML is in base64. */
function isEncodedType(type: string): boolean {
  return type === "application/octet-stream" || /^(?:image|audio|video|font|model)\//u.test(type);
}

const replacement = "\uFFFD";

function decoded(base64: string, type: string): Content {
  const packed = base64.replace(/\s+/gu, "");
  if (!/^[a-z0-9+/_-]*={0,2}$/iu.test(packed)) return { kind: "either", text: base64 };
  const text = Buffer.from(packed, "base64").toString("utf8");
  if (text.includes(replacement) || text.includes("\0")) return { kind: "media" };
  return { kind: /plain/u.test(type) ? "text" : "html", text };
}

/** Atom's `xhtml` stands in a `div` that is no part of it. */
function unwrapped(element: RecoveredElement): RecoveredElement {
  if (element.attributes.get("type") !== "xhtml") return element;
  const children = element.children.filter((child) => typeof child !== "string" || child.trim() !== "");
  const [div] = children;
  const isWrapped = children.length === 1 && typeof div === "object" && div.name === "div";
  return isWrapped && div.attributes.size === 0 ? div : element;
}
