import type { DefaultTreeAdapterTypes } from "parse5";

export type PageNode = DefaultTreeAdapterTypes.ChildNode;
export type PageElement = DefaultTreeAdapterTypes.Element;
export type PageParent = DefaultTreeAdapterTypes.ParentNode;

export function isElement(node: PageNode | PageParent): node is PageElement {
  return "tagName" in node;
}

export function isText(node: PageNode): node is DefaultTreeAdapterTypes.TextNode {
  return node.nodeName === "#text";
}

export function attributeOf(element: PageElement, name: string): string | undefined {
  for (const attribute of element.attrs) if (attribute.name === name) return attribute.value;
  return undefined;
}

export function setAttribute(element: PageElement, name: string, value: string): void {
  const there = element.attrs.find((attribute) => attribute.name === name);
  if (there !== undefined) there.value = value;
  else element.attrs.push({ name, value });
}

/**
 * Every element below as it is now, in document order, however deep: it does not recurse.
 *
 * @param elementsMax after so many, and so many nodes in one element, the rest is left out.
 */
export function elementsBelow(
  parent: { readonly childNodes: readonly PageNode[] },
  elementsMax = Number.POSITIVE_INFINITY,
): readonly PageElement[] {
  const found: PageElement[] = [];
  const open: PageElement[] = [];
  openElements(parent.childNodes, open, elementsMax);
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    found.push(element);
    if (found.length >= elementsMax) break;
    openElements(element.childNodes, open, elementsMax);
  }
  return found;
}

/** The last first, as a stack wants them. A generator would take a third of the time that a whole page does. */
function openElements(nodes: readonly PageNode[], open: PageElement[], nodesMax: number): void {
  for (let at = Math.min(nodes.length, nodesMax) - 1; at >= 0; at -= 1) {
    const node = nodes[at] as PageNode;
    if (isElement(node)) open.push(node);
  }
}

/** White space to one blank each, none around it. Single blanks, which is most of what there is, are left as they are. */
export function collapse(text: string): string {
  return text.replace(/[^\S ]\s*| \s+/gu, " ").trim();
}

/** All text below, however deep, white space collapsed. */
export function plainTextOf(parent: { readonly childNodes: readonly PageNode[] }): string {
  return shortTextOf(parent, Number.POSITIVE_INFINITY) ?? "";
}

/** As `plainTextOf`; `undefined` where more than so many nodes and characters together lie below. */
export function shortTextOf(parent: { readonly childNodes: readonly PageNode[] }, sizeMax: number): string | undefined {
  const parts: string[] = [];
  const open = parent.childNodes.toReversed();
  let size = open.length;
  for (let node = open.pop(); node !== undefined && size <= sizeMax; node = open.pop()) {
    if (isText(node)) {
      parts.push(node.value);
      size += node.value.length;
    } else if (isElement(node)) {
      size += node.childNodes.length;
      for (let at = node.childNodes.length - 1; at >= 0; at -= 1) open.push(node.childNodes[at] as PageNode);
    }
  }
  return size > sizeMax ? undefined : collapse(parts.join(""));
}

export function rename(element: PageElement, name: string): void {
  element.tagName = name;
  element.nodeName = name;
}

/** Takes a node out of what it lies in. Of many that go at once, `removeAll` is the one in linear time. */
export function removeAll(dropped: ReadonlySet<PageNode>): void {
  const parents = new Set<PageParent>();
  for (const node of dropped) if (node.parentNode !== null) parents.add(node.parentNode);
  for (const parent of parents) parent.childNodes = parent.childNodes.filter((node) => !dropped.has(node));
}

/** The first element of that name directly within. */
export function childElement(parent: PageParent, name: string): PageElement | undefined {
  return parent.childNodes.find((node): node is PageElement => isElement(node) && node.tagName === name);
}
