import { type SymbolFont, symbolFontNamed } from "../../../shared/text/symbol-font.ts";
import { attributeOf, childOf, childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";

/** What a text style of an OpenDocument means to a reader. */
export interface OdtMeaning {
  readonly bold: boolean;
  readonly italic: boolean;
  readonly strike: boolean;
  readonly underline: boolean;
  readonly smallCaps: boolean;
  readonly monospaced: boolean;
  readonly raised: "sup" | "sub" | undefined;
  readonly alignment: "center" | "right" | undefined;
  /** It begins a page, or ends one. */
  readonly breaksBefore: boolean;
  readonly breaksAfter: boolean;
  /** Space above it, as a length of CSS; empty where the style says nothing. */
  readonly spaceBefore: string;
  readonly isQuote: boolean;
  readonly isCode: boolean;
  readonly isTitle: boolean;
  readonly hidden: boolean;
  /** A font whose characters stand for others, or not; `undefined` where no font is named. */
  readonly font: SymbolFont | "plain" | undefined;
}

export interface OdtStyles {
  /** By the style's name; nothing special where it is unknown. */
  meaningOf(styleName: string | undefined): OdtMeaning;
  /** Whether the items of a list of this style are counted at this level (from 1). */
  isCounted(listStyleName: string | undefined, level: number): boolean;
}

const styleDepthMax = 20;

export function readOdtStyles(...roots: readonly (XmlElement | undefined)[]): OdtStyles {
  const styles = new Map<string, XmlElement>();
  /** Families by the name that styles call them by. */
  const fonts = new Map<string, string>();
  const lists = new Map<string, ReadonlyMap<number, boolean>>();
  for (const root of roots) {
    for (const font of childrenOf(childOf(root, "font-face-decls"), "font-face")) {
      fonts.set(attributeOf(font, "name") ?? "", attributeOf(font, "font-family") ?? "");
    }
    for (const group of ["automatic-styles", "styles"]) {
      for (const element of childrenOf(childOf(root, group))) {
        const name = attributeOf(element, "name");
        if (name === undefined) continue;
        if (element.name === "style" && !styles.has(name)) styles.set(name, element);
        if (element.name === "list-style") {
          const levels = childrenOf(element).map(
            (level) =>
              [
                Number(attributeOf(level, "level") ?? 1),
                level.name === "list-level-style-number" && (attributeOf(level, "num-format") ?? "1") !== "",
              ] as const,
          );
          lists.set(name, new Map(levels));
        }
      }
    }
  }
  const known = new Map<string, OdtMeaning>();
  const meaningOf = (name: string | undefined): OdtMeaning => {
    if (name === undefined) return plain;
    const found = known.get(name);
    if (found !== undefined) return found;
    const meaning = read(chainOf(name, styles), fonts);
    known.set(name, meaning);
    return meaning;
  };
  return { meaningOf, isCounted: (name, level) => lists.get(name ?? "")?.get(level) ?? false };
}

const plain: OdtMeaning = {
  bold: false,
  italic: false,
  strike: false,
  underline: false,
  smallCaps: false,
  monospaced: false,
  raised: undefined,
  alignment: undefined,
  breaksBefore: false,
  breaksAfter: false,
  spaceBefore: "",
  isQuote: false,
  isCode: false,
  isTitle: false,
  hidden: false,
  font: undefined,
};

function chainOf(name: string, styles: ReadonlyMap<string, XmlElement>): readonly XmlElement[] {
  const chain: XmlElement[] = [];
  for (let next: string | undefined = name; next !== undefined && chain.length < styleDepthMax; ) {
    const style = styles.get(next);
    if (style === undefined) break;
    chain.push(style);
    next = attributeOf(style, "parent-style-name");
  }
  return chain;
}

function read(chain: readonly XmlElement[], fonts: ReadonlyMap<string, string>): OdtMeaning {
  const text = chain.map((style) => childOf(style, "text-properties"));
  const paragraph = chain.map((style) => childOf(style, "paragraph-properties"));
  const names = chain.map((style) =>
    `${attributeOf(style, "name") ?? ""} ${attributeOf(style, "display-name") ?? ""}`.toLowerCase(),
  );
  const named = (pattern: RegExp) => names.some((name) => pattern.test(name));
  const weight = first(text, "font-weight");
  const position = first(text, "text-position");
  const alignment = first(paragraph, "text-align");
  return {
    bold: weight === "bold" || Number(weight) >= 600,
    italic: /italic|oblique/.test(first(text, "font-style")),
    strike: isDrawn(first(text, "text-line-through-style")),
    underline: isDrawn(first(text, "text-underline-style")),
    smallCaps: first(text, "font-variant") === "small-caps",
    monospaced: /mono|courier|consol/i.test(first(text, "font-name") + first(text, "font-family")),
    raised: /^(?:super|[1-9]\d*%)/.test(position) ? "sup" : /^(?:sub|-\d+%)/.test(position) ? "sub" : undefined,
    alignment: alignment === "center" ? "center" : alignment === "end" || alignment === "right" ? "right" : undefined,
    // Another kind of page is another page.
    breaksBefore:
      first(paragraph, "break-before") === "page" || (attributeOf(chain[0], "master-page-name") ?? "") !== "",
    breaksAfter: first(paragraph, "break-after") === "page",
    spaceBefore: /^[\d.]+(?:cm|mm|in|pt)$/.exec(first(paragraph, "margin-top"))?.[0] ?? "",
    isQuote: named(/quotation|^quote|block.?text/),
    isCode: named(/preformatted|source.?code/),
    isTitle: names[0]?.trim().split(" ")[0] === "title",
    hidden: first(text, "display") === "none",
    font: fontOf(text, fonts),
  };
}

function fontOf(sources: readonly (XmlElement | undefined)[], fonts: ReadonlyMap<string, string>): OdtMeaning["font"] {
  for (const source of sources) {
    const name = attributeOf(source, "font-name");
    const family = attributeOf(source, "font-family") ?? (name === undefined ? undefined : (fonts.get(name) ?? name));
    if (family !== undefined) return symbolFontNamed(family) ?? "plain";
  }
  return undefined;
}

/** The first source's word on it; empty where none says anything. */
function first(sources: readonly (XmlElement | undefined)[], name: string): string {
  for (const source of sources) {
    const value = attributeOf(source, name);
    if (value !== undefined) return value;
  }
  return "";
}

function isDrawn(style: string): boolean {
  return style !== "" && style !== "none";
}
