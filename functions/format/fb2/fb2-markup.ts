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

function blocks(parent: XmlElement, level: number): string {
  return childrenOf(parent)
    .map((child) => block(child, level))
    .join("");
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
      return `<h${heading}${idAttribute}>${linesOf(element)}</h${heading}>`;
    }
    case "subtitle":
      return `<p${idAttribute} style="text-align:center"><strong>${inline(element)}</strong></p>`;
    case "p":
      return `<p${idAttribute}>${inline(element)}</p>`;
    case "empty-line":
      return "<p><br></p>";
    case "image":
      return `<p style="text-align:center">${image(element)}</p>`;
    case "epigraph":
    case "cite":
    case "annotation":
      return `<blockquote${idAttribute}>${blocks(element, level)}</blockquote>`;
    case "text-author":
      return `<p style="text-align:right"><em>${inline(element)}</em></p>`;
    case "date":
      return `<p style="text-align:right">${inline(element)}</p>`;
    case "poem":
      return `<div${idAttribute}>${childrenOf(element)
        .map((child) => (child.name === "title" ? `<p><strong>${linesOf(child)}</strong></p>` : block(child, level)))
        .join("")}</div>`;
    case "stanza":
      return stanza(element);
    case "v":
      return `<p${idAttribute}>${inline(element)}</p>`;
    case "table":
      return `<table${idAttribute}>${childrenOf(element, "tr").map(row).join("")}</table>`;
    default:
      return blocks(element, level);
  }
}

/** The lines of a stanza are one paragraph: a line's break is the poet's, the space around the stanza the book's. */
function stanza(element: XmlElement): string {
  const html: string[] = [];
  let lines: string[] = [];
  const endLines = () => {
    if (lines.length > 0) html.push(`<p>${lines.join("<br>")}</p>`);
    lines = [];
  };
  for (const child of childrenOf(element)) {
    if (child.name === "v") {
      lines.push(inline(child));
      continue;
    }
    endLines();
    html.push(`<p><strong>${child.name === "title" ? linesOf(child) : inline(child)}</strong></p>`);
  }
  endLines();
  return html.join("");
}

function row(element: XmlElement): string {
  const cells = childrenOf(element).map((cell) => {
    const tag = cell.name === "th" ? "th" : "td";
    const spans = ["colspan", "rowspan"].map((name) => {
      const value = attributeOf(cell, name);
      return value === undefined ? "" : ` ${name}="${escapeAttribute(value)}"`;
    });
    return `<${tag}${spans.join("")}>${inline(cell)}</${tag}>`;
  });
  return `<tr>${cells.join("")}</tr>`;
}

/** The paragraphs of a title are its lines. */
function linesOf(title: XmlElement): string {
  const lines = childrenOf(title, "p").map(inline);
  return lines.length > 0 ? lines.join("<br>") : inline(title);
}

const inlineTags: Readonly<Record<string, string>> = {
  strong: "strong",
  emphasis: "em",
  strikethrough: "s",
  sub: "sub",
  sup: "sup",
  code: "code",
};

function inline(element: XmlElement): string {
  return element.children
    .map((child) => {
      if (typeof child === "string") return escapeText(child);
      if (child.name === "a") return link(child);
      if (child.name === "image") return image(child);
      const tag = inlineTags[child.name];
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
