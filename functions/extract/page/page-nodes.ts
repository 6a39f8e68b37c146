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

/** Every element below, in document order, however deep: it does not recurse. */
export function* elementsBelow(parent: { readonly childNodes: readonly PageNode[] }): Generator<PageElement> {
  const open: { readonly nodes: readonly PageNode[]; next: number }[] = [{ nodes: parent.childNodes, next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next];
    level.next += 1;
    if (node === undefined) open.pop();
    else if (isElement(node)) {
      yield node;
      open.push({ nodes: node.childNodes, next: 0 });
    }
  }
}

/** All text below, however deep, white space collapsed. */
export function plainTextOf(parent: { readonly childNodes: readonly PageNode[] }): string {
  const parts: string[] = [];
  const open: { readonly nodes: readonly PageNode[]; next: number }[] = [{ nodes: parent.childNodes, next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next];
    level.next += 1;
    if (node === undefined) open.pop();
    else if (isText(node)) parts.push(node.value);
    else if (isElement(node)) open.push({ nodes: node.childNodes, next: 0 });
  }
  return parts.join("").replace(/\s+/gu, " ").trim();
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
