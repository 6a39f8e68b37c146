import { attributeOf, childOf, childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import type { MathDisplay } from "../math/math-markup.ts";
import { pageBreak } from "../page-breaks.ts";
import { type OdtContext, odtInline, withLook } from "./odt-inline.ts";
import type { OdtMeaning } from "./odt-styles.ts";

/** Block content of an OpenDocument as HTML. */
export function odtBlocks(parent: XmlElement, context: OdtContext): string {
  const html: string[] = [];
  let inCode = false;
  for (const block of childrenOf(parent)) {
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
      const { html, boxes } = odtInline(block, context);
      return `<h${level}${style}>${html}</h${level}>${boxesOf(boxes, context)}`;
    }
    case "p":
      return paragraphOf(block, meaning, context);
    case "list":
      return listOf(block, context, attributeOf(block, "style-name"), 1);
    case "table":
      return tableOf(block, context);
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
    .map((box) => odtBlocks(box, context))
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
