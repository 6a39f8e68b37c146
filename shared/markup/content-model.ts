/** What of XHTML5's content model composing has to know: where blocks, text and parts of them may lie. */

/** A container is a block that holds blocks; `raw` ones hold loose text as well. */
export type ContainerName =
  | "blockquote"
  | "ul"
  | "ol"
  | "li"
  | "dl"
  | "dt"
  | "dd"
  | "figure"
  | "figcaption"
  | "aside"
  | "table"
  | "caption"
  | "thead"
  | "tbody"
  | "tfoot"
  | "tr"
  | "td"
  | "th";

export const rawContainers = new Set(["li", "dd", "td", "th", "figure"]);
export const listContainers = new Set(["ul", "ol"]);
export const rowGroups = new Set(["thead", "tbody", "tfoot"]);
export const dropsWhenEmpty = new Set([
  "blockquote",
  "ul",
  "ol",
  "li",
  "dl",
  "dt",
  "dd",
  "figure",
  "figcaption",
  "aside",
  "table",
  "caption",
]);
/** Inline elements that end a text as a word does. */
export const atoms = new Set(["img", "math", "ruby"]);
/** Elements that may lie in certain others alone. Where they do not, what is in them stands without them. */
export const parentsOf: Partial<Record<ContainerName, ReadonlySet<string>>> = {
  dt: new Set(["dl"]),
  dd: new Set(["dl"]),
  figcaption: new Set(["figure"]),
  caption: new Set(["table"]),
  thead: new Set(["table"]),
  tbody: new Set(["table"]),
  tfoot: new Set(["table"]),
  tr: rowGroups,
  td: new Set(["tr"]),
  th: new Set(["tr"]),
};
export const divisible = new Set(["blockquote", "ul", "ol", "dl"]);
