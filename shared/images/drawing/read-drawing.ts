import { Rejected } from "../../../events/rejected.ts";
import { escapeAttribute, escapeText } from "../../markup/xml.ts";
import { parseDamagedXml } from "../../xml/parse-damaged-xml.ts";
import { xmlLimits } from "../../xml/parse-xml.ts";
import type { XmlElement } from "../../xml/xml-element.ts";
import { readImageHeader } from "../image-header.ts";
import { hrefsOf, xlinkHref } from "./references.ts";

export const svgNamespace = "http://www.w3.org/2000/svg";
const xlinkNamespace = "http://www.w3.org/1999/xlink";
const xmlNamespace = "http://www.w3.org/XML/1998/namespace";

/** Further drawings in the pictures of a drawing are left out. */
const drawingsInDrawingsMax = 2;

/** An SVG as it was read: nothing but what our own reader has seen is ever given to a renderer. */
export interface Drawing {
  readonly root: XmlElement;
  /** What the elements show that show pictures. */
  readonly embedded: ReadonlyMap<XmlElement, Embedded>;
}

export type Embedded =
  | { readonly kind: "drawing"; readonly drawing: Drawing }
  | { readonly kind: "pixels"; readonly href: string; readonly width: number; readonly height: number };

/**
 * Reads an SVG without opening, fetching or expanding anything: neither DTDs nor other files, stylesheets or addresses. What
 * is embedded in it is read as well. `undefined` where it is none, or beyond what is read of any XML.
 */
export function readDrawing(bytes: Uint8Array, depth = 0): Drawing | undefined {
  if (marksIn(bytes) > marksMax) return undefined;
  try {
    const { root } = parseDamagedXml(bytes, xmlLimits, { ownDoctype: "passed over" });
    if (root.name !== "svg" || root.namespace !== svgNamespace) return undefined;
    const embedded = new Map<XmlElement, Embedded>();
    return { root: drawnOf(root, embedded, depth), embedded };
  } catch (error) {
    if (error instanceof Rejected) return undefined;
    throw error;
  }
}

/** Of tags and the like: what has more is not even read. */
const marksMax = 400_000;

function marksIn(bytes: Uint8Array): number {
  let marks = 0;
  for (let at = bytes.indexOf(lessThan); at >= 0; at = bytes.indexOf(lessThan, at + 1)) marks += 1;
  return marks;
}
const lessThan = 0x3c;

/**
 * An element with what belongs to the drawing. Editors keep what is theirs in namespaces of their own, and stylesheets are
 * text: nothing else in them is ever shown, and might only pass for something that is.
 */
function drawnOf(element: XmlElement, embedded: Map<XmlElement, Embedded>, depth: number): XmlElement {
  const children = element.children
    .filter((child) => typeof child === "string" || (child.namespace === svgNamespace && element.name !== "style"))
    .map((child) => (typeof child === "string" ? child : drawnOf(child, embedded, depth)));
  const drawn = { ...element, children };
  if (element.name === "image" || element.name === "feImage") {
    const [picture] = hrefsOf(element)
      .map((href) => embeddedAt(href, depth))
      .filter((one) => one !== undefined);
    if (picture !== undefined) embedded.set(drawn, picture);
  }
  return drawn;
}

const dataAddress = /^\s*data:(?<type>[^,;]*)(?<parameters>[^,]*),/iu;

function embeddedAt(href: string, depth: number): Embedded | undefined {
  const found = dataAddress.exec(href.slice(0, 1000));
  if (found === null) return undefined;
  const content = href.slice(found[0].length);
  const isBase64 = /;\s*base64\s*$/iu.test(found.groups?.["parameters"] ?? "");
  const bytes = isBase64 ? Buffer.from(content, "base64") : percentDecoded(content);
  const header = readImageHeader(bytes);
  if (header?.type === "svg") {
    const drawing = depth < drawingsInDrawingsMax ? readDrawing(bytes, depth + 1) : undefined;
    return drawing && { kind: "drawing", drawing };
  }
  if (header?.width === undefined || header.height === undefined) return undefined;
  const { type, width, height } = header;
  // Written anew, so that it is what has been looked at.
  const address = `data:image/${type};base64,${Buffer.from(bytes).toString("base64")}`;
  return { kind: "pixels", href: address, width, height };
}

function percentDecoded(text: string): Buffer {
  return Buffer.from(
    Buffer.from(text, "utf8")
      .toString("latin1")
      .replaceAll(/%([\da-f]{2})/giu, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    "latin1",
  );
}

/** An SVG of what was read, which shows the same. What lies elsewhere is not asked for. */
export function writeDrawing({ root, embedded }: Drawing): string {
  const parts: string[] = [];
  const write = (element: XmlElement, isRoot: boolean): void => {
    const { name, attributes, children } = element;
    parts.push("<", name);
    if (isRoot) parts.push(` xmlns="${svgNamespace}" xmlns:xlink="${xlinkNamespace}"`);
    const picture = embedded.get(element);
    for (const [key, value] of attributes) {
      const written = writtenName(key);
      if (written === undefined || (isHref(key) && !value.trim().startsWith("#"))) continue;
      parts.push(" ", written, '="', escapeAttribute(value), '"');
    }
    if (picture !== undefined) parts.push(' xlink:href="', escapeAttribute(addressOf(picture)), '"');
    if (children.length === 0) {
      parts.push("/>");
      return;
    }
    parts.push(">");
    for (const child of children) {
      if (typeof child === "string") parts.push(escapeText(child));
      else write(child, false);
    }
    parts.push("</", name, ">");
  };
  write(root, true);
  return parts.join("");
}

const isHref = (key: string) => key === "href" || key === xlinkHref;

function addressOf(picture: Embedded): string {
  if (picture.kind === "pixels") return picture.href;
  return `data:image/svg+xml;base64,${Buffer.from(writeDrawing(picture.drawing), "utf8").toString("base64")}`;
}

/** As it stands in a document that binds two prefixes; `undefined` for what belongs to no drawing. */
function writtenName(key: string): string | undefined {
  if (!key.startsWith("{")) return key;
  const [namespace, name] = key.slice(1).split("}");
  if (namespace === xlinkNamespace) return `xlink:${name}`;
  return namespace === xmlNamespace && name !== "id" ? `xml:${name}` : undefined;
}
