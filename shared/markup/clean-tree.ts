import type { SourceReference } from "./source-reference.ts";

/**
 * What cleaning leaves of a source: names and attributes from our allow-list alone, nested as XHTML5 wants it. Its depth
 * is bounded (`depthMax`), so whatever reads it may recurse.
 */
export interface CleanElement {
  name: string;
  readonly attributes: Record<string, string>;
  children: CleanNode[];
  /** The ids under which the source's links point here. What is written is decided when all links are known. */
  ids: string[];
  /** Where an `a` leads, or the resource that an `img` shows. */
  readonly reference?: SourceReference;
  /** A note only if what it leads back to calls it; else it is what lies in it. */
  presumed?: boolean;
}

export type CleanNode = CleanElement | string;

/** How deep elements may lie in each other: far more than any page means, far less than any stack holds. */
export const depthMax = 48;

export function cleanElement(
  name: string,
  attributes: Record<string, string> = {},
  children: CleanNode[] = [],
  reference?: SourceReference,
): CleanElement {
  return { name, attributes, children, ids: [], ...(reference && { reference }) };
}

/** The text in a node; `br` counts as a space, a picture as nothing. */
export function textOf(node: CleanNode): string {
  if (typeof node === "string") return node;
  if (node.name === "br") return " ";
  return node.children.map(textOf).join("");
}

/** Whether a reader would see anything of it. */
export function isVisible(node: CleanNode): boolean {
  if (typeof node === "string") return /\S/.test(node);
  return node.name === "img" || node.name === "math" || node.name === "hr" || node.children.some(isVisible);
}

/** Every id in a tree, for an element that takes its place. */
export function idsWithin(node: CleanNode): readonly string[] {
  return typeof node === "string" ? [] : [...node.ids, ...node.children.flatMap(idsWithin)];
}
