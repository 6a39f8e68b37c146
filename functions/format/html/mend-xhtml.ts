import { endOfDoctype } from "../../../shared/xml/end-of-doctype.ts";
import { ownEntities, withEntities } from "../../../shared/xml/own-entities.ts";

/** Elements without content in HTML: for them, `<x/>` means in HTML what it means in XML. */
const voidElements = new Set(
  "area base basefont bgsound br col command embed frame hr image img input keygen link meta param source track wbr".split(
    " ",
  ),
);

const prefixesMax = 8;

/** Whether a text was written as XML: only then `<a/>` is an empty element. */
export function isXhtml(text: string): boolean {
  return /^\s*<\?xml\s|<html[^>]{0,1000}\sxmlns\s*=|^\s*<(\w+):html\s/iu.test(text.slice(0, 4096));
}

/**
 * Writes XHTML so that an HTML parser understands it as an XML parser would: `<a/>` becomes `<a></a>` (an HTML parser would
 * leave it open, and an empty `<title/>` or `<script/>` would swallow the rest), CDATA sections become text, prefixed elements
 * lose their prefix, and a DOCTYPE loses its internal subset, of which only short plain entities are kept.
 */
export function mendXhtml(source: string): string {
  const { text, entities } = takeInternalSubset(source);
  let mended = withEntities(mendCharacterData(text), entities);
  for (const prefix of elementPrefixes(mended)) {
    mended = mended.replaceAll(new RegExp(`<(/?)${prefix}:(?=[a-z])`, "giu"), "<$1");
  }
  return closeEmptyElements(mended.replaceAll(/<\/br\s*>/giu, ""));
}

const dataStart = "<![CDATA[";
const dataEnd = "]]>";

function mendCharacterData(text: string): string {
  const parts: string[] = [];
  let taken = 0;
  for (let start = text.indexOf(dataStart); start !== -1; start = text.indexOf(dataStart, taken)) {
    const end = text.indexOf(dataEnd, start);
    if (end === -1) break;
    parts.push(text.slice(taken, start), escaped(text.slice(start + dataStart.length, end)));
    taken = end + dataEnd.length;
  }
  return parts.length === 0 ? text : parts.join("") + text.slice(taken);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function takeInternalSubset(text: string): { text: string; entities: ReadonlyMap<string, string> } {
  const start = text.search(/<!DOCTYPE\s[^>[]{0,1000}\[/iu);
  const end = start === -1 || start > 4096 ? undefined : endOfDoctype(text, start);
  if (end === undefined) return { text, entities: new Map() };
  const entities = ownEntities(text.slice(start, end));
  return { text: `${text.slice(0, start)}<!DOCTYPE html>${text.slice(end)}`, entities };
}

/** Prefixes that stand for the namespaces an HTML parser knows by name. */
function elementPrefixes(text: string): readonly string[] {
  const declarations = text.matchAll(
    /\sxmlns:([a-z][\w-]{0,30})\s*=\s*["']http:\/\/www\.w3\.org\/(?:1999\/xhtml|2000\/svg|1998\/Math\/MathML)["']/giu,
  );
  return [...new Set([...declarations.take(prefixesMax)].map(([, prefix = ""]) => prefix))];
}

/** One pass from tag to tag, since a quote may hold what looks like one. */
function closeEmptyElements(text: string): string {
  const parts: string[] = [];
  let taken = 0;
  for (let start = text.indexOf("<"); start !== -1; start = text.indexOf("<", start + 1)) {
    tagName.lastIndex = start + 1;
    const name = tagName.exec(text)?.[0];
    if (name === undefined) continue;
    const end = endOfTag(text, start + 1 + name.length);
    if (end === -1) break;
    if (text[end - 1] === "/" && !voidElements.has(name.toLowerCase())) {
      parts.push(text.slice(taken, end - 1), `></${name}>`);
      taken = end + 1;
    }
    start = end - 1;
  }
  return parts.length === 0 ? text : parts.join("") + text.slice(taken);
}

const tagName = /[a-z][\w:.-]*/iuy;
const tagEnd = /["'<>]/gu;

/** Where the tag ends that goes on at `from`: at its `>`, or before the `<` of another one; -1 where it never does. */
function endOfTag(text: string, from: number): number {
  tagEnd.lastIndex = from;
  for (let match = tagEnd.exec(text); match !== null; match = tagEnd.exec(text)) {
    const [sign] = match;
    if (sign === ">" || sign === "<") return match.index;
    const close = text.indexOf(sign, match.index + 1);
    if (close === -1) return -1;
    tagEnd.lastIndex = close + 1;
  }
  return -1;
}
