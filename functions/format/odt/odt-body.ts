import { attributeOf, childOf, childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import type { MathDisplay } from "../math/math-markup.ts";
import { nestedLists } from "../nested-lists.ts";
import { pageBreak } from "../page-breaks.ts";
import { type OdtContext, odtInline, withLook } from "./odt-inline.ts";
import type { OdtMeaning } from "./odt-styles.ts";
import { odtTable } from "./odt-table.ts";

/** Block content of an OpenDocument as HTML. */
export function odtBlocks(parent: XmlElement, context: OdtContext): string {
  const html: string[] = [];
  const lists = nestedLists(html);
  let inCode = false;
  for (const block of childrenOf(parent)) {
    if (!isNumbered(block)) lists.closeAll();
    const meaning = block.name === "p" ? context.styles.meaningOf(attributeOf(block, "style-name")) : undefined;
    if (meaning?.isCode) {
      const { html: code, boxes } = odtInline(block, context);
      html.push(inCode ? "\n" : "<pre>", code);
      inCode = boxes.length === 0;
      if (!inCode) html.push("</pre>", boxesOf(boxes, context));
      continue;
    }
    if (inCode) html.push("</pre>");
    inCode = false;
    if (isNumbered(block)) {
      const level = Math.min(Math.max(Number(attributeOf(block, "list-level") ?? 1) || 1, 1), listLevelsMax);
      const isCounted = context.styles.isCounted(attributeOf(block, "style-name"), level);
      lists.item(level - 1, isCounted ? "ol" : "ul", odtBlocks(block, withFormulas(context, "inline")));
    } else html.push(blockOf(block, meaning, context));
  }
  lists.closeAll();
  if (inCode) html.push("</pre>");
  return html.join("");
}

/** A paragraph of a list that stands by itself. What is a heading stays one. */
function isNumbered({ name, children }: XmlElement): boolean {
  return name === "numbered-paragraph" && !children.some((child) => typeof child !== "string" && child.name === "h");
}

/** OpenDocument knows ten. */
const listLevelsMax = 10;

function blockOf(block: XmlElement, meaning: OdtMeaning | undefined, context: OdtContext): string {
  switch (block.name) {
    case "h": {
      const level = Math.min(Math.max(Number(attributeOf(block, "outline-level") ?? 1) || 1, 1), 6);
      const { breaksBefore, breaksAfter } = context.styles.meaningOf(attributeOf(block, "style-name"));
      const style = styleOf([breaksBefore && "page-break-before:always", breaksAfter && "page-break-after:always"]);
      const { html, boxes } = odtInline(block, context);
      return `<h${level}${style}>${html}</h${level}>${boxesOf(boxes, context)}`;
    }
    case "p":
      return paragraphOf(block, meaning, context);
    case "list":
      return listOf(block, context, attributeOf(block, "style-name"), 1);
    case "table":
      return odtTable(block, { blocks: (cell) => odtBlocks(cell, context), copies: context.copies });
    case "numbered-paragraph":
    // Of a drawing.
    case "page":
    case "section":
    case "index-body":
    case "index-title":
      return odtBlocks(block, context);
    // A table of contents made by the word processor: the book gets its own, with links that work.
    case "table-of-content":
    case "tracked-changes":
    case "sequence-decls":
    case "forms":
      return "";
    default:
      if (indexes.has(block.name)) return odtBlocks(childOf(block, "index-body") ?? block, context);
      return drawn.test(block.namespace) || block.name === "a" ? anchoredToPage(block, context) : "";
  }
}

const indexes = new Set(
  "illustration-index alphabetical-index bibliography table-index user-index object-index".split(" "),
);
const drawn = /:drawing:/u;

/** A picture, a text box or a shape that lies beside the paragraphs. */
function anchoredToPage(block: XmlElement, context: OdtContext): string {
  const { html, boxes } = odtInline({ ...block, name: "p", children: [block] }, context);
  return (html.trim() === "" ? "" : `<p>${html}</p>`) + boxesOf(boxes, context);
}

function boxesOf(boxes: readonly XmlElement[], context: OdtContext): string {
  return boxes
    .map((box) => (box.name === "object" ? context.figure(box).html : odtBlocks(box, context)))
    .filter((html) => html !== "")
    .map((html) => `<div>${html}</div>`)
    .join("");
}

function paragraphOf(paragraph: XmlElement, meaning: OdtMeaning | undefined, context: OdtContext): string {
  const written = odtInline(paragraph, isOnlyFrame(paragraph) ? withFormulas(context, "block") : context);
  const content = withLook(meaning, written.html);
  const boxes = boxesOf(written.boxes, context);
  if (content.trim() === "" && boxes !== "") return (meaning?.breaksBefore ? pageBreak : "") + boxes;
  // An empty line leaves space, which may mean something: it is for the book to see.
  if (content.trim() === "") return meaning?.breaksBefore || meaning?.breaksAfter ? pageBreak : "<p>\u00a0</p>";
  if (meaning?.isTitle) return `<h1>${content}</h1>${boxes}`;
  const style = styleOf([
    meaning?.alignment !== undefined && `text-align:${meaning.alignment}`,
    meaning?.breaksBefore && "page-break-before:always",
    meaning?.breaksAfter && "page-break-after:always",
    meaning?.spaceBefore && `margin-top:${meaning.spaceBefore}`,
  ]);
  const html = `<p${style}>${content}</p>`;
  return (meaning?.isQuote ? `<blockquote>${html}</blockquote>` : html) + boxes;
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
