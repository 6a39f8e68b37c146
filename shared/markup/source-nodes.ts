import type { DefaultTreeAdapterTypes } from "parse5";

type ChildNode = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** What lies in an element; in a template, what it holds. */
export function childrenOf(element: Element): readonly ChildNode[] {
  return "content" in element ? (element as DefaultTreeAdapterTypes.Template).content.childNodes : element.childNodes;
}

/** Every element below one, in document order, however deep. */
export function elementsWithin(root: Element): readonly Element[] {
  const found: Element[] = [];
  const waiting = root.childNodes.toReversed();
  while (waiting.length > 0) {
    const node = waiting.pop() as ChildNode;
    if (!("tagName" in node)) continue;
    found.push(node);
    for (const child of node.childNodes.toReversed()) waiting.push(child);
  }
  return found;
}

/** All text below an element, however deep. */
export function textContent(root: Element): string {
  const waiting = root.childNodes.toReversed();
  let text = "";
  while (waiting.length > 0) {
    const node = waiting.pop() as ChildNode;
    if (node.nodeName === "#text") text += (node as DefaultTreeAdapterTypes.TextNode).value;
    else if ("childNodes" in node) for (const child of node.childNodes.toReversed()) waiting.push(child);
  }
  return text;
}
