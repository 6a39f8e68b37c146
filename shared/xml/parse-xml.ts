import { decodeHTMLStrict, decodeXML } from "entities/decode";
import { Rejected } from "../../events/rejected.ts";
import { decodeXml } from "./decode-xml.ts";
import { XMLParser, XMLValidator } from "./fast-xml-parser.cjs";
import { hasForeignCharacters, mendMarkup, wellKnownNamespaces } from "./mend-xml.ts";
import { MalformedMarkup, readMarkup } from "./read-markup.ts";
import type { XmlElement } from "./xml-element.ts";
import { bodyOfXml, refuseDeclarations } from "./xml-prologue.ts";

export interface XmlLimits {
  readonly bytesMax: number;
  readonly depthMax: number;
  readonly attributesMax: number;
}

export const xmlLimits: XmlLimits = { bytesMax: 10 * 1024 * 1024, depthMax: 256, attributesMax: 256 };

/** A document that was read in spite of itself. */
export interface MendedXml {
  readonly root: XmlElement;
  /** What was wrong, in words: "a bare &". */
  readonly mended: readonly string[];
}

/**
 * Reads an XML document with namespaces, without ever opening, fetching or expanding anything. A DOCTYPE that names a
 * public DTD, as NCX and XHTML files do, is passed over; one that declares anything is refused.
 * @throws Rejected `xml/too-large`, `xml/too-complex`, `xml/declarations`, `xml/unsupported-encoding`, `xml/malformed`
 */
export function parseXml(source: Uint8Array | string, limits: XmlLimits = xmlLimits): XmlElement {
  return parse(source, limits, "strict").root;
}

/**
 * The same for files as they are in the wild: what can be mended without guessing at the structure is, and is told: bare
 * ampersands, HTML entities, prefixes that nothing binds, control characters, bytes in the wrong encoding.
 */
export function parseXmlLeniently(source: Uint8Array | string, limits: XmlLimits = xmlLimits): MendedXml {
  return parse(source, limits, "lenient");
}

function parse(source: Uint8Array | string, limits: XmlLimits, reading: "strict" | "lenient"): MendedXml {
  if (source.length > limits.bytesMax) throw tooLarge(limits.bytesMax);
  const mended = new Set<string>();
  const decoded = typeof source === "string" ? { text: source } : decodeXml(source, reading);
  if (decoded.mended) mended.add(decoded.mended);
  let body = bodyOfXml(decoded.text, reading);
  refuseDeclarations(body);
  if (reading === "lenient") body = mendMarkup(body, mended);
  else if (hasForeignCharacters(body)) throw malformed("characters that XML does not have");
  const quick = quickly(body, limits);
  if (quick !== undefined) return { root: quick, mended: [...mended] };
  const valid = XMLValidator.validate(body);
  if (valid !== true) throw malformed(`${valid.err.code}: ${valid.err.msg}`);
  const document = rootOf(toNodes(body, limits));
  const build = builder(limits, reading, mended);
  return { root: build(document, { xml: "http://www.w3.org/XML/1998/namespace" }, 1), mended: [...mended] };
}

/** Most documents were written by a program, plainly. `undefined` where this one was not, or is none at all. */
function quickly(body: string, limits: XmlLimits): XmlElement | undefined {
  try {
    // As XML says of line ends.
    return readMarkup(body.includes("\r") ? body.replaceAll(/\r\n?/g, "\n") : body, limits);
  } catch (error) {
    if (error instanceof MalformedMarkup) return undefined;
    throw error;
  }
}

/** As fast-xml-parser keeps order: one key that is the tag, and `:@` with the attributes. */
type Node = Readonly<Record<string, unknown>>;
const attributesKey = ":@";
const textKey = "#text";
const cdataKey = "#cdata";

function toNodes(body: string, limits: XmlLimits): readonly Node[] {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    textNodeName: textKey,
    cdataPropName: cdataKey,
    // Its defaults read 007 as 7, trim what was spaced on purpose, and expand what nobody has checked.
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: limits.depthMax,
  });
  try {
    return parser.parse(body) as readonly Node[];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw /nested/iu.test(message) ? tooComplex("levels", limits.depthMax) : malformed(message);
  }
}

/** The one element. What the validator lets pass beside one that closes itself is seen here. */
function rootOf(nodes: readonly Node[]): Node {
  const [root, ...others] = nodes.filter((node) => textIn(node, textKey).trim() !== "" || !(textKey in node));
  if (root === undefined || textKey in root || cdataKey in root || others.length > 0)
    throw malformed("not one element");
  return root;
}

type Bindings = Readonly<Record<string, string>>;

function builder(limits: XmlLimits, reading: "strict" | "lenient", mended: Set<string>) {
  const decode = (raw: string): string => {
    if (!raw.includes("&")) return raw;
    const text = decodeXML(raw);
    if (!/&[a-z][a-z0-9]*;/iu.test(raw.replace(/&(?:amp|lt|gt|quot|apos);/gu, ""))) return text;
    if (reading === "strict") throw malformed("an entity that XML does not have");
    mended.add("an entity that XML does not have");
    return decodeHTMLStrict(raw);
  };

  const namespaceOf = (prefix: string, bindings: Bindings): string => {
    const bound = Object.hasOwn(bindings, prefix) ? bindings[prefix] : undefined;
    if (bound !== undefined) return bound;
    if (prefix === "") return "";
    if (reading === "strict") throw malformed(`nothing binds the prefix ${prefix}`);
    mended.add(`a prefix that nothing binds (${prefix.slice(0, 20)})`);
    return wellKnownNamespaces.get(prefix) ?? "";
  };

  const build = (node: Node, outer: Bindings, depth: number): XmlElement => {
    if (depth > limits.depthMax) throw tooComplex("levels", limits.depthMax);
    const tag = Object.keys(node).find((key) => key !== attributesKey) ?? "";
    const raw = Object.entries((node[attributesKey] ?? {}) as Record<string, string>);
    if (raw.length > limits.attributesMax) throw tooComplex("attributes", limits.attributesMax);
    const bindings = bind(raw, outer, decode);
    const attributes = new Map<string, string>();
    for (const [name, value] of raw) {
      if (name === "xmlns" || name.startsWith("xmlns:")) continue;
      const [prefix, local] = splitName(name);
      const uri = prefix === "" ? "" : namespaceOf(prefix, bindings);
      attributes.set(uri === "" ? local : `{${uri}}${local}`, decode(value.replace(/\s/gu, " ")));
    }
    const [prefix, name] = splitName(tag);
    const children: (XmlElement | string)[] = [];
    for (const child of node[tag] as readonly Node[]) {
      if (textKey in child) children.push(decode(textIn(child, textKey)));
      else if (cdataKey in child) children.push(cdataOf(child));
      else children.push(build(child, bindings, depth + 1));
    }
    return { name, namespace: namespaceOf(prefix, bindings), attributes, children };
  };
  return build;
}

function cdataOf(node: Node): string {
  return (node[cdataKey] as readonly Node[]).map((part) => textIn(part, textKey)).join("");
}

function textIn(node: Node, key: string): string {
  const text = node[key];
  return typeof text === "string" ? text : "";
}

function bind(raw: readonly (readonly [string, string])[], outer: Bindings, decode: (raw: string) => string): Bindings {
  const declared = raw.filter(([name]) => name === "xmlns" || name.startsWith("xmlns:"));
  if (declared.length === 0) return outer;
  // No prototype: a prefix may be called anything.
  const bindings: Record<string, string> = Object.assign(Object.create(null), outer);
  for (const [name, value] of declared) bindings[name.slice("xmlns:".length)] = decode(value).trim();
  return bindings;
}

function splitName(name: string): readonly [prefix: string, local: string] {
  const colon = name.indexOf(":");
  return colon < 0 ? ["", name] : [name.slice(0, colon), name.slice(colon + 1)];
}

export function malformed(reason: string): Rejected {
  return new Rejected(
    "xml/malformed",
    "A part of this file that has to be XML is not. Please download the book again, or convert it with another program.",
    { cause: new Error(reason) },
  );
}

function tooLarge(bytesMax: number): Rejected {
  return new Rejected(
    "xml/too-large",
    `A part of this file that describes the book is larger than ${Math.floor(bytesMax / 1024 / 1024)} MiB, which is more than any book needs.`,
  );
}

export function tooComplex(what: "levels" | "attributes", max: number): Rejected {
  return new Rejected(
    "xml/too-complex",
    `A part of this file has more than ${max} ${what}, which is more than any book needs.`,
  );
}
