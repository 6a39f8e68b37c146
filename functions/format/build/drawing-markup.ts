import type { DefaultTreeAdapterTypes } from "parse5";
import { attributesOf, localName } from "../../../shared/markup/source-attributes.ts";
import { elementsWithin } from "../../../shared/markup/source-nodes.ts";
import { escapeAttribute, escapeText } from "../../../shared/markup/xml.ts";

type Element = DefaultTreeAdapterTypes.Element;

const markupLengthMax = 1_000_000;
const depthMax = 60;
/** Drawings up to this size are icons beside their words. */
const iconSideMax = 32;
/** How wide a drawing is shown that leaves it to the page, in pixels: about half of the page at twice the density. */
const relativeWidth = 600;

const shapes = new Set(["path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "use"]);
const dropped = new Set(["script", "foreignobject", "animate", "animatetransform", "animatemotion", "set", "image"]);

/**
 * A drawing in a page as an SVG file of its own, as far as that shows what the page shows: `undefined` for icons, for
 * what is drawn by the page's styles or from elsewhere in it, and for drawings without a size.
 */
export function drawingMarkup(root: Element): string | undefined {
  const attributes = attributesOf(root);
  const inside = elementsWithin(root);
  const names = inside.map(({ tagName }) => localName(tagName));
  if (!names.some((name) => shapes.has(name)) || names.includes("image")) return undefined;
  const size = sizeOf(attributes);
  if (size === undefined || dependsOnPage(root, inside)) return undefined;
  const isIcon = size.width <= iconSideMax && size.height <= iconSideMax;
  if (isIcon && !names.includes("text")) return undefined;
  const scale = size.isRelative && size.width < relativeWidth ? relativeWidth / size.width : 1;
  const written = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${size.width * scale}" height="${size.height * scale}"`;
  const markup = serialise(root, written, 0);
  return markup === undefined || markup.length > markupLengthMax ? undefined : markup;
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly isRelative: boolean;
}

function sizeOf(attributes: Readonly<Partial<Record<string, string>>>): Size | undefined {
  const width = pixels(attributes["width"]);
  const height = pixels(attributes["height"]);
  const [, , boxWidth = 0, boxHeight = 0] = (attributes["viewbox"] ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const hasBox = boxWidth > 0 && boxHeight > 0 && boxWidth < 100_000 && boxHeight < 100_000;
  if (width !== undefined && height !== undefined) return { width, height, isRelative: false };
  if (!hasBox) return undefined;
  if (width !== undefined) return { width, height: (width * boxHeight) / boxWidth, isRelative: false };
  if (height !== undefined) return { width: (height * boxWidth) / boxHeight, height, isRelative: false };
  return { width: boxWidth, height: boxHeight, isRelative: true };
}

/** Of a length that does not depend on the page. */
function pixels(text: string | undefined): number | undefined {
  const match = /^\s*(\d{1,5}(?:\.\d{1,9})?)(?:px)?\s*$/.exec(text ?? "");
  return match === null ? undefined : Number(match[1]) || undefined;
}

/** Whether it uses parts of other drawings, or gets its colours from the page's stylesheet: alone it would be black. */
function dependsOnPage(root: Element, inside: readonly Element[]): boolean {
  const all = [root, ...inside].map((element) => ({ tag: localName(element.tagName), own: attributesOf(element) }));
  const ids = new Set(all.map(({ own }) => own["id"]));
  const uses = all.filter(({ tag }) => tag === "use").map(({ own }) => own["href"] ?? own["xlink:href"] ?? "");
  if (uses.some((href) => !href.startsWith("#") || !ids.has(href.slice(1)))) return true;
  const isStyled = all.some(({ tag, own }) => tag === "style" || own["fill"] || own["stroke"] || own["style"]);
  return !isStyled && all.some(({ own }) => own["class"] !== undefined);
}

function serialise(element: Element, start: string | undefined, depth: number): string | undefined {
  if (depth > depthMax) return undefined;
  const name = element.tagName.split(":").at(-1) ?? "";
  if (!/^[a-z][\w-]*$/i.test(name)) return "";
  const isRoot = start !== undefined;
  const parts = [start ?? `<${name}`];
  const written = new Set(["xmlns", "xmlns:xlink", ...(isRoot ? ["width", "height", "style", "x", "y"] : [])]);
  for (const { name: local, prefix, value } of element.attrs) {
    const full = prefix ? `${prefix}:${local}` : local;
    const isOwn = /^(?:(?:xlink|xml):)?[a-z][\w-]*$/i.test(full) && !/^on/i.test(full) && !written.has(full);
    // Nothing outside of the drawing is asked for.
    if (!isOwn || (local === "href" && !value.startsWith("#"))) continue;
    written.add(full);
    parts.push(` ${full}="${escapeAttribute(value)}"`);
  }
  parts.push(">");
  for (const child of element.childNodes) {
    if (child.nodeName === "#text") parts.push(escapeText((child as DefaultTreeAdapterTypes.TextNode).value));
    else if ("tagName" in child && !dropped.has(localName(child.tagName))) {
      const below = serialise(child, undefined, depth + 1);
      if (below === undefined) return undefined;
      parts.push(below);
    }
  }
  parts.push(`</${isRoot ? "svg" : name}>`);
  return parts.join("");
}
