import { childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { type Grammar, settle } from "../settle-markup.ts";

const words = (list: string): readonly string[] => list.trim().split(/\s+/u);
const each = (list: string, kind: string) => words(list).map((name) => [name, kind] as const);

/** Places in the text, which say nothing. */
const marks =
  "bookmark bookmark-start reference-mark reference-mark-start alphabetical-index-mark toc-mark " +
  "soft-page-break change change-start change-end annotation-end";
const shapes =
  "caption circle connector custom-shape ellipse line measure path polygon polyline rect regular-polygon control";

const kinds: ReadonlyMap<string, string> = new Map([
  ...each("p h list table section numbered-paragraph tracked-changes table-of-content", "block"),
  ...each("list-item list-header", "item"),
  ...each("table-row table-rows table-header-rows table-row-group shapes", "row"),
  ...each("table-cell covered-table-cell", "cell"),
  ...each("span a note annotation frame g ruby s tab line-break hidden-text hidden-paragraph", "inline"),
  ...each(marks, "inline"),
  ...each(shapes, "inline"),
  ...each("note-citation note-body", "part of a note"),
  ["changed-region", "change"],
  ...each("table-of-content-source index-body", "part of an index"),
]);

const holds: ReadonlyMap<string, string> = new Map([
  ...each("text section numbered-paragraph list-item list-header note-body annotation text-box", "block"),
  ...each("table-cell covered-table-cell", "block"),
  ...each(shapes, "block"),
  ...each("p h span a", "inline"),
  ["list", "item"],
  ...each("table table-rows table-header-rows table-row-group", "row"),
  ["table-row", "cell"],
  ["note", "part of a note"],
  ["tracked-changes", "change"],
  ["table-of-content", "part of an index"],
]);

/** What is told of the document or of a table, and not in it. */
const apart = new Set(
  words(`automatic-styles styles master-styles font-face-decls settings scripts meta forms sequence-decls variable-decls
    user-field-decls dde-connection-decls title desc enhanced-geometry glue-point event-listeners table-columns
    table-column table-header-columns illustration-index-source alphabetical-index-source bibliography-source table-index-source user-index-source object-index-source`),
);

const grammar: Grammar = {
  kinds,
  holds,
  exact: new Set(words("note annotation tracked-changes table-of-content")),
  wrappers: new Map([
    ["inline", "p"],
    ["item", "list"],
    ["block", "table-cell"],
    ["cell", "table-row"],
    ["row", "table"],
  ]),
  joined: new Set(["table-cell"]),
  text: "inline",
  silent: new Set(
    words("bookmark bookmark-start reference-mark reference-mark-start alphabetical-index-mark toc-mark"),
  ),
  properties: new Set(),
  wordless: new Set(words(`frame g s tab line-break ${marks}`)),
  within: new Set(["text-box"]),
  isForeign: ({ name }, parent) => /^(?:frame|g)$/u.test(parent.name) && /^(?:p|h|span|a|list)$/u.test(name),
  instead: (element) => {
    if (element.name === "br") return [{ ...element, name: "line-break", children: [] }, ...element.children];
    return isApart(element) ? textsIn(element) : undefined;
  },
};

function isApart({ name, namespace }: XmlElement): boolean {
  // `text:meta` is text; what is of Dublin Core in a comment says who wrote it, and when.
  if (name === "meta") return isOffice(namespace);
  return apart.has(name) || namespace === "http://purl.org/dc/elements/1.1/";
}

/** What such an element took in that does not end: all of the text, or what stood behind it there. */
function textsIn(element: XmlElement): readonly XmlElement[] {
  return childrenOf(element).flatMap((child) => {
    if (child.name === "body" || (child.name === "text" && isOffice(child.namespace))) return [child];
    // Those of masters are heads and feet of pages.
    if (blocks.has(child.name) && element.name !== "master-styles") return [child];
    return child.name === "master-page" ? childrenOf(child, "body") : textsIn(child);
  });
}

const blocks = new Set(words("p h list table section"));

function isOffice(namespace: string): boolean {
  return namespace.includes(":office:");
}

/** The text of a document that was guessed at, with all of its words where they are read. */
export function settledText(document: XmlElement): XmlElement {
  return settle({ ...document, name: "text", children: [document] }, grammar);
}
