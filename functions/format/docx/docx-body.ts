import { attributeOf, childOf, childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { holdsPlace } from "../book-within.ts";
import { nestedLists } from "../nested-lists.ts";
import { pageBreak, takePageBreaks } from "../page-breaks.ts";
import { isFigure } from "./docx-drawings.ts";
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
      html.push(otherBlockOf(block, context));
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
    const after = boxesOf(content.boxes, context);
    if (!meaning.isCode || meaning.numbering !== undefined) closeCode();
    if (meaning.isCode && meaning.numbering === undefined) {
      lists.closeAll();
      html.push(inCode ? "\n" : "<pre>", content.html);
      inCode = true;
      if (after !== "") {
        closeCode();
        html.push(after);
      }
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

/** What is no paragraph: a table, a document within this one, or a formula. */
function otherBlockOf(block: XmlElement, context: DocxContext): string {
  if (block.name === "tbl") return tableOf(block, context);
  if (block.name !== "altChunk") return `<p>${formulasOf(block, context)}</p>`;
  const part = context.relationships.get(attributeOf(block, "id") ?? "");
  return part === undefined || part.external ? "" : context.chunk(part.target);
}

function boxesOf(boxes: readonly XmlElement[], context: DocxContext): string {
  return boxes
    .map((box) => (isFigure(box) ? figureOf(box, context) : blocksOf(box, context)))
    .filter((html) => html !== "")
    .map((html) => `<div>${html}</div>`)
    .join("");
}

/** A diagram names several parts, of which the one with its data says what it shows. */
function figureOf(figure: XmlElement, { relationships, figure: read }: DocxContext): string {
  const part = relationships.get(attributeOf(figure, figure.name === "relIds" ? "dm" : "id") ?? "");
  return part === undefined || part.external ? "" : read(part.target);
}

/** Blocks through the wrappers that only Word cares for: content controls, changes that were accepted, custom XML. */
function* flatten(parent: XmlElement): Generator<XmlElement> {
  for (const child of childrenOf(parent)) {
    if (child.name === "p") yield* apart(child);
    else if (["tbl", "oMath", "oMathPara", "altChunk"].includes(child.name)) yield child;
    else if (child.name === "sdt") yield* flatten(childOf(child, "sdtContent") ?? { ...child, children: [] });
    else if (["ins", "moveTo", "customXml", "smartTag", "txbxContent"].includes(child.name)) yield* flatten(child);
    else if (child.name === "AlternateContent")
      yield* flatten(childOf(child, "Choice") ?? childOf(child, "Fallback") ?? child);
  }
}

/** A paragraph; where a table or another paragraph lies in it, as some programs write, what comes before, that, and the rest. */
function* apart(paragraph: XmlElement): Generator<XmlElement> {
  const { children } = paragraph;
  if (!children.some(isBlock)) {
    yield paragraph;
    return;
  }
  const properties = childOf(paragraph, "pPr");
  let line: (XmlElement | string)[] = [];
  const lineSoFar = function* (): Generator<XmlElement> {
    const isAnything = line.some((part) => typeof part !== "string");
    if (isAnything) yield { ...paragraph, children: properties === undefined ? line : [properties, ...line] };
    line = [];
  };
  for (const child of children) {
    if (!isBlock(child)) {
      if (child !== properties) line.push(child);
      continue;
    }
    yield* lineSoFar();
    yield* flatten({ ...paragraph, children: [child] });
  }
  yield* lineSoFar();
}

const isBlock = (child: XmlElement | string): boolean =>
  typeof child !== "string" && (child.name === "tbl" || child.name === "p");

function isInitial(properties: XmlElement | undefined): boolean {
  return /^(?:drop|margin)$/u.test(attributeOf(childOf(properties, "framePr"), "dropCap") ?? "");
}

/** Whether there is no word in markup, nor a picture, a formula, or a document. */
export function saysNothing(html: string): boolean {
  return !(saysSomething.test(html) || holdsPlace(html));
}

/** A character behind a tag or at the start. What is tested may be the whole of a table: nothing is tried twice. */
const saysSomething = /(?:^|>)\s*[^\s<]|<(?:img|math)/u;

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

interface PlacedCell {
  readonly cell: XmlElement;
  readonly span: number;
  readonly merge: string;
}

function tableOf(table: XmlElement, context: DocxContext): string {
  const rows = [...wrapped(table, "tr")];
  /** Of each row, by the column that they begin at. */
  const cells = rows.map((row) => {
    const placed = new Map<number, PlacedCell>();
    let column = 0;
    for (const cell of wrapped(row, "tc")) {
      const properties = childOf(cell, "tcPr");
      const span = Math.max(Number(attributeOf(childOf(properties, "gridSpan"), "val") ?? 1) || 1, 1);
      const merge = childOf(properties, "vMerge");
      placed.set(column, {
        cell,
        span,
        merge: merge === undefined ? "none" : (attributeOf(merge, "val") ?? "continue"),
      });
      column += span;
    }
    return placed;
  });
  const mergeAt = (row: number, column: number) => cells[row]?.get(column)?.merge ?? "none";
  const body = rows.map((row, at) => {
    const isHead = childOf(childOf(row, "trPr"), "tblHeader") !== undefined;
    const tag = isHead ? "th" : "td";
    const columns = [...(cells[at] ?? [])]
      // One that goes on with nothing begins by itself.
      .filter(([column, { merge }]) => merge !== "continue" || mergeAt(at - 1, column) === "none")
      .map(([column, { cell, span, merge }]) => {
        let below = 1;
        if (merge !== "none") while (mergeAt(at + below, column) === "continue") below += 1;
        const spans = `${span > 1 ? ` colspan="${span}"` : ""}${below > 1 ? ` rowspan="${below}"` : ""}`;
        // The cells that it goes on with have nothing in them, unless a program merged them without looking.
        const rest = Array.from({ length: below - 1 }, (_, row) => cells[at + row + 1]?.get(column)?.cell)
          .map((merged) => (merged === undefined ? "" : blocksOf(merged, context)))
          .filter((html) => !saysNothing(html));
        return `<${tag}${spans}>${blocksOf(cell, context)}${rest.join("")}</${tag}>`;
      });
    return `<tr>${columns.join("")}</tr>`;
  });
  return `<table>${body.join("")}</table>`;
}

/** Rows and cells, through the wrappers that only Word cares for. */
function* wrapped(parent: XmlElement, name: "tr" | "tc"): Generator<XmlElement> {
  for (const child of childrenOf(parent)) {
    if (child.name === name) yield child;
    else if (wrappers.has(child.name)) yield* wrapped(child, name);
  }
}

const wrappers = new Set(["sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"]);
