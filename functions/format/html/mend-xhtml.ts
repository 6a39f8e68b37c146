/** Elements without content in HTML: for them, `<x/>` means in HTML what it means in XML. */
const voidElements = new Set(
  (
    "area base basefont bgsound br col command embed frame hr image img input keygen link meta param source track wbr"
  ).split(" "),
);

const entitiesMax = 100;
const entityCharactersMax = 200;
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
  let mended = text;
  if (mended.includes("<![CDATA[")) mended = mended.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/gu, (_, content: string) => escaped(content));
  for (const [name, value] of entities) mended = mended.replaceAll(`&${name};`, escaped(value));
  for (const prefix of elementPrefixes(mended)) {
    mended = mended.replaceAll(new RegExp(`<(/?)${prefix}:(?=[a-z])`, "giu"), "<$1");
  }
  return closeEmptyElements(mended.replaceAll(/<\/br\s*>/giu, ""));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function takeInternalSubset(text: string): { text: string; entities: ReadonlyMap<string, string> } {
  const entities = new Map<string, string>();
  const start = text.search(/<!DOCTYPE\s[^>[]{0,1000}\[/iu);
  if (start === -1 || start > 4096) return { text, entities };
  const open = text.indexOf("[", start);
  const end = /\]\s*>/u.exec(text.slice(open));
  if (end === null) return { text, entities };
  const subset = text.slice(open, open + end.index);
  for (const [, name = "", , value = ""] of subset.matchAll(/<!ENTITY\s+([\w.-]{1,60})\s+(["'])([^"'<>&%]*)\2\s*>/gu)) {
    if (entities.size < entitiesMax && value.length <= entityCharactersMax) entities.set(name, value);
  }
  return { text: text.slice(0, start) + text.slice(open + end.index + end[0].length), entities };
}

/** Prefixes that stand for the namespaces an HTML parser knows by name. */
function elementPrefixes(text: string): readonly string[] {
  const declarations = text.matchAll(
    /\sxmlns:([a-z][\w-]{0,30})\s*=\s*["']http:\/\/www\.w3\.org\/(?:1999\/xhtml|2000\/svg|1998\/Math\/MathML)["']/giu,
  );
  return [...new Set([...declarations.take(prefixesMax)].map(([, prefix = ""]) => prefix))];
}

function closeEmptyElements(text: string): string {
  const parts: string[] = [];
  let taken = 0;
  for (let end = text.indexOf("/>"); end !== -1; end = text.indexOf("/>", end + 2)) {
    const start = text.lastIndexOf("<", end);
    if (start < taken) continue;
    const tag = text.slice(start, end);
    const name = /^<([a-z][\w:.-]*)/iu.exec(tag)?.[1];
    if (name === undefined || voidElements.has(name.toLowerCase()) || isInsideQuotes(tag)) continue;
    parts.push(text.slice(taken, end), `></${name}>`);
    taken = end + 2;
  }
  return parts.length === 0 ? text : parts.join("") + text.slice(taken);
}

/** Whether a quote is open where the tag is cut: then its `/>` belongs to an attribute's value. */
function isInsideQuotes(tag: string): boolean {
  let quote = "";
  for (const character of tag) {
    if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = "";
  }
  return quote !== "";
}
