import type { CleanElement, CleanNode } from "../../../shared/markup/clean-tree.ts";
import { attributeList, escapeText } from "../../../shared/markup/xml.ts";

/** Characters of markup that a node becomes, about: what it is called in links is not known yet. */
export function markupLength(node: CleanNode): number {
  if (typeof node === "string") return escapeText(node).length;
  let length = tagsLength(node);
  for (const child of node.children) length += markupLength(child);
  return length;
}

/** Of its own tags: what they are without what lies between them. */
export function tagsLength({ name, attributes, reference }: CleanElement): number {
  const address = reference === undefined ? 0 : reference.kind === "external" ? reference.url.length : 80;
  return 2 * name.length + 5 + attributeList(attributes).length + address;
}

/** What one character becomes at most: `&quot;`. */
const escapedMax = 6;

/** At least as many characters as `markupLength` says, told without writing anything: most blocks are far from any limit. */
export function markupLengthMax(node: CleanNode): number {
  if (typeof node === "string") return node.length * escapedMax;
  const { name, attributes, children, reference } = node;
  let length =
    2 * name.length + 5 + (reference === undefined ? 0 : reference.kind === "external" ? reference.url.length : 80);
  for (const attribute in attributes)
    length += 4 + attribute.length + (attributes[attribute]?.length ?? 0) * escapedMax;
  for (const child of children) length += markupLengthMax(child);
  return length;
}
