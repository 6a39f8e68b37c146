import { attributeOf, isElement, type PageElement, type PageNode, type PageParent } from "./page-nodes.ts";

/** Parts beyond these are those of a page made to be slow. */
const partsMax = 2000;

/**
 * Puts what React sends later into its place, as its script would: the page comes with an empty `template` (`B:0`, `P:0`) where
 * the text belongs, and the text follows hidden, in an element called `S:0` (react.dev, streaming of `Suspense`). What stood in
 * for it until then goes.
 *
 * @param elements all of the page, in document order.
 */
export function placeStreamed(elements: readonly PageElement[]): void {
  const places = new Map<string, PageElement>();
  const parts: PageElement[] = [];
  for (const element of elements) {
    const [, kind, number = ""] = /^([BPS]):([\da-f]{1,6})$/i.exec(attributeOf(element, "id") ?? "") ?? [];
    if (kind === undefined) continue;
    if (element.tagName === "template" && kind !== "S" && !places.has(number)) places.set(number, element);
    else if (kind === "S" && attributeOf(element, "hidden") !== undefined && parts.length < partsMax)
      parts.push(element);
  }
  const partOf = new Map<PageElement, PageElement>();
  for (const part of parts) {
    const place = places.get((attributeOf(part, "id") ?? "").slice("S:".length));
    if (place !== undefined && !mayLieWithin(place, part)) partOf.set(place, part);
  }
  // The last places first: they lie in parts that are put somewhere themselves, and are whole by then.
  const parents = new Set([...places.values()].toReversed().flatMap(({ parentNode }) => parentNode ?? []));
  for (const parent of parents) fillPlaces(parent, partOf);
}

/** Deeper places are none that React makes. */
const depthMax = 500;

function mayLieWithin(place: PageElement, part: PageElement): boolean {
  let one: PageParent | null = place;
  for (let depth = 0; depth < depthMax; depth += 1) {
    if (one === part) return true;
    if (one === null || !isElement(one)) return false;
    one = one.parentNode;
  }
  return true;
}

interface Boundary {
  /** Where in the new list what stands in for its part begins. */
  standIn: number | undefined;
}

/** Fills the places of one parent, in one pass. What stands in reaches up to the comment that ends its boundary, `/$`. */
function fillPlaces(parent: PageParent, partOf: ReadonlyMap<PageElement, PageElement>): void {
  const filled: PageNode[] = [];
  const open: Boundary[] = [];
  for (const node of parent.childNodes) {
    if ("data" in node && /^\$[?!]?$/.test(node.data)) open.push({ standIn: undefined });
    if ("data" in node && node.data === "/$") {
      const standIn = open.pop()?.standIn;
      if (standIn !== undefined) filled.length = standIn;
    }
    const part = isElement(node) ? partOf.get(node) : undefined;
    if (part === undefined) {
      filled.push(node);
      continue;
    }
    for (const child of part.childNodes) {
      child.parentNode = parent;
      filled.push(child);
    }
    part.childNodes = [];
    const boundary = open.at(-1);
    if (boundary !== undefined && attributeOf(node as PageElement, "id")?.startsWith("B:") === true) {
      boundary.standIn ??= filled.length;
    }
  }
  parent.childNodes = filled;
}
