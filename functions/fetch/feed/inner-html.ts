import { escapeAttribute, escapeText } from "../../../shared/markup/xml.ts";
import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import { absoluteUrl, contextWithin, type FeedContext } from "./context.ts";
import { named } from "./vocabulary.ts";

const voidElements = new Set("area base br col embed frame hr img input link meta param source track wbr".split(" "));
/** Their text is no markup in HTML, and nothing that a book needs. */
const leftOut = new Set(["script", "style"]);
const addresses = new Set(["href", "src", "cite", "poster", "longdesc", "background", "data", "action"]);

/**
 * The children of an element as HTML. Addresses are left as they are while they are relative to `base`; below an `xml:base`
 * of their own they are made whole.
 */
export function innerHtml(element: RecoveredElement, context: FeedContext, base: string): string {
  let html = "";
  for (const [index, child] of element.children.entries()) {
    if (typeof child !== "string") html += outerHtml(child, context, base);
    // Who mixes CDATA with elements wrote HTML in it; text beside elements is text.
    else html += element.cdata.has(index) ? child : escapeText(child);
  }
  return html;
}

function outerHtml(element: RecoveredElement, outer: FeedContext, base: string): string {
  const { name, attributes } = element;
  if (leftOut.has(name.toLowerCase())) return "";
  const context = contextWithin(element, outer);
  let tag = `<${name}`;
  for (const [key, value] of attributes) {
    const attribute = attributeName(key);
    if (attribute === undefined) continue;
    const isMoved = context.base !== base && addresses.has(attribute);
    tag += ` ${attribute}="${escapeAttribute(isMoved ? (absoluteUrl(value, context.base) ?? value) : value)}"`;
  }
  if (voidElements.has(name.toLowerCase())) return `${tag}>`;
  return `${tag}>${innerHtml(element, context, base)}</${name}>`;
}

/** How HTML writes an attribute that may have a namespace; `undefined` for those that mean nothing there. */
function attributeName(key: string): string | undefined {
  if (!key.startsWith("{")) return key;
  const end = key.indexOf("}");
  const vocabulary = named(key.slice(1, end));
  const local = key.slice(end + 1);
  if (vocabulary === "xml" && local === "lang") return "lang";
  return vocabulary === "xlink" ? `xlink:${local}` : undefined;
}
