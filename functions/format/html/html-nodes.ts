import type { DefaultTreeAdapterTypes } from "parse5";

export type HtmlNode = DefaultTreeAdapterTypes.ChildNode;
export type HtmlElement = DefaultTreeAdapterTypes.Element;
export type HtmlParent = DefaultTreeAdapterTypes.ParentNode;

export function isElement(node: HtmlNode): node is HtmlElement {
  return "tagName" in node;
}

/** Every element below, in document order, however deep: it does not recurse. */
export function* elementsBelow(parent: { readonly childNodes: readonly HtmlNode[] }): Generator<HtmlElement> {
  const open: { readonly nodes: readonly HtmlNode[]; next: number }[] = [{ nodes: parent.childNodes, next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next];
    level.next += 1;
    if (node === undefined) {
      open.pop();
    } else if (isElement(node)) {
      yield node;
      open.push({ nodes: node.childNodes, next: 0 });
    }
  }
}

export function attributeOf(element: HtmlElement, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value;
}

const unread = new Set(["script", "style", "template", "noscript", "title", "head"]);

/** The text in it that a reader sees, with a space between elements, white space collapsed. */
export function visibleText(nodes: readonly HtmlNode[]): string {
  const parts: string[] = [];
  const open: { readonly nodes: readonly HtmlNode[]; next: number }[] = [{ nodes, next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next];
    level.next += 1;
    if (node === undefined) open.pop();
    else if (node.nodeName === "#text") parts.push((node as DefaultTreeAdapterTypes.TextNode).value);
    else if (isElement(node) && !unread.has(node.tagName)) {
      parts.push(" ");
      open.push({ nodes: node.childNodes, next: 0 });
    }
  }
  return parts.join("").replace(/\s+/gu, " ").trim();
}

/** The first element of that name directly within. */
export function childElement(parent: HtmlParent, name: string): HtmlElement | undefined {
  return parent.childNodes.find((node): node is HtmlElement => isElement(node) && node.tagName === name);
}
