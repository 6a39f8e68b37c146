import { escapeAttribute, escapeText } from "entities/escape";
import { textInSymbolFont } from "../../../shared/text/symbol-font.ts";
import { attributeOf, childOf, childrenOf, plainTextOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import type { MathDisplay } from "../math/math-markup.ts";
import type { OdtMeaning, OdtStyles } from "./odt-styles.ts";
import { odtWords } from "./odt-words.ts";

/** What the text refers to outside of itself. */
export interface OdtContext {
  readonly styles: OdtStyles;
  /** Told of each note's body, in reading order; answers its number, from 1. */
  readonly note: (body: XmlElement) => number;
  /** The markup of the formula that an object is; empty where it is none. */
  readonly formula: (object: XmlElement, display: MathDisplay) => string;
  /** The words of a chart, or of a document within this one, as markup, once; empty where the object is none. */
  readonly figure: (object: XmlElement) => OdtFigure;
  /** The id of the resource that a frame (`draw:frame`) shows. */
  readonly picture: (frame: XmlElement) => string | undefined;
  /** How often what is said to repeat is written, as far as there is room left in the book. */
  readonly copies: (html: string, wanted: number) => number;
}

export interface OdtFigure {
  readonly html: string;
  /** Whether there is nothing to be seen but its words and numbers. */
  readonly isWhole: boolean;
}

export interface OdtInline {
  readonly html: string;
  /** Text boxes, shapes with text and objects, which stand after the paragraph that they are anchored in. */
  readonly boxes: readonly XmlElement[];
}

interface InlineContext extends OdtContext {
  readonly boxes: XmlElement[];
  /** Of the text, where no style within it names another one. */
  readonly font: OdtMeaning["font"];
}

const spacesMax = 1000;

/** What may be drawn and written on: its text lies in it as in a text box. */
const shapes = new Set(
  "caption circle connector custom-shape ellipse line measure path polygon polyline rect regular-polygon".split(" "),
);

/** The text of a paragraph, a heading, or whatever else holds no blocks. */
export function odtInline(parent: XmlElement, context: OdtContext): OdtInline {
  const boxes: XmlElement[] = [];
  const { font } = context.styles.meaningOf(attributeOf(parent, "style-name"));
  const html = shapes.has(parent.name) ? boxed(parent, boxes) : inline(parent, { ...context, boxes, font });
  return { html, boxes };
}

function boxed(box: XmlElement, boxes: XmlElement[]): "" {
  boxes.push(box);
  return "";
}

function inline(parent: XmlElement, context: InlineContext): string {
  return parent.children
    .map((child) => (typeof child === "string" ? escapeText(shown(child, context)) : inlineElement(child, context)))
    .join("");
}

function shown(text: string, { font = "plain" }: InlineContext): string {
  return font === "plain" ? text : textInSymbolFont(text, font);
}

function inlineElement(element: XmlElement, context: InlineContext): string {
  switch (element.name) {
    case "span": {
      const meaning = context.styles.meaningOf(attributeOf(element, "style-name"));
      return withLook(
        meaning,
        inline(element, meaning.font === undefined ? context : { ...context, font: meaning.font }),
      );
    }
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
        ? inline(element, context)
        : `<a href="${escapeAttribute(href.replace(/\|(?:outline|region)$/, ""))}">${inline(element, context)}</a>`;
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
    case "g":
      return childrenOf(element)
        .filter(({ name }) => name !== "title" && name !== "desc")
        .map((child) => inlineElement(child, context))
        .join("");
    case "ruby":
      return `<ruby>${inline(childOf(element, "ruby-base") ?? element, context)}<rt>${inline(childOf(element, "ruby-text") ?? { ...element, children: [] }, context)}</rt></ruby>`;
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
      return shapes.has(element.name) ? boxed(element, context.boxes) : inline(element, context);
  }
}

function frameOf(frame: XmlElement, context: InlineContext): string {
  const alt = plainTextOf(childOf(frame, "desc")) || plainTextOf(childOf(frame, "title"));
  context.boxes.push(...childrenOf(frame, "text-box"));
  // Presentations have tables in frames.
  const tables = childrenOf(frame, "table");
  if (tables.length > 0) context.boxes.push({ ...frame, children: tables });
  // Somebody may have written over a picture.
  const written = childrenOf(frame, "image").find(
    (image) => childOf(image, "p") !== undefined && odtWords(image).length > 0,
  );
  if (written !== undefined) context.boxes.push(written);
  // A formula comes with a picture of itself; its own letters can be made larger.
  const object = childOf(frame, "object");
  const formula =
    object === undefined
      ? ""
      : context.formula(object, attributeOf(frame, "anchor-type") === "paragraph" ? "block" : "inline");
  if (formula !== "") return formula;
  if (object !== undefined) {
    const { html, isWhole } = context.figure(object);
    if (html !== "") context.boxes.push(object);
    if (isWhole) return "";
  }
  // A picture may be there twice, as SVG and as PNG: the first is the better one, unless nobody can read it.
  const picture = context.picture(frame);
  if (picture === undefined) return "";
  return `<img src="resource:${escapeAttribute(picture)}" alt="${escapeAttribute(alt)}">`;
}

/** Text as its style wants it to look; nothing where that hides it. */
export function withLook(meaning: OdtMeaning | undefined, content: string): string {
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
