import type { XmlElement } from "./xml-element.ts";

/** What is no XML, or XML beyond what is read here. */
export class MalformedMarkup extends Error {
  constructor(reason: string, at: number) {
    super(`${reason} at character ${at}`);
    this.name = "MalformedMarkup";
  }
}

export interface MarkupLimits {
  readonly depthMax: number;
  readonly attributesMax: number;
}

/** Far more than the writer ever nests. */
const ownLimits: MarkupLimits = { depthMax: 200, attributesMax: 50 };
const xmlNamespace = "http://www.w3.org/XML/1998/namespace";
const tag = /<(\/?)([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)((?:\s+[A-Za-z_][\w.:-]*="[^"<]*")*)\s*(\/?)>/y;
const attribute = /\s([\w.:-]+)="([^"]*)"/g;
/** Of most elements. */
const noAttributes: ReadonlyMap<string, string> = new Map();
/** What has no content that a check looks at. */
const passedOver = /<\?[^>]*\?>|<!DOCTYPE[^>[]*>|<!--[\s\S]*?-->/y;

interface Open {
  readonly element: XmlElement;
  readonly children: (XmlElement | string)[];
  readonly tag: string;
  readonly bindings: ReadonlyMap<string, string>;
}

/**
 * Reads the XML that programs write: names in ASCII, double quotes, no CDATA, no entities but XML's own. What it reads it reads as
 * any parser does, several times faster; all else is `MalformedMarkup`, be it damaged or only unusual. The gate reads with
 * it what our writer wrote, and other documents are tried with it first.
 * @throws MalformedMarkup
 */
export function readMarkup(text: string, { depthMax, attributesMax }: MarkupLimits = ownLimits): XmlElement {
  const root: Open = openElement("", "", new Map([["xml", xmlNamespace]]), 0, attributesMax);
  const open: Open[] = [root];
  let at = 0;
  for (;;) {
    const inner = open.at(-1) ?? root;
    const next = text.indexOf("<", at);
    const run = text.slice(at, next < 0 ? text.length : next);
    if (run !== "") {
      if (open.length > 1) inner.children.push(decoded(run, at));
      else if (run.trim() !== "") throw new MalformedMarkup("Text outside of the document", at);
    }
    if (next < 0) break;
    tag.lastIndex = next;
    const found = tag.exec(text);
    if (found === null) {
      passedOver.lastIndex = next;
      if (passedOver.exec(text) === null) throw new MalformedMarkup("No tag", next);
      at = passedOver.lastIndex;
      continue;
    }
    at = tag.lastIndex;
    const [, closes, name = "", attributes = "", empty] = found;
    if (closes !== "") {
      if (inner.tag !== name || open.length === 1) throw new MalformedMarkup(`</${name}> closes nothing`, next);
      open.pop();
      continue;
    }
    const opened = openElement(name, attributes, inner.bindings, next, attributesMax);
    inner.children.push(opened.element);
    if (empty === "") open.push(opened);
    if (open.length - 1 + (empty === "" ? 0 : 1) > depthMax) throw new MalformedMarkup("Elements lie too deep", next);
  }
  const [only, ...others] = root.children;
  if (open.length > 1 || only === undefined || typeof only === "string" || others.length > 0)
    throw new MalformedMarkup("Not one element", text.length);
  return only;
}

function openElement(
  name: string,
  source: string,
  outer: ReadonlyMap<string, string>,
  at: number,
  attributesMax: number,
): Open {
  // What programs do not write, attackers do.
  if (name === "__proto__") throw new MalformedMarkup("An element called __proto__", at);
  const children: (XmlElement | string)[] = [];
  const bindings = source.includes("xmlns") ? bound(source, outer, at) : outer;
  const attributes = source === "" ? noAttributes : readAttributes(source, bindings, at, attributesMax);
  const colon = name.indexOf(":");
  const namespace = colon < 0 ? (bindings.get("") ?? "") : boundTo(name.slice(0, colon), bindings, at);
  return {
    element: { name: colon < 0 ? name : name.slice(colon + 1), namespace, attributes, children },
    children,
    tag: name,
    bindings,
  };
}

function bound(source: string, outer: ReadonlyMap<string, string>, at: number): ReadonlyMap<string, string> {
  const bindings = new Map(outer);
  for (const [, key = "", value = ""] of source.matchAll(attribute)) {
    if (isBinding(key)) bindings.set(key.slice("xmlns:".length), decoded(value, at));
  }
  return bindings;
}

const isBinding = (key: string) => key === "xmlns" || key.startsWith("xmlns:");

function readAttributes(
  source: string,
  bindings: ReadonlyMap<string, string>,
  at: number,
  attributesMax: number,
): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  let count = 0;
  for (const [, key = "", value = ""] of source.matchAll(attribute)) {
    count += 1;
    if (count > attributesMax) throw new MalformedMarkup("Too many attributes", at);
    if (isBinding(key)) continue;
    const colon = key.indexOf(":");
    const full = colon < 0 ? key : `{${boundTo(key.slice(0, colon), bindings, at)}}${key.slice(colon + 1)}`;
    if (attributes.has(full)) throw new MalformedMarkup(`${key} is there twice`, at);
    attributes.set(full, decoded(/[\t\n\r]/.test(value) ? value.replaceAll(/[\t\n\r]/g, " ") : value, at));
  }
  return attributes;
}

function boundTo(prefix: string, bindings: ReadonlyMap<string, string>, at: number): string {
  const bound = bindings.get(prefix);
  if (bound === undefined) throw new MalformedMarkup(`Nothing binds the prefix ${prefix}`, at);
  return bound;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decoded(text: string, at: number): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(
    /&(?:#(?:x([\da-f]{1,6})|(\d{1,7}))|(\w+))?;?/gi,
    (reference, hexadecimal: string | undefined, decimal: string | undefined, name: string | undefined) => {
      const number = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
      const known = !reference.endsWith(";")
        ? undefined
        : name !== undefined
          ? entities[name]
          : isPlain(number)
            ? String.fromCodePoint(number)
            : undefined;
      if (known === undefined) throw new MalformedMarkup(`${reference} is no entity of XML`, at);
      return known;
    },
  );
}

/** A character that XML has, and about which nobody disagrees. */
function isPlain(number: number): boolean {
  return (
    number === 9 ||
    number === 10 ||
    number === 13 ||
    (number >= 0x20 && number < 0x7f) ||
    (number >= 0xa0 && number < 0xd800) ||
    (number >= 0xe000 && number < 0xfffe) ||
    (number >= 0x1_0000 && number <= 0x10_ffff)
  );
}
