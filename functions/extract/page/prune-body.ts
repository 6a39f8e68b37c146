import { unreadElements } from "./element-roles.ts";
import { attributeOf, elementsBelow, type PageElement, type PageNode, removeAll, rename } from "./page-nodes.ts";
import { type FoundBody, isHidden, type Outline, type Region } from "./page-outline.ts";
import { differenceOf, runningSums } from "./running-sums.ts";

/**
 * Takes everything out of the found body that is not kept: refused boxes with their pictures, loose words, what scripts,
 * styles and forms left. Captions stay with the pictures that they tell of.
 */
export function pruneBody(outline: Outline, found: FoundBody): PageElement {
  const { region: body, kept, refused } = found;
  const dropped = new Set<PageNode>();
  const pictured = elementsWithPicture(body.element);
  const keptBefore = runningSums(outline.blocks, (block) => (kept.has(block) ? 1 : 0));
  const keptIn = ({ blocksFrom, blocksTo }: Region) => differenceOf(keptBefore, blocksFrom, blocksTo);
  const figures = new Map<PageElement, PageElement[]>();
  const captioned = new Set<PageElement>();
  for (let at = body.index + 1; at < body.regionsTo; at += 1) {
    const region = outline.regions[at] as Region;
    const { element } = region;
    if (keptIn(region) > 0 || (element.parentNode !== null && captioned.has(element.parentNode as PageElement))) {
      // What lies in a caption is a part of it.
      if (keptIn(region) === 0) captioned.add(element);
      continue;
    }
    if (region.role === "caption" && region.blocksTo > region.blocksFrom && !refused.has(region)) {
      if (pictured.has(element)) continue;
      const figure = figureAround(region, body, pictured, keptIn);
      captioned.add(element);
      if (figure === undefined) dropped.add(element);
      else figures.set(figure, [...(figures.get(figure) ?? []), element]);
    } else if (refused.has(region) || (region.blocksTo > region.blocksFrom && !pictured.has(element)))
      dropped.add(element);
  }
  for (const [figure, captions] of figures) rebuildFigure(figure, captions);
  for (let at = body.blocksFrom; at < body.blocksTo; at += 1) {
    const block = outline.blocks[at];
    if (block === undefined || kept.has(block) || captioned.has(block.region.element)) continue;
    for (const text of block.texts) dropped.add(text);
  }
  for (const element of elementsBelow(body.element)) {
    if (unreadElements.has(element.tagName)) dropped.add(element);
    else if (isHidden(element) && !(pictured.has(element) && attributeOf(element, "aria-hidden") === "true"))
      dropped.add(element);
  }
  removeAll(dropped);
  return body.element;
}

/** Every element with a picture in it. */
function elementsWithPicture(root: PageElement): ReadonlySet<PageElement> {
  const found = new Set<PageElement>();
  for (const element of elementsBelow(root)) {
    if (element.tagName !== "img") continue;
    for (
      let one: PageNode | null = element;
      one !== null && "tagName" in one && !found.has(one);
      one = one.parentNode as PageElement | null
    ) {
      found.add(one);
      if (one === root) break;
    }
  }
  return found;
}

/** How far from its picture a caption may lie. */
const captionDistanceMax = 4;

/** What holds a caption and its picture, and nothing that is read. */
function figureAround(
  caption: Region,
  body: Region,
  pictured: ReadonlySet<PageElement>,
  keptIn: (region: Region) => number,
): PageElement | undefined {
  let one = caption.parent;
  for (let distance = 0; one !== undefined && one !== body && distance < captionDistanceMax; distance += 1) {
    if (keptIn(one) > 0) return undefined;
    if (pictured.has(one.element)) return one.element;
    one = one.parent;
  }
  return undefined;
}

/** Captions that are kept below one picture or gallery. */
const captionsMax = 20;

/** Lays pictures and captions side by side, however a page nests them: nothing else in there is read. */
function rebuildFigure(holder: PageElement, captions: readonly PageElement[]): void {
  const pictures = elementsBelow(holder).filter(({ tagName }) => tagName === "img");
  const words = captions.slice(0, captionsMax).flatMap((caption) => caption.childNodes);
  const caption = {
    ...holder,
    nodeName: "figcaption",
    tagName: "figcaption",
    attrs: [],
    childNodes: words,
  } as PageElement;
  const figure = {
    ...holder,
    nodeName: "figure",
    tagName: "figure",
    attrs: [],
    childNodes: [...pictures, caption],
  } as PageElement;
  for (const word of words) word.parentNode = caption;
  for (const child of figure.childNodes) child.parentNode = figure;
  figure.parentNode = holder;
  holder.childNodes = [figure];
  if (holder.tagName === "figure") {
    rename(holder, "div");
  }
}
