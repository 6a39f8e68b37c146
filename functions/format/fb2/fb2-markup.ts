import { escapeAttribute, escapeText } from "entities/escape";
import { attributeOf, childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";

/** A body's sections as HTML, with headings by their depth. */
export function fb2Body(body: XmlElement): string {
  return blocks(body, 1);
}

/** The sections of a body of notes: each is what a mark in the text leads to. */
export function fb2Notes(body: XmlElement): string {
  return childrenOf(body, "section")
    .map((section) => {
      const id = attributeOf(section, "id");
      const withoutTitle = {
        ...section,
        children: section.children.filter((child) => typeof child === "string" || child.name !== "title"),
      };
      const content = blocks(withoutTitle, 6);
      return id === undefined ? content : `<aside epub:type="footnote" id="${escapeAttribute(id)}">${content}</aside>`;
    })
    .join("");
}

const headingLevelMax = 6;

/** What stands between blocks, where only blocks may be, is a paragraph: the file is damaged, or was never right. */
function blocks(parent: XmlElement, level: number, markupOf = block): string {
  const html: string[] = [];
  let between: (XmlElement | string)[] = [];
  const endParagraph = () => {
    const words = inline({ ...parent, children: between });
    if (words.trim() !== "") html.push(`<p>${words}</p>`);
    between = [];
  };
  for (const child of parent.children) {
    if (typeof child === "string" || isInline(child)) {
      between.push(child);
      continue;
    }
    endParagraph();
    html.push(markupOf(child, level));
  }
  endParagraph();
  return html.join("");
}

function isInline({ name }: XmlElement): boolean {
  return name === "a" || name === "br" || name === "style" || inlineTags.has(name);
}

function block(element: XmlElement, level: number): string {
  const id = attributeOf(element, "id");
  const idAttribute = id === undefined ? "" : ` id="${escapeAttribute(id)}"`;
  switch (element.name) {
    case "section": {
      // The section's id goes to its first element, as sections themselves are not kept.
      const anchor = id === undefined ? "" : `<div${idAttribute}></div>`;
      return anchor + blocks(element, Math.min(level + 1, headingLevelMax));
    }
    case "title": {
      const heading = Math.min(Math.max(level - (level > 1 ? 1 : 0), 1), headingLevelMax);
      const { title, rest } = endingInTime(element);
      return `<h${heading}${idAttribute}>${linesOf(title)}</h${heading}>${blocks(rest, level)}`;
    }
    case "subtitle":
      return `<p${idAttribute} style="text-align:center"><strong>${inline(element)}</strong></p>`;
    case "p":
      return `<p${idAttribute}>${inline(element)}</p>`;
    // Those two hold nothing, unless their end is missing.
    case "empty-line":
      return `<p><br></p>${blocks(element, level)}`;
    case "image":
      return `<p style="text-align:center">${image(element)}</p>${blocks(element, level)}`;
    case "binary":
      return "";
    case "epigraph":
    case "cite":
    case "annotation":
      return `<blockquote${idAttribute}>${blocks(element, level)}</blockquote>`;
    case "text-author":
      return `<p style="text-align:right"><em>${inline(element)}</em></p>`;
    case "date":
      return `<p style="text-align:right">${inline(element)}</p>`;
    case "poem":
      return `<div${idAttribute}>${blocks(element, level, partOfPoem)}</div>`;
    case "stanza":
      return stanza(element);
    case "v":
      return `<p${idAttribute}>${inline(element)}</p>`;
    case "table":
      return `<table${idAttribute}>${childrenOf(element, "tr").map(row).join("")}</table>${blocks(withoutRows(element), level)}`;
    default:
      return blocks(element, level);
  }
}

function partOfPoem(element: XmlElement, level: number): string {
  return element.name === "title" ? `<p><strong>${linesOf(element)}</strong></p>` : block(element, level);
}

/** What a table took in that does not end. */
function withoutRows(table: XmlElement): XmlElement {
  return { ...table, children: table.children.filter((child) => typeof child === "string" || child.name !== "tr") };
}

/** The lines of a stanza are one paragraph: a line's break is the poet's, the space around the stanza the book's. */
function stanza(element: XmlElement): string {
  const html: string[] = [];
  let lines: string[] = [];
  const endLines = () => {
    if (lines.length > 0) html.push(`<p>${lines.join("<br>")}</p>`);
    lines = [];
  };
  for (const child of element.children) {
    if (typeof child === "string" || child.name === "v") {
      const line = typeof child === "string" ? escapeText(child.trim()) : inline(child);
      if (line !== "" || typeof child !== "string") lines.push(line);
      continue;
    }
    endLines();
    html.push(`<p><strong>${child.name === "title" ? linesOf(child) : inline(child)}</strong></p>`);
  }
  endLines();
  return html.join("");
}

function row(element: XmlElement): string {
  const cells = element.children.map((cell) => {
    if (typeof cell === "string") return cell.trim() === "" ? "" : `<td>${escapeText(cell)}</td>`;
    const tag = cell.name === "th" ? "th" : "td";
    const spans = ["colspan", "rowspan"].map((name) => {
      const value = attributeOf(cell, name);
      return value === undefined ? "" : ` ${name}="${escapeAttribute(value)}"`;
    });
    return `<${tag}${spans.join("")}>${inline(cell)}</${tag}>`;
  });
  return `<tr>${cells.join("")}</tr>`;
}

const titleLinesMax = 20;

/** A title whose end is missing has taken in what follows it: its first line is the title then. */
function endingInTime(title: XmlElement): { title: XmlElement; rest: XmlElement } {
  const lines = childrenOf(title).filter(({ name }) => name === "p" || name === "empty-line");
  const isOnlyTitle = lines.length <= titleLinesMax && childrenOf(title).every((child) => mayBeInTitle(child));
  const end = isOnlyTitle ? title.children.length : title.children.findIndex((child) => typeof child !== "string") + 1;
  return {
    title: { ...title, children: title.children.slice(0, end) },
    rest: { ...title, children: title.children.slice(end) },
  };
}

function mayBeInTitle(element: XmlElement): boolean {
  return element.name === "p" || element.name === "empty-line" || element.name === "image" || isInline(element);
}

/** The paragraphs of a title are its lines. */
function linesOf(title: XmlElement): string {
  const isOfLines = childrenOf(title, "p").length > 0;
  if (!isOfLines) return inline(title);
  return title.children
    .map((child) => (typeof child === "string" ? escapeText(child.trim()) : inline(child)))
    .filter((line, at) => line !== "" || isParagraph(title.children[at]))
    .join("<br>");
}

function isParagraph(node: XmlElement | string | undefined): boolean {
  return typeof node === "object" && node.name === "p";
}

/** Those of FictionBook, and those of HTML that people write for them. */
const inlineTags: ReadonlyMap<string, string> = new Map([
  ["strong", "strong"],
  ["emphasis", "em"],
  ["strikethrough", "s"],
  ["sub", "sub"],
  ["sup", "sup"],
  ["code", "code"],
  ["b", "strong"],
  ["i", "em"],
  ["em", "em"],
]);

function inline(element: XmlElement): string {
  return element.children
    .map((child) => {
      if (typeof child === "string") return escapeText(child);
      if (child.name === "a") return link(child);
      if (child.name === "image") return image(child) + inline(child);
      if (child.name === "br") return `<br>${inline(child)}`;
      if (child.name === "binary") return "";
      const tag = inlineTags.get(child.name);
      return tag === undefined ? inline(child) : `<${tag}>${inline(child)}</${tag}>`;
    })
    .join("");
}

function link(element: XmlElement): string {
  const href = attributeOf(element, "href");
  if (href === undefined) return inline(element);
  const isNote = attributeOf(element, "type") === "note";
  return `<a${isNote ? ' epub:type="noteref"' : ""} href="${escapeAttribute(href)}">${inline(element)}</a>`;
}

function image(element: XmlElement): string {
  const href = attributeOf(element, "href")?.replace(/^#/, "") ?? "";
  const alt = attributeOf(element, "alt") ?? attributeOf(element, "title") ?? "";
  return `<img src="resource:${escapeAttribute(href)}" alt="${escapeAttribute(alt)}">`;
}
