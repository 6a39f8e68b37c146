import { attributeOf, elementsBelow, type HtmlElement, visibleText } from "./html-nodes.ts";

/** What is taken for chrome holds at most this share of the page's text. */
const chromeShareMax = 0.2;
/** A page says where its text is when that part holds at least this share of all text. */
const textShareMin = 0.5;
/** Pages with more menus or texts than this were not made for readers; the rest of them stays. */
const partsMax = 200;

/**
 * Takes out the menus, site headers and site footers of a saved page, where it is beyond doubt that they are that: it marks
 * them as such, most of their links lead elsewhere, they hold little of the text, and they do not lie within the text itself.
 */
export function dropPageChrome(body: HtmlElement): void {
  const all = visibleText(body.childNodes).length;
  if (all === 0) return;
  const texts = elementsBelow(body).filter(isTextElement).take(partsMax).toArray();
  const hasMarkedText = texts.some((text) => visibleText(text.childNodes).length >= all * textShareMin);
  const [heading, ...otherHeadings] = elementsBelow(body)
    .filter(({ tagName }) => tagName === "h1")
    .take(2);
  const chrome = elementsBelow(body)
    .filter((element) => isMarkedMenu(element) || (hasMarkedText && isSitePart(element)))
    .take(partsMax)
    .filter(
      (element) =>
        (!isMarkedMenu(element) || leadsElsewhere(element)) &&
        !isInsideText(element) &&
        !texts.some((text) => isWithin(text, element)) &&
        // The only heading of the page is what it is called, wherever it stands; the menus beside it go by themselves.
        (heading === undefined || otherHeadings.length > 0 || !isWithin(heading, element)) &&
        visibleText(element.childNodes).length <= all * chromeShareMax,
    )
    .toArray();
  for (const element of chrome) {
    const siblings = element.parentNode?.childNodes;
    const at = siblings?.indexOf(element) ?? -1;
    if (at !== -1) siblings?.splice(at, 1);
  }
}

const isTextElement = (element: HtmlElement) =>
  element.tagName === "main" || element.tagName === "article" || attributeOf(element, "role") === "main";

const isSitePart = (element: HtmlElement) =>
  element.tagName === "header" ||
  element.tagName === "footer" ||
  ["banner", "contentinfo", "search"].includes(attributeOf(element, "role") ?? "");

const isMarkedMenu = (element: HtmlElement) =>
  element.tagName === "nav" || attributeOf(element, "role") === "navigation";

/** A menu leads elsewhere; a list of links within the page is its table of contents. */
function leadsElsewhere(element: HtmlElement): boolean {
  const links = [...elementsBelow(element)].map((one) => (one.tagName === "a" ? attributeOf(one, "href") : undefined));
  const addresses = links.filter((href) => href !== undefined);
  return addresses.filter((href) => href.startsWith("#")).length * 2 <= addresses.length;
}

function isInsideText(element: HtmlElement): boolean {
  for (let parent = element.parentNode; parent !== null; parent = "parentNode" in parent ? parent.parentNode : null) {
    if ("tagName" in parent && isTextElement(parent)) return true;
  }
  return false;
}

function isWithin(inner: HtmlElement, outer: HtmlElement): boolean {
  for (let parent = inner.parentNode; parent !== null; parent = "parentNode" in parent ? parent.parentNode : null) {
    if (parent === outer) return true;
  }
  return false;
}
