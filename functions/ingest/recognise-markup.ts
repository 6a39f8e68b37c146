import { endOfDoctype } from "../../shared/xml/end-of-doctype.ts";

/** Tags that a page or a piece of one begins with; what else stands in angle brackets may be anything. */
const leadingTags =
  "html|head|body|title|meta|link|base|style|script|noscript|iframe|article|main|section|header|footer|nav|aside|div|span|center|font|table|h[1-6]|p|a|b|i|em|strong|u|br|hr|img|figure|ul|ol|dl|pre|blockquote|details|form|frameset|svg:svg";
const leadingTag = new RegExp(`^<(?:${leadingTags})(?=[\\s/>])`, "iu");
const pageTag = /^<(?:html|head|body|frameset)(?=[\s/>])/iu;

/** A page: an HTML doctype, or a tag of HTML in front. `whole page` asks for more than a piece of one. */
export function isHtml(text: string, what: "any" | "whole page"): boolean {
  const { rest, doctype } = withoutPrologue(text);
  if (doctype !== undefined) return /^html$/iu.test(doctype);
  return (what === "any" ? leadingTag : pageTag).test(rest);
}

export interface XmlRoot {
  /** Its local name. */
  readonly name: string;
  /** As they are written. */
  readonly attributes: string;
}

/** The root of what says that it is XML; `undefined` for what does not. */
export function xmlRootOf(text: string): XmlRoot | undefined {
  const { rest, doctype, declared } = withoutPrologue(text);
  const root = /^<(?:[\w.-]+:)?([\w.-]+)(?=[\s/>])([^>]*)/u.exec(rest);
  if (root?.[1] === undefined) return undefined;
  const [, name, attributes = ""] = root;
  const isXml = declared || doctype !== undefined || /\sxmlns(?::[\w.-]+)?\s*=/u.test(attributes);
  return isXml ? { name, attributes } : undefined;
}

/** The media type of a whole OpenDocument that is one file of XML (`.fodt`), as its root says; empty for what is none. */
export function flatOpenDocumentType({ name, attributes }: XmlRoot): string {
  if (name !== "document" || !attributes.includes("urn:oasis:names:tc:opendocument:xmlns:office:")) return "";
  return /\s(?:[\w.-]+:)?mimetype\s*=\s*["']([^"']*)/u.exec(attributes)?.[1] ?? "";
}

/** What comes before the first tag: a declaration, comments, processing instructions, a doctype. */
function withoutPrologue(text: string): { rest: string; doctype: string | undefined; declared: boolean } {
  let at = 0;
  let doctype: string | undefined;
  const declared = /^\uFEFF?\s*<\?xml\s/u.test(text.slice(0, 200));
  for (;;) {
    while (/[\s\uFEFF]/u.test(text.charAt(at))) at += 1;
    let end: number;
    if (text.startsWith("<!--", at)) end = after(text, "-->", at);
    else if (text.startsWith("<?xml", at)) end = after(text, "?>", at);
    else if (text.startsWith("-->", at)) end = at + 3;
    else if (doctype === undefined && text.slice(at, at + 9).toUpperCase() === "<!DOCTYPE") {
      doctype = /^\s*([\w:.-]*)/u.exec(text.slice(at + 9, at + 200))?.[1] ?? "";
      end = afterDoctype(text, at);
    } else return { rest: text.slice(at), doctype, declared };
    at = end;
  }
}

/** What it declares in brackets may hold any number of tags. */
function afterDoctype(text: string, start: number): number {
  const end = after(text, ">", start);
  return text.slice(start, end).includes("[") ? (endOfDoctype(text, start) ?? text.length) : end;
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
}

/** Marks that plain text does not have by chance; two kinds of them, or a front matter, are taken for Markdown. */
const marks = [
  /^#{1,6} \S.*\n(?:.*\n)*?#{1,6} \S/mu,
  /^(?:```|~~~)[\w+-]*\n[^]*?^(?:```|~~~)\s*$/mu,
  /\[[^\]\n]{1,200}\]\((?:https?:|mailto:|#|\.{0,2}\/)[^)\n]{1,500}\)/u,
  /^\[[^\]\n]{1,100}\]:\s+\S/mu,
  /(?:^|\s)\*\*[^*\s][^*\n]{0,200}\*\*/u,
  /^\|(?:\s*:?-{3,}:?\s*\|)+\s*$/mu,
];
// A line of it begins in one way or the other, never in both: nothing is tried twice.
const frontMatter = /^---\n(?:\w[\w-]*:.*\n|[ \t-].*\n){1,100}?---\n/u;
const marksMin = 2;
const sampleCharacters = 16_384;

export function isMarkdown(text: string): boolean {
  const sample = text.slice(0, sampleCharacters);
  return frontMatter.test(sample) || marks.filter((mark) => mark.test(sample)).length >= marksMin;
}

const headersCharacters = 4096;

/** A message of several parts (RFC 2557), as browsers save pages: headers in front, one of them of MIME. */
export function isMessage(text: string): boolean {
  const headers =
    /^(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}/u.exec(text.slice(0, headersCharacters))?.[0] ?? "";
  return /^MIME-Version:\s*1\.0/imu.test(headers) && /^Content-Type:\s*multipart\//imu.test(headers);
}
