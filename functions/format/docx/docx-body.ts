import { attributeOf, childOf, childrenOf, descendantsOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { nestedLists } from "../nested-lists.ts";
import { pageBreak, takePageBreaks } from "../page-breaks.ts";
import { type DocxContext, formulasOf, inlineOf } from "./docx-inline.ts";
import type { ParagraphMeaning } from "./docx-styles.ts";

/** Block content (paragraphs and tables) as HTML. */
export function blocksOf(parent: XmlElement, context: DocxContext): string {
  const html: string[] = [];
  const lists = nestedLists(html);
  let inCode = false;
  /** A large first letter, which Word keeps in a paragraph of its own before the one that it begins. */
  let initial = "";
  const closeInitial = () => {
    if (initial !== "") html.push(`<p>${initial}</p>`);
    initial = "";
  };
  const closeCode = () => {
    if (inCode) html.push("</pre>");
    inCode = false;
  };
  for (const block of flatten(parent)) {
    if (block.name !== "p") {
      closeCode();
      closeInitial();
      lists.closeAll();
      html.push(block.name === "tbl" ? tableOf(block, context) : `<p>${formulasOf(block, context)}</p>`);
      continue;
    }
    const properties = childOf(block, "pPr");
    const meaning = context.styles.paragraph(properties);
    const written = inlineOf(block, context);
    if (isInitial(properties) && written.boxes.length === 0) {
      initial += written.html;
      continue;
    }
    const content = { ...written, html: initial + written.html };
    initial = "";
    const after = content.boxes.map((box) => `<div>${blocksOf(box, context)}</div>`).join("");
    if (!meaning.isCode || meaning.numbering !== undefined) closeCode();
    if (meaning.isCode && meaning.numbering === undefined) {
      lists.closeAll();
      html.push(inCode ? "\n" : "<pre>", content.html);
      inCode = true;
      continue;
    }
    // A paragraph of nothing is Word's way of leaving space, which may mean something: it is for the book to see.
    if (content.html.trim() === "" && after === "") {
      if (lists.isOpen()) lists.closeAll();
      html.push(meaning.breaksBefore ? pageBreak : emptyLine, breakAfter(properties));
      continue;
    }
    if (meaning.headingLevel === 0 && meaning.numbering !== undefined) {
      lists.item(meaning.numbering.level, context.styles.isCounted(meaning.numbering) ? "ol" : "ul", content.html);
    } else {
      lists.closeAll();
      html.push(paragraphOf(meaning, properties, content.html));
    }
    html.push(after, breakAfter(properties));
  }
  closeCode();
  closeInitial();
  lists.closeAll();
  return html.join("");
}

/** Blocks through the wrappers that only Word cares for: content controls, changes that were accepted, custom XML. */
function* flatten(parent: XmlElement): Generator<XmlElement> {
  for (const child of childrenOf(parent)) {
    if (["p", "tbl", "oMath", "oMathPara"].includes(child.name)) yield child;
    else if (child.name === "sdt") yield* flatten(childOf(child, "sdtContent") ?? { ...child, children: [] });
    else if (["ins", "moveTo", "customXml", "smartTag", "txbxContent"].includes(child.name)) yield* flatten(child);
    else if (child.name === "AlternateContent")
      yield* flatten(childOf(child, "Choice") ?? childOf(child, "Fallback") ?? child);
  }
}

function isInitial(properties: XmlElement | undefined): boolean {
  return /^(?:drop|margin)$/u.test(attributeOf(childOf(properties, "framePr"), "dropCap") ?? "");
}

const emptyLine = "<p>\u00a0</p>";

/** A section of the document that begins a page ends with the paragraph that says so. */
function breakAfter(properties: XmlElement | undefined): string {
  const section = childOf(properties, "sectPr");
  if (section === undefined) return "";
  const type = attributeOf(childOf(section, "type"), "val") ?? "nextPage";
  return type.endsWith("Page") ? pageBreak : "";
}

function paragraphOf(meaning: ParagraphMeaning, properties: XmlElement | undefined, written: string): string {
  const alignment = attributeOf(childOf(properties, "jc"), "val");
  const { content, breaksBefore, breaksAfter } = takePageBreaks(written);
  const said = [
    ...(alignment === "center" ? ["text-align:center"] : []),
    ...(alignment === "right" || alignment === "end" ? ["text-align:right"] : []),
    ...(meaning.breaksBefore || breaksBefore ? ["page-break-before:always"] : []),
    ...(breaksAfter ? ["page-break-after:always"] : []),
    ...(meaning.headingLevel === 0 && meaning.spaceBeforePt > 0 ? [`margin-top:${meaning.spaceBeforePt}pt`] : []),
  ];
  const style = said.length === 0 ? "" : ` style="${said.join(";")}"`;
  const direction = childOf(properties, "bidi") === undefined ? "" : ' dir="rtl"';
  if (meaning.headingLevel > 0)
    return `<h${meaning.headingLevel}${style}${direction}>${content}</h${meaning.headingLevel}>`;
  if (meaning.isTitle) return `<h1${style}${direction}>${content}</h1>`;
  const paragraph = `<p${style}${direction}>${content}</p>`;
  return meaning.isQuote ? `<blockquote>${paragraph}</blockquote>` : paragraph;
}

function tableOf(table: XmlElement, context: DocxContext): string {
  const rows = childrenOf(table).flatMap((child) =>
    child.name === "tr" ? [child] : child.name === "sdt" || child.name === "ins" ? [...descendantsOf(child, "tr")] : [],
  );
  const cells = rows.map((row) => {
    let column = 0;
    return [...cellsOf(row)].map((cell) => {
      const properties = childOf(cell, "tcPr");
      const span = Math.max(Number(attributeOf(childOf(properties, "gridSpan"), "val") ?? 1) || 1, 1);
      const merge = childOf(properties, "vMerge");
      const placed = {
        cell,
        span,
        column,
        merge: merge === undefined ? "none" : (attributeOf(merge, "val") ?? "continue"),
      };
      column += span;
      return placed;
    });
  });
  const body = rows.map((row, at) => {
    const isHead = childOf(childOf(row, "trPr"), "tblHeader") !== undefined;
    const tag = isHead ? "th" : "td";
    const columns = (cells[at] ?? [])
      .filter(({ merge }) => merge !== "continue")
      .map(({ cell, span, column, merge }) => {
        let below = 1;
        if (merge === "restart") {
          while (cells[at + below]?.some((other) => other.column === column && other.merge === "continue")) below += 1;
        }
        const spans = `${span > 1 ? ` colspan="${span}"` : ""}${below > 1 ? ` rowspan="${below}"` : ""}`;
        return `<${tag}${spans}>${blocksOf(cell, context)}</${tag}>`;
      });
    return `<tr>${columns.join("")}</tr>`;
  });
  return `<table>${body.join("")}</table>`;
}

function* cellsOf(row: XmlElement): Generator<XmlElement> {
  for (const child of childrenOf(row)) {
    if (child.name === "tc") yield child;
    else if (child.name === "sdt") yield* cellsOf(childOf(child, "sdtContent") ?? { ...child, children: [] });
  }
}
