import { escapeAttribute, escapeText } from "entities/escape";
import { nestedLists } from "../nested-lists.ts";
import { pageBreak } from "../page-breaks.ts";

/** How a run of text looks. */
export interface RtfLook {
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly smallCaps: boolean;
  readonly raised: "sup" | "sub" | undefined;
}

export interface RtfParagraph {
  /** 1 to 6; 0 for running text. */
  readonly headingLevel: number;
  readonly alignment: "center" | "right" | undefined;
  readonly direction: "rtl" | undefined;
  readonly inTable: boolean;
  /** The level of the list that it is an item of, from 0. */
  readonly listLevel: number | undefined;
  /** Whether the items of that list are counted. */
  readonly isCounted: boolean;
  readonly breaksBefore: boolean;
  /** Space above it, in points. */
  readonly spaceBeforePt: number;
}

export const plainLook: RtfLook = {
  bold: false,
  italic: false,
  underline: false,
  strike: false,
  smallCaps: false,
  raised: undefined,
};

const plainParagraph: RtfParagraph = {
  headingLevel: 0,
  alignment: undefined,
  direction: undefined,
  inTable: false,
  listLevel: undefined,
  isCounted: false,
  breaksBefore: false,
  spaceBeforePt: 0,
};

/** Puts paragraphs and tables together, one run at a time. */
export class RtfMarkup {
  readonly #blocks: string[] = [];
  readonly #lists = nestedLists(this.#blocks);
  #inline: string[] = [];
  #cell: string[] = [];
  #cells: string[] = [];
  #rows: string[] = [];
  #run = { look: plainLook, text: "" };

  /** Runs that look alike are one. */
  text(text: string, look: RtfLook): void {
    if (!sameLook(this.#run.look, look)) this.#endRun();
    this.#run = { look, text: this.#run.text + text };
  }

  /** HTML in the line: a picture, a link's tag, a mark. */
  inline(html: string): void {
    this.#endRun();
    this.#inline.push(html);
  }

  paragraph(paragraph: RtfParagraph, as: "line" | "quiet" = "quiet"): void {
    const content = this.#takeInline();
    if (paragraph.inTable) {
      if (content !== "") this.#cell.push(`<p>${content}</p>`);
      return;
    }
    this.#endTable();
    if (content.trim() === "") {
      // An empty line leaves space, which may mean something: it is for the book to see.
      if (as === "line") this.#lists.closeAll();
      if (as === "line") this.#blocks.push(paragraph.breaksBefore ? pageBreak : "<p>\u00a0</p>");
      return;
    }
    const { headingLevel, alignment, direction, listLevel, isCounted } = paragraph;
    if (listLevel !== undefined && headingLevel === 0) {
      this.#lists.item(listLevel, isCounted ? "ol" : "ul", content);
      return;
    }
    this.#lists.closeAll();
    const turned = direction === undefined ? "" : ` dir="${direction}"`;
    const said = [
      ...(alignment === undefined ? [] : [`text-align:${alignment}`]),
      ...(paragraph.breaksBefore ? ["page-break-before:always"] : []),
      ...(headingLevel === 0 && paragraph.spaceBeforePt > 0 ? [`margin-top:${paragraph.spaceBeforePt}pt`] : []),
    ];
    const style = said.length === 0 ? turned : `${turned} style="${said.join(";")}"`;
    const tag = headingLevel > 0 ? `h${Math.min(headingLevel, 6)}` : "p";
    this.#blocks.push(`<${tag}${style}>${content}</${tag}>`);
  }

  /** What comes next begins a page. */
  breakPage(): void {
    this.#lists.closeAll();
    this.#blocks.push(pageBreak);
  }

  cell(): void {
    const content = this.#takeInline();
    this.#cells.push(`<td>${this.#cell.join("")}${content}</td>`);
    this.#cell = [];
  }

  row(): void {
    if (this.#cells.length > 0) this.#rows.push(`<tr>${this.#cells.join("")}</tr>`);
    this.#cells = [];
  }

  /** Everything so far; nothing is left. */
  take(): string {
    this.paragraph(plainParagraph);
    this.#lists.closeAll();
    const html = this.#blocks.join("");
    this.#blocks.length = 0;
    return html;
  }

  #endTable(): void {
    if (this.#cell.length > 0) this.cell();
    this.row();
    if (this.#rows.length > 0) this.#lists.closeAll();
    if (this.#rows.length > 0) this.#blocks.push(`<table>${this.#rows.join("")}</table>`);
    this.#rows = [];
  }

  #takeInline(): string {
    this.#endRun();
    const content = this.#inline.join("");
    this.#inline = [];
    return content;
  }

  #endRun(): void {
    const { look, text } = this.#run;
    this.#run = { look: plainLook, text: "" };
    if (text === "") return;
    const tags = [
      ...(look.bold ? ["strong"] : []),
      ...(look.italic ? ["em"] : []),
      ...(look.underline ? ["u"] : []),
      ...(look.strike ? ["s"] : []),
      ...(look.raised === undefined ? [] : [look.raised]),
    ];
    const content = escapeText(text).replaceAll("\n", "<br>");
    const inner = look.smallCaps ? `<span style="font-variant:small-caps">${content}</span>` : content;
    this.#inline.push(tags.reduceRight((html, tag) => `<${tag}>${html}</${tag}>`, inner));
  }
}

export function linkTag(href: string): string {
  return `<a href="${escapeAttribute(href)}">`;
}

export function anchorTag(id: string): string {
  return `<span id="${escapeAttribute(id)}"></span>`;
}

export function pictureTag(id: string): string {
  return `<img src="resource:${escapeAttribute(id)}" alt="">`;
}

export function noteTag(number: number): string {
  return `<a epub:type="noteref" id="note-mark-${number}" href="#note-${number}">${number}</a>`;
}

function sameLook(one: RtfLook, other: RtfLook): boolean {
  return (Object.keys(plainLook) as (keyof RtfLook)[]).every((key) => one[key] === other[key]);
}
