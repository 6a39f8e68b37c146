import { escapeAttribute, escapeText } from "entities/escape";
import type { Relationship } from "../../../shared/office/office-package.ts";
import { textInSymbolFont } from "../../../shared/text/symbol-font.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  descendantsOf,
  textOf,
  type XmlElement,
} from "../../../shared/xml/xml-element.ts";
import type { MathDisplay } from "../math/math-markup.ts";
import { pageBreak } from "../page-breaks.ts";
import { alternativeOf, isLaterChart, shownIn, type Tells } from "./docx-drawings.ts";
import type { DocxStyles, RunMeaning } from "./docx-styles.ts";
import { symbolOf } from "./docx-symbol.ts";

/** What the text refers to outside of itself. */
export interface DocxContext {
  readonly styles: DocxStyles;
  readonly relationships: ReadonlyMap<string, Relationship>;
  /** Told of each note's mark, in reading order; answers the number to show. */
  readonly note: (kind: "footnote" | "endnote", id: string) => number;
  /** Told of each formula; answers its markup. */
  readonly formula: (formula: XmlElement, display: MathDisplay) => string;
  /** Told of each chart and diagram by the name of its part; answers its words as markup, once. */
  readonly figure: (part: string) => string;
  /** Whether a chart or a diagram, by the name of its part, has any words. */
  readonly hasFigure: (part: string) => boolean;
  /** Told of each document that lies in the text, by the name of its part; answers its place in the markup, once. */
  readonly chunk: (part: string) => string;
}

export interface Inline {
  readonly html: string;
  /** Text boxes, charts, diagrams and tables, which stand after the paragraph that they are anchored in. */
  readonly boxes: readonly XmlElement[];
}

/** The state of Word's complex fields, which begin, are instructed and end in runs of their own. */
interface Field {
  instruction: string;
  isResult: boolean;
  link: string | undefined;
}

/** A formula in the line, or those that stand in a block of their own (`m:oMathPara`, which holds one a line). */
export function formulasOf(element: XmlElement, { formula }: DocxContext): string {
  if (element.name === "oMath") return formula(element, "inline");
  const lines = childrenOf(element).filter(({ name }) => name !== "oMathParaPr");
  // Something around them, such as a change that was tracked: one formula, with all of it.
  if (lines.some(({ name }) => name !== "oMath")) return formula(element, "block");
  return lines.map((line) => formula(line, "block")).join("");
}

export function inlineOf(paragraph: XmlElement, context: DocxContext): Inline {
  const html: string[] = [];
  const boxes: XmlElement[] = [];
  const fields: Field[] = [];
  const walk = (parent: XmlElement): void => {
    for (const child of childrenOf(parent)) {
      switch (child.name) {
        case "r":
          runOf(child, context, { html, boxes, fields });
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
        // A block that lies in a line.
        case "tbl":
        case "p":
          boxes.push({ ...paragraph, name: "txbxContent", children: [child] });
          break;
        case "oMath":
        case "oMathPara":
          html.push(formulasOf(child, context));
          break;
        case "AlternateContent":
          walk(alternativeOf(child, tellsIn(context)));
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
  return { html: html.join(""), boxes };
}

function hrefOf(element: XmlElement, { relationships }: DocxContext): string | undefined {
  const anchor = attributeOf(element, "anchor");
  const relationship = relationships.get(attributeOf(element, "id") ?? "");
  if (relationship?.external) return anchor === undefined ? relationship.target : `${relationship.target}#${anchor}`;
  return anchor === undefined ? undefined : `#${anchor}`;
}

function runOf(
  run: XmlElement,
  context: DocxContext,
  out: { html: string[]; boxes: XmlElement[]; fields: Field[] },
): void {
  const meaning = context.styles.run(childOf(run, "rPr"));
  const [opening, closing] = tagsOf(meaning);
  const isShown = () => !meaning.hidden && out.fields.every(({ isResult }) => isResult);
  const say = (text: string) => {
    if (isShown() && text !== "") out.html.push(opening, text, closing);
  };
  for (const part of partsOf(run, tellsIn(context))) {
    switch (part.name) {
      case "t":
        say(escapeText(shownText(textOf(part), meaning)));
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
      default:
    }
  }
}

function shownText(text: string, { caps, symbolFont }: RunMeaning): string {
  if (symbolFont !== undefined) return textInSymbolFont(text, symbolFont);
  return caps ? text.toLocaleUpperCase("und") : text;
}

function* partsOf(run: XmlElement, tells: Tells): Generator<XmlElement> {
  for (const part of childrenOf(run)) {
    if (part.name === "AlternateContent") yield* partsOf(alternativeOf(part, tells), tells);
    else yield part;
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

/** Only a later chart has something else to stand for it, where it says nothing itself. */
function tellsIn({ relationships, hasFigure }: DocxContext): Tells {
  return (figure) => {
    const part = relationships.get(attributeOf(figure, "id") ?? "");
    return !isLaterChart(figure) || (part !== undefined && !part.external && hasFigure(part.target));
  };
}

/** Pictures stand in the line; the texts of boxes, however their shapes are grouped, come after the paragraph. */
function drawingOf(drawing: XmlElement, context: DocxContext, out: { html: string[]; boxes: XmlElement[] }): void {
  const properties = [...descendantsOf(drawing, "docPr")][0];
  const alt = attributeOf(properties, "descr") ?? attributeOf(properties, "title") ?? "";
  const ids = new Set<string | undefined>();
  for (const part of shownIn(drawing, tellsIn(context))) {
    if (part.name === "blip") ids.add(attributeOf(part, "embed"));
    else if (part.name === "imagedata") ids.add(attributeOf(part, "id"));
    else out.boxes.push(part);
  }
  for (const id of ids) {
    const relationship = context.relationships.get(id ?? "");
    if (relationship !== undefined && !relationship.external) {
      out.html.push(`<img src="resource:${escapeAttribute(relationship.target)}" alt="${escapeAttribute(alt)}">`);
    }
  }
}

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
