import { escapeAttribute, escapeText } from "entities/escape";
import { attributeOf, childOf, childrenOf, plainTextOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import type { MathDisplay } from "../math/math-markup.ts";
import { pageBreak } from "../page-breaks.ts";
import type { OdtMeaning, OdtStyles } from "./odt-styles.ts";

export interface OdtContext {
  readonly styles: OdtStyles;
  /** Told of each note's body, in reading order; answers its number, from 1. */
  readonly note: (body: XmlElement) => number;
  /** The markup of the formula that an object is; empty where it is none. */
  readonly formula: (object: XmlElement, display: MathDisplay) => string;
}

const spacesMax = 1000;

/** Block content of an OpenDocument as HTML. */
export function odtBlocks(parent: XmlElement, context: OdtContext): string {
  const html: string[] = [];
  let inCode = false;
  for (const block of childrenOf(parent)) {
    const meaning = block.name === "p" ? context.styles.meaningOf(attributeOf(block, "style-name")) : undefined;
    if (meaning?.isCode) {
      html.push(inCode ? "\n" : "<pre>", odtInline(block, context));
      inCode = true;
      continue;
    }
    if (inCode) html.push("</pre>");
    inCode = false;
    html.push(blockOf(block, meaning, context));
  }
  if (inCode) html.push("</pre>");
  return html.join("");
}

function blockOf(block: XmlElement, meaning: OdtMeaning | undefined, context: OdtContext): string {
  switch (block.name) {
    case "h": {
      const level = Math.min(Math.max(Number(attributeOf(block, "outline-level") ?? 1) || 1, 1), 6);
      const { breaksBefore, breaksAfter } = context.styles.meaningOf(attributeOf(block, "style-name"));
      const style = styleOf([breaksBefore && "page-break-before:always", breaksAfter && "page-break-after:always"]);
      return `<h${level}${style}>${odtInline(block, context)}</h${level}>`;
    }
    case "p":
      return paragraphOf(block, meaning, context);
    case "list":
      return listOf(block, context, attributeOf(block, "style-name"), 1);
    case "table":
      return tableOf(block, context);
    case "section":
    case "index-body":
    case "text-box":
      return odtBlocks(block, context);
    // A table of contents made by the word processor: the book gets its own, with links that work.
    case "table-of-content":
    case "tracked-changes":
    case "sequence-decls":
    case "forms":
      return "";
    case "frame":
    case "g":
    case "a":
      return `<p>${odtInline({ ...block, children: [block] }, context)}</p>`;
    default:
      return [
        "illustration-index",
        "alphabetical-index",
        "bibliography",
        "table-index",
        "user-index",
        "object-index",
      ].includes(block.name)
        ? odtBlocks(childOf(block, "index-body") ?? block, context)
        : "";
  }
}

function paragraphOf(paragraph: XmlElement, meaning: OdtMeaning | undefined, context: OdtContext): string {
  const content = wrap(
    meaning,
    odtInline(paragraph, isOnlyFrame(paragraph) ? withFormulas(context, "block") : context),
  );
  // An empty line leaves space, which may mean something: it is for the book to see.
  if (content.trim() === "") return meaning?.breaksBefore || meaning?.breaksAfter ? pageBreak : "<p>\u00a0</p>";
  if (meaning?.isTitle) return `<h1>${content}</h1>`;
  const style = styleOf([
    meaning?.alignment !== undefined && `text-align:${meaning.alignment}`,
    meaning?.breaksBefore && "page-break-before:always",
    meaning?.breaksAfter && "page-break-after:always",
    meaning?.spaceBefore && `margin-top:${meaning.spaceBefore}`,
  ]);
  const html = `<p${style}>${content}</p>`;
  return meaning?.isQuote ? `<blockquote>${html}</blockquote>` : html;
}

/** A formula that is all of its paragraph is a block, however it is anchored. */
function isOnlyFrame({ children }: XmlElement): boolean {
  const said = children.filter((child) => typeof child !== "string" || child.trim() !== "");
  const [only] = said;
  return said.length === 1 && typeof only === "object" && only.name === "frame";
}

function withFormulas(context: OdtContext, display: MathDisplay): OdtContext {
  return { ...context, formula: (object) => context.formula(object, display) };
}

function styleOf(said: readonly (string | false | undefined)[]): string {
  const declarations = said.filter(Boolean);
  return declarations.length === 0 ? "" : ` style="${declarations.join(";")}"`;
}

function listOf(list: XmlElement, outer: OdtContext, styleName: string | undefined, level: number): string {
  // A block would leave the mark of its item alone.
  const context = withFormulas(outer, "inline");
  const tag = context.styles.isCounted(styleName, level) ? "ol" : "ul";
  const items = childrenOf(list)
    .filter(({ name }) => name === "list-item" || name === "list-header")
    .map((item) => {
      const content = childrenOf(item).map((child) =>
        child.name === "list"
          ? listOf(child, context, attributeOf(child, "style-name") ?? styleName, level + 1)
          : odtBlocks({ ...item, children: [child] }, context),
      );
      return `<li>${content.join("")}</li>`;
    });
  const start = Number(attributeOf(childrenOf(list, "list-item")[0], "start-value") ?? Number.NaN);
  return `<${tag}${tag === "ol" && start > 1 ? ` start="${start}"` : ""}>${items.join("")}</${tag}>`;
}

/** Rows and cells may be said to repeat thousands of times: what is empty is not repeated. */
const repeatsMax = 50;

function tableOf(table: XmlElement, context: OdtContext): string {
  const rows = function* (parent: XmlElement, isHead: boolean): Generator<string> {
    for (const child of childrenOf(parent)) {
      if (child.name === "table-header-rows") yield* rows(child, true);
      else if (child.name === "table-rows" || child.name === "table-row-group") yield* rows(child, isHead);
      else if (child.name === "table-row") {
        const html = rowOf(child, isHead, context);
        const repeats = Math.min(Number(attributeOf(child, "number-rows-repeated") ?? 1) || 1, repeatsMax);
        for (let copy = 0; copy < (html.includes("<p") ? repeats : 1); copy += 1) yield html;
      }
    }
  };
  return `<table>${[...rows(table, false)].join("")}</table>`;
}

function rowOf(row: XmlElement, isHead: boolean, context: OdtContext): string {
  const tag = isHead ? "th" : "td";
  const cells = childrenOf(row, "table-cell").map((cell) => {
    const spans = [
      ["colspan", "number-columns-spanned"],
      ["rowspan", "number-rows-spanned"],
    ].map(([html, odf = ""]) => {
      const value = Number(attributeOf(cell, odf) ?? 1);
      return value > 1 ? ` ${html}="${value}"` : "";
    });
    return `<${tag}${spans.join("")}>${odtBlocks(cell, context)}</${tag}>`;
  });
  return `<tr>${cells.join("")}</tr>`;
}

export function odtInline(parent: XmlElement, context: OdtContext): string {
  return parent.children
    .map((child) => (typeof child === "string" ? escapeText(child) : inlineElement(child, context)))
    .join("");
}

function inlineElement(element: XmlElement, context: OdtContext): string {
  switch (element.name) {
    case "span":
      return wrap(context.styles.meaningOf(attributeOf(element, "style-name")), odtInline(element, context));
    case "s":
      return " ".repeat(Math.min(Number(attributeOf(element, "c") ?? 1) || 1, spacesMax));
    case "tab":
      return "\t";
    case "line-break":
      return "<br>";
    case "a": {
      const href = attributeOf(element, "href");
      // A link to a heading is "#Its text|outline": the bookmark it means has the text before the bar.
      return href === undefined
        ? odtInline(element, context)
        : `<a href="${escapeAttribute(href.replace(/\|(?:outline|region)$/, ""))}">${odtInline(element, context)}</a>`;
    }
    case "bookmark":
    case "bookmark-start":
    case "reference-mark":
    case "reference-mark-start": {
      const name = attributeOf(element, "name");
      return name === undefined ? "" : `<span id="${escapeAttribute(name)}"></span>`;
    }
    case "note": {
      const body = childOf(element, "note-body");
      if (body === undefined) return "";
      const number = context.note(body);
      return `<a epub:type="noteref" id="note-mark-${number}" href="#note-${number}">${number}</a>`;
    }
    case "frame":
      return frameOf(element, context);
    case "ruby":
      return `<ruby>${odtInline(childOf(element, "ruby-base") ?? element, context)}<rt>${odtInline(childOf(element, "ruby-text") ?? { ...element, children: [] }, context)}</rt></ruby>`;
    case "annotation":
    case "annotation-end":
    case "change":
    case "change-start":
    case "change-end":
    case "soft-page-break":
    case "hidden-text":
    case "hidden-paragraph":
    case "alphabetical-index-mark":
    case "toc-mark":
      return "";
    default:
      return odtInline(element, context);
  }
}

function frameOf(frame: XmlElement, context: OdtContext): string {
  const alt = plainTextOf(childOf(frame, "desc")) || plainTextOf(childOf(frame, "title"));
  const parts = childrenOf(frame).map((child) => {
    if (child.name === "image")
      return `<img src="resource:${escapeAttribute(cleanName(attributeOf(child, "href") ?? ""))}" alt="${escapeAttribute(alt)}">`;
    if (child.name === "text-box") return odtBlocks(child, context);
    return "";
  });
  // A formula comes with a picture of itself; its own letters can be made larger.
  const object = childOf(frame, "object");
  const formula =
    object === undefined
      ? ""
      : context.formula(object, attributeOf(frame, "anchor-type") === "paragraph" ? "block" : "inline");
  if (formula !== "") return formula;
  // A picture may be there twice, as SVG and as PNG: the first is the better one.
  const [image] = parts.filter((part) => part.startsWith("<img"));
  return (image ?? "") + parts.filter((part) => !part.startsWith("<img")).join("");
}

export function cleanName(href: string): string {
  return href.replace(/^\.\//, "");
}

function wrap(meaning: OdtMeaning | undefined, content: string): string {
  if (meaning === undefined || content === "") return content;
  if (meaning.hidden) return "";
  const tags = [
    ...(meaning.monospaced && !meaning.isCode ? ["code"] : []),
    ...(meaning.bold ? ["strong"] : []),
    ...(meaning.italic ? ["em"] : []),
    ...(meaning.strike ? ["s"] : []),
    ...(meaning.underline ? ["u"] : []),
    ...(meaning.raised === undefined ? [] : [meaning.raised]),
  ];
  const inner = meaning.smallCaps ? `<span style="font-variant:small-caps">${content}</span>` : content;
  return tags.reduceRight((html, tag) => `<${tag}>${html}</${tag}>`, inner);
}
