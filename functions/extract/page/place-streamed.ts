import {
  attributeOf,
  elementsBelow,
  isElement,
  type PageElement,
  type PageNode,
  type PageParent,
} from "./page-nodes.ts";

/** Parts beyond these are those of a page made to be slow. */
const partsMax = 2000;

/**
 * Puts what React sends later into its place, as its script would: the page comes with an empty `template` (`B:0`, `P:0`) where
 * the text belongs, and the text follows hidden, in an element called `S:0` (react.dev, streaming of `Suspense`). What stood in
 * for it until then goes.
 */
export function placeStreamed(root: PageElement): void {
  const places = new Map<string, PageElement>();
  const parts: PageElement[] = [];
  for (const element of elementsBelow(root)) {
    const [, kind, number = ""] = /^([BPS]):([\da-f]{1,6})$/i.exec(attributeOf(element, "id") ?? "") ?? [];
    if (kind === undefined) continue;
    if (element.tagName === "template" && kind !== "S" && !places.has(number)) places.set(number, element);
    else if (kind === "S" && attributeOf(element, "hidden") !== undefined && parts.length < partsMax)
      parts.push(element);
  }
  for (const part of parts) {
    const place = places.get((attributeOf(part, "id") ?? "").slice("S:".length));
    if (place !== undefined && !mayLieWithin(place, part)) putInto(place, part);
  }
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

function putInto(place: PageElement, part: PageElement): void {
  const { parentNode } = place;
  if (parentNode === null) return;
  const at = parentNode.childNodes.indexOf(place);
  const isBoundary = attributeOf(place, "id")?.startsWith("B:") === true;
  const end = isBoundary ? endOfBoundary(parentNode.childNodes, at) : at + 1;
  for (const child of part.childNodes) child.parentNode = parentNode;
  parentNode.childNodes = [
    ...parentNode.childNodes.slice(0, at),
    ...part.childNodes,
    ...parentNode.childNodes.slice(end),
  ];
  part.childNodes = [];
}

/** Behind what stands in: up to the comment that ends its boundary, `/$`, or the template alone where there is none. */
function endOfBoundary(nodes: readonly PageNode[], at: number): number {
  let depth = 0;
  for (let next = at + 1; next < nodes.length; next += 1) {
    const node = nodes[next];
    if (node === undefined || !("data" in node)) continue;
    if (/^\$[?!]?$/.test(node.data)) depth += 1;
    else if (node.data === "/$") {
      if (depth === 0) return next;
      depth -= 1;
    }
  }
  return at + 1;
}
