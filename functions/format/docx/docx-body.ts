import { escapeAttribute, escapeText } from "entities/escape";
import type { Relationship } from "../../../shared/office/office-package.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  descendantsOf,
  textOf,
  type XmlElement,
} from "../../../shared/xml/xml-element.ts";
import { nestedLists } from "../nested-lists.ts";
import { pageBreak, takePageBreaks } from "../page-breaks.ts";
import type { DocxStyles, ParagraphMeaning, RunMeaning } from "./docx-styles.ts";

/** What the text refers to outside of itself. */
export interface DocxContext {
  readonly styles: DocxStyles;
  readonly relationships: ReadonlyMap<string, Relationship>;
  /** Told of each note's mark, in reading order; answers the number to show. */
  readonly note: (kind: "footnote" | "endnote", id: string) => number;
}

/** Block content (paragraphs and tables) as HTML. */
export function blocksOf(parent: XmlElement, context: DocxContext): string {
  const html: string[] = [];
  const lists = nestedLists(html);
  let inCode = false;
  for (const block of flatten(parent)) {
    if (block.name === "tbl") {
      lists.closeAll();
      html.push(tableOf(block, context));
      continue;
    }
    if (block.name !== "p") continue;
    const properties = childOf(block, "pPr");
    const meaning = context.styles.paragraph(properties);
    const content = inlineOf(block, context);
    if (inCode && (!meaning.isCode || meaning.numbering !== undefined)) {
      html.push("</pre>");
      inCode = false;
    }
    if (meaning.isCode && meaning.numbering === undefined) {
      lists.closeAll();
      html.push(inCode ? "\n" : "<pre>", content.html);
      inCode = true;
      continue;
    }
    // A paragraph of nothing is Word's way of leaving space, which may mean something: it is for the book to see.
    if (content.html.trim() === "" && content.after === "") {
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
    html.push(content.after, breakAfter(properties));
  }
  if (inCode) html.push("</pre>");
  lists.closeAll();
  return html.join("");
}

/** Blocks through the wrappers that only Word cares for: content controls, changes that were accepted, custom XML. */
function* flatten(parent: XmlElement): Generator<XmlElement> {
  for (const child of childrenOf(parent)) {
    if (child.name === "p" || child.name === "tbl") yield child;
    else if (child.name === "sdt") yield* flatten(childOf(child, "sdtContent") ?? { ...child, children: [] });
    else if (["ins", "moveTo", "customXml", "smartTag", "txbxContent"].includes(child.name)) yield* flatten(child);
    else if (child.name === "AlternateContent")
      yield* flatten(childOf(child, "Choice") ?? childOf(child, "Fallback") ?? child);
  }
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

interface Inline {
  readonly html: string;
  /** Text boxes, which stand after the paragraph that they are anchored in. */
  readonly after: string;
}

/** The state of Word's complex fields, which begin, are instructed and end in runs of their own. */
interface Field {
  instruction: string;
  isResult: boolean;
  link: string | undefined;
}

function inlineOf(paragraph: XmlElement, context: DocxContext): Inline {
  const html: string[] = [];
  const after: string[] = [];
  const fields: Field[] = [];
  const walk = (parent: XmlElement): void => {
    for (const child of childrenOf(parent)) {
      switch (child.name) {
        case "r":
          runOf(child, context, { html, after, fields });
          break;
        case "hyperlink": {
          const href = hrefOf(child, context);
          if (href !== undefined) html.push(`<a href="${escapeAttribute(href)}">`);
          walk(child);
          if (href !== undefined) html.push("</a>");
          break;
        }
        case "bookmarkStart": {
          const name = attributeOf(child, "name") ?? "";
          if (name !== "" && name !== "_GoBack") html.push(`<span id="${escapeAttribute(name)}"></span>`);
          break;
        }
        case "oMath":
        case "oMathPara":
          html.push(`<span>${escapeText([...descendantsOf(child, "t")].map(textOf).join(""))}</span>`);
          break;
        case "AlternateContent":
          walk(childOf(child, "Choice") ?? childOf(child, "Fallback") ?? { ...child, children: [] });
          break;
        case "sdt":
          walk(childOf(child, "sdtContent") ?? { ...child, children: [] });
          break;
        case "ins":
        case "moveTo":
        case "fldSimple":
        case "smartTag":
        case "customXml":
        case "dir":
        case "bdo":
          walk(child);
          break;
        // Deleted and moved away text, comments and proofing marks are not what the author shows.
        default:
      }
    }
  };
  walk(paragraph);
  for (const field of fields) if (field.link !== undefined && field.isResult) html.push("</a>");
  return { html: html.join(""), after: after.join("") };
}

function hrefOf(element: XmlElement, { relationships }: DocxContext): string | undefined {
  const anchor = attributeOf(element, "anchor");
  const relationship = relationships.get(attributeOf(element, "id") ?? "");
  if (relationship?.external) return anchor === undefined ? relationship.target : `${relationship.target}#${anchor}`;
  return anchor === undefined ? undefined : `#${anchor}`;
}

function runOf(run: XmlElement, context: DocxContext, out: { html: string[]; after: string[]; fields: Field[] }): void {
  const meaning = context.styles.run(childOf(run, "rPr"));
  const [opening, closing] = tagsOf(meaning);
  const isShown = () => !meaning.hidden && out.fields.every(({ isResult }) => isResult);
  const say = (text: string) => {
    if (isShown() && text !== "") out.html.push(opening, text, closing);
  };
  for (const part of childrenOf(run)) {
    switch (part.name) {
      case "t":
        say(escapeText(meaning.caps ? textOf(part).toLocaleUpperCase("und") : textOf(part)));
        break;
      case "tab":
      case "ptab":
        say("\t");
        break;
      case "br":
      case "cr":
        say(attributeOf(part, "type") === "page" ? pageBreak : "<br>");
        break;
      case "noBreakHyphen":
        say("‑");
        break;
      case "sym":
        say(symbolOf(part));
        break;
      case "footnoteReference":
      case "endnoteReference": {
        const kind = part.name === "footnoteReference" ? "footnote" : "endnote";
        const id = attributeOf(part, "id") ?? "";
        if (isShown()) out.html.push(noteMark(kind, id, context.note(kind, id)));
        break;
      }
      case "fldChar":
        field(attributeOf(part, "fldCharType") ?? "", out);
        break;
      case "instrText": {
        const open = out.fields.at(-1);
        if (open !== undefined) open.instruction += textOf(part);
        break;
      }
      case "ruby":
        if (isShown()) out.html.push(rubyOf(part, context));
        break;
      case "drawing":
      case "pict":
      case "object":
        if (isShown()) drawingOf(part, context, out);
        break;
      case "AlternateContent":
        if (isShown()) drawingOf(childOf(part, "Choice") ?? childOf(part, "Fallback") ?? part, context, out);
        break;
      default:
    }
  }
}

function field(kind: string, { html, fields }: { html: string[]; fields: Field[] }): void {
  const open = fields.at(-1);
  if (kind === "begin") fields.push({ instruction: "", isResult: false, link: undefined });
  else if (kind === "separate" && open !== undefined) {
    open.isResult = true;
    const [, target, anchor] = /^\s*HYPERLINK\s+(?:"([^"]+)")?\s*(?:\\l\s+"([^"]+)")?/i.exec(open.instruction) ?? [];
    open.link = anchor === undefined ? target : `${target ?? ""}#${anchor}`;
    if (open.link !== undefined) html.push(`<a href="${escapeAttribute(open.link)}">`);
  } else if (kind === "end" && open !== undefined) {
    if (open.isResult && open.link !== undefined) html.push("</a>");
    fields.pop();
  }
}

function noteMark(kind: "footnote" | "endnote", id: string, number: number): string {
  return `<a epub:type="noteref" id="${kind}-mark-${escapeAttribute(id)}" href="#${kind}-${escapeAttribute(id)}">${number}</a>`;
}

function rubyOf(ruby: XmlElement, context: DocxContext): string {
  const read = (name: string) => inlineOf(childOf(ruby, name) ?? { ...ruby, children: [] }, context).html;
  return `<ruby>${read("rubyBase")}<rt>${read("rt")}</rt></ruby>`;
}

/** Pictures stand in the line; the text of boxes comes after the paragraph. */
function drawingOf(drawing: XmlElement, context: DocxContext, out: { html: string[]; after: string[] }): void {
  const properties = [...descendantsOf(drawing, "docPr")][0];
  const alt = attributeOf(properties, "descr") ?? attributeOf(properties, "title") ?? "";
  const ids = new Set(
    [...descendantsOf(drawing, "blip")]
      .map((blip) => attributeOf(blip, "embed"))
      .concat([...descendantsOf(drawing, "imagedata")].map((data) => attributeOf(data, "id"))),
  );
  for (const id of ids) {
    const relationship = context.relationships.get(id ?? "");
    if (relationship !== undefined && !relationship.external) {
      out.html.push(`<img src="resource:${escapeAttribute(relationship.target)}" alt="${escapeAttribute(alt)}">`);
    }
  }
  const [box] = descendantsOf(drawing, "txbxContent");
  if (box !== undefined) out.after.push(`<div>${blocksOf(box, context)}</div>`);
}

/** Characters of symbol fonts lie in a private area; the common marks are known, the others a box would not help. */
function symbolOf(symbol: XmlElement): string {
  const code = Number.parseInt(attributeOf(symbol, "char") ?? "", 16);
  if (Number.isNaN(code)) return "";
  const known = symbolMarks.get(code & 0xff);
  if (code >= 0xf000 || /symbol|wingdings|webdings/i.test(attributeOf(symbol, "font") ?? "")) return known ?? "";
  return escapeText(String.fromCodePoint(code));
}

const symbolMarks: ReadonlyMap<number, string> = new Map([
  [0xa7, "▪"],
  [0xa8, "☐"],
  [0xb7, "•"],
  [0xd8, "➢"],
  [0xe0, "→"],
  [0xfb, "☒"],
  [0xfc, "✓"],
  [0xfe, "☑"],
  [0x4a, "☺"],
]);

function tagsOf(meaning: RunMeaning): readonly [string, string] {
  const tags = [
    ...(meaning.code ? ["code"] : []),
    ...(meaning.bold ? ["strong"] : []),
    ...(meaning.italic ? ["em"] : []),
    ...(meaning.strike ? ["s"] : []),
    ...(meaning.underline ? ["u"] : []),
    ...(meaning.raised === undefined ? [] : [meaning.raised]),
  ];
  const caps = meaning.smallCaps ? ['<span style="font-variant:small-caps">', "</span>"] : ["", ""];
  return [
    tags.map((tag) => `<${tag}>`).join("") + caps[0],
    caps[1] +
      tags
        .toReversed()
        .map((tag) => `</${tag}>`)
        .join(""),
  ];
}
