import type { DefaultTreeAdapterTypes } from "parse5";
import { attributesOf, localName } from "../../../shared/markup/source-attributes.ts";
import { elementsWithin } from "../../../shared/markup/source-nodes.ts";
import { escapeAttribute, escapeText } from "../../../shared/markup/xml.ts";

type Element = DefaultTreeAdapterTypes.Element;

const markupLengthMax = 1_000_000;
const depthMax = 60;
/** Drawings up to this size are icons beside their words. */
const iconSideMax = 32;
/** Of a drawing, in pixels or units of its own. */
const sideMax = 100_000;
/** Up to this size, in pixels, and without a size of its own, what is said to be decoration or labels a button is an icon. */
const decorationSideMax = 96;
/** How far up a drawing is looked for what it stands in: icons lie close to what they belong to. */
const ancestorsMax = 6;
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
  if (isIcon(root, size) && !names.includes("text")) return undefined;
  const scale = size.isRelative && size.width < relativeWidth ? relativeWidth / size.width : 1;
  const written = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${size.width * scale}" height="${size.height * scale}"`;
  const markup = serialise(root, written, 0);
  return markup === undefined || markup.length > markupLengthMax ? undefined : markup;
}

/** Icon fonts have boxes of hundreds of units, and no other size: drawn as large as the page they would shout. */
function isIcon(root: Element, { width, height, isRelative }: Size): boolean {
  // A formula of one letter is as small as an icon, but its size is that of letters.
  const isFormula = /ex\s*$/i.test(attributesOf(root)["width"] ?? "");
  if (width <= iconSideMax && height <= iconSideMax && !isFormula) return true;
  if (!isRelative && (width > decorationSideMax || height > decorationSideMax)) return false;
  if (isDecoration(root)) return true;
  let up = root.parentNode;
  for (let count = 0; count < ancestorsMax && up !== null && "tagName" in up; count += 1) {
    if (isDecoration(up) || labelled.has(localName(up.tagName)) || attributesOf(up)["role"] === "button") return true;
    up = up.parentNode;
  }
  return false;
}

function isDecoration(element: Element): boolean {
  const { "aria-hidden": hidden, role } = attributesOf(element);
  return hidden === "true" || role === "presentation" || role === "none";
}

/** What people press, and what opens something: the drawing in it says what its words say. */
const labelled = new Set(["button", "summary", "label", "nav"]);

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
  const hasBox = boxWidth > 0 && boxHeight > 0 && boxWidth < sideMax && boxHeight < sideMax;
  if (width !== undefined && height !== undefined) return { width, height, isRelative: false };
  if (!hasBox) return undefined;
  if (width !== undefined) return { width, height: (width * boxHeight) / boxWidth, isRelative: false };
  if (height !== undefined) return { width: (height * boxWidth) / boxHeight, height, isRelative: false };
  return { width: boxWidth, height: boxHeight, isRelative: true };
}

/** Of a length that does not depend on the page; with that of a letter, where formulas are drawn, as of plain text. */
function pixels(text: string | undefined): number | undefined {
  const [, number, unit = "px"] = /^\s*(\d{1,5}(?:\.\d{1,9})?)(px|pt|pc|in|cm|mm|em|ex)?\s*$/i.exec(text ?? "") ?? [];
  const value = Number(number) * (pixelsIn.get(unit.toLowerCase()) ?? 1);
  return value > 0 && value < sideMax ? value : undefined;
}

const pixelsIn = new Map(
  Object.entries({ px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 96 / 25.4, em: 16, ex: 8 }),
);

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
