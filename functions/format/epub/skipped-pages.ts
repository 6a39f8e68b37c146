import type { EpubPackage } from "../../../shared/epub/epub-package.ts";
import {
  attributeOf,
  elementsBelow,
  type HtmlElement,
  type HtmlNode,
  isElement,
  visibleText,
} from "../html/html-nodes.ts";

/** A page with more text than this says something beside showing a picture or a table of contents. */
const textCharactersMax = 120;

/** Whether a page shows nothing but one picture, and which one: the reference as it stands. */
export function onlyPicture(body: readonly HtmlNode[]): string | undefined {
  if (visibleText(body).length > textCharactersMax) return undefined;
  const pictures = [...elementsBelow({ childNodes: body })].flatMap((element) => {
    const reference = pictureOf(element);
    return reference === undefined ? [] : [reference];
  });
  return pictures.length === 1 ? pictures[0] : undefined;
}

function pictureOf(element: HtmlElement): string | undefined {
  if (element.tagName === "img") return attributeOf(element, "src");
  if (element.tagName === "object") return attributeOf(element, "data");
  // In SVG, parse5 keeps the prefix of xlink:href apart.
  return element.tagName === "image" ? attributeOf(element, "href") : undefined;
}

/** Whether nothing of interest is left of a navigation document without its lists. */
export function isOnlyNavigation(body: readonly HtmlNode[]): boolean {
  const rest = withoutNavigation(body);
  return (
    visibleText(rest).length <= textCharactersMax &&
    !elementsBelow({ childNodes: rest }).some((element) => pictureOf(element) !== undefined)
  );
}

/** The body without its `nav` elements, as a copy where there are any. */
export function withoutNavigation(body: readonly HtmlNode[]): readonly HtmlNode[] {
  // All of them first: the tree changes under way.
  for (const element of elementsBelow({ childNodes: body }).toArray()) {
    if (element.tagName !== "nav") continue;
    const siblings = element.parentNode?.childNodes;
    const at = siblings?.indexOf(element) ?? -1;
    if (at !== -1) siblings?.splice(at, 1);
  }
  return body.filter((node) => !isElement(node) || node.tagName !== "nav");
}

/** Pages that may be left out when they hold nothing else: those that show the cover, and the navigation document. */
export function doubtfulPages({
  cover,
  navigationName,
  spine,
}: Pick<EpubPackage, "cover" | "navigationName" | "spine">): {
  readonly covers: ReadonlySet<string>;
  readonly navigation: string | undefined;
} {
  const first = spine[0]?.item.name;
  const covers = cover === undefined ? [] : [cover.pageName, first].filter((name) => name !== undefined);
  return { covers: new Set(covers), navigation: navigationName };
}
