import { defaultTreeAdapter, html as htmlNames } from "parse5";
import type { HtmlElement } from "../html/html-nodes.ts";
import type { FoundHeading } from "./find-headings.ts";
import { type Inline, readInlineMarks } from "./inline-marks.ts";
import type { TextBlock } from "./text-blocks.ts";
import type { NoteLink } from "./text-notes.ts";

/** Deeper indents of verse were made for wider pages. */
const indentColumnsMax = 12;
const fixedSpace = "\u00a0";

/** Those that are still to be written: each is written once. */
export type NoteLinks = Map<string, NoteLink>;
const noteMark = /\[\d{1,4}\]|Footnote \d{1,4}(?=:)/gu;

/** The HTML that a block of text is, with the marks of notes as links. */
export function nodeOf(block: TextBlock, links?: NoteLinks): HtmlElement {
  switch (block.kind) {
    case "rule":
      return element("hr");
    case "preformatted":
      return withText(element("pre"), block.lines.join("\n"), links);
    case "paragraph":
      return quotedIf(block.quoted, withInlines(element("p"), readInlineMarks(block.text), links));
    case "lines": {
      const paragraph = element("p");
      for (const [index, { text, indent }] of block.lines.entries()) {
        if (index > 0) defaultTreeAdapter.appendChild(paragraph, element("br"));
        if (indent > 0) defaultTreeAdapter.insertText(paragraph, fixedSpace.repeat(Math.min(indent, indentColumnsMax)));
        withInlines(paragraph, readInlineMarks(text), links);
      }
      return quotedIf(block.quoted, paragraph);
    }
  }
}

export function headingNode({ level, lines }: FoundHeading): HtmlElement {
  const heading = element(level === 1 ? "h1" : "h2");
  for (const [index, line] of lines.entries()) {
    if (index > 0) defaultTreeAdapter.appendChild(heading, element("br"));
    withInlines(heading, readInlineMarks(line));
  }
  return heading;
}

/** The paragraphs of one note are one. */
export function divisionOf(children: readonly HtmlElement[]): HtmlElement {
  const division = element("div");
  for (const child of children) defaultTreeAdapter.appendChild(division, child);
  return division;
}

function element(name: string): HtmlElement {
  return defaultTreeAdapter.createElement(name, htmlNames.NS.HTML, []);
}

function withText(parent: HtmlElement, text: string, links?: NoteLinks): HtmlElement {
  let rest = 0;
  if (links !== undefined && links.size > 0) {
    for (const { 0: mark, index } of text.matchAll(noteMark)) {
      const link = links.get(mark);
      if (link === undefined) continue;
      links.delete(mark);
      withText(parent, text.slice(rest, index));
      const attributes = [
        { name: "id", value: link.id },
        { name: "href", value: `#${link.to}` },
      ];
      defaultTreeAdapter.appendChild(
        parent,
        withText(defaultTreeAdapter.createElement("a", htmlNames.NS.HTML, attributes), mark),
      );
      rest = index + mark.length;
    }
  }
  if (rest < text.length) defaultTreeAdapter.insertText(parent, text.slice(rest));
  return parent;
}

function withInlines(parent: HtmlElement, inlines: readonly Inline[], links?: NoteLinks): HtmlElement {
  for (const { mark, text } of inlines) {
    if (mark === "plain") withText(parent, text, links);
    else defaultTreeAdapter.appendChild(parent, withText(element(mark), text, links));
  }
  return parent;
}

function quotedIf(quoted: boolean, inner: HtmlElement): HtmlElement {
  if (!quoted) return inner;
  const quote = element("blockquote");
  defaultTreeAdapter.appendChild(quote, inner);
  return quote;
}
