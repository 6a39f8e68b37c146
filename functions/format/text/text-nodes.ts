import { defaultTreeAdapter, html as htmlNames } from "parse5";
import type { HtmlElement } from "../html/html-nodes.ts";
import type { FoundHeading } from "./find-headings.ts";
import { type Inline, readInlineMarks } from "./inline-marks.ts";
import type { TextBlock } from "./text-blocks.ts";

/** Deeper indents of verse were made for wider pages. */
const indentColumnsMax = 12;
const fixedSpace = "\u00a0";

/** The HTML that a block of text is. */
export function nodeOf(block: TextBlock): HtmlElement {
  switch (block.kind) {
    case "rule":
      return element("hr");
    case "preformatted":
      return withText(element("pre"), block.lines.join("\n"));
    case "paragraph":
      return quotedIf(block.quoted, withInlines(element("p"), readInlineMarks(block.text)));
    case "lines": {
      const paragraph = element("p");
      for (const [index, { text, indent }] of block.lines.entries()) {
        if (index > 0) defaultTreeAdapter.appendChild(paragraph, element("br"));
        if (indent > 0) defaultTreeAdapter.insertText(paragraph, fixedSpace.repeat(Math.min(indent, indentColumnsMax)));
        withInlines(paragraph, readInlineMarks(text));
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

function element(name: string): HtmlElement {
  return defaultTreeAdapter.createElement(name, htmlNames.NS.HTML, []);
}

function withText(parent: HtmlElement, text: string): HtmlElement {
  if (text !== "") defaultTreeAdapter.insertText(parent, text);
  return parent;
}

function withInlines(parent: HtmlElement, inlines: readonly Inline[]): HtmlElement {
  for (const { mark, text } of inlines) {
    if (mark === "plain") withText(parent, text);
    else defaultTreeAdapter.appendChild(parent, withText(element(mark), text));
  }
  return parent;
}

function quotedIf(quoted: boolean, inner: HtmlElement): HtmlElement {
  if (!quoted) return inner;
  const quote = element("blockquote");
  defaultTreeAdapter.appendChild(quote, inner);
  return quote;
}
