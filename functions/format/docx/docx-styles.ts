import { type SymbolFont, symbolFontNamed } from "../../../shared/text/symbol-font.ts";
import { attributeOf, childOf, childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";

/** What a paragraph's style means to a reader, inherited through the styles that it is based on. */
export interface ParagraphMeaning {
  /** 1 to 6; 0 for running text. */
  readonly headingLevel: number;
  readonly isTitle: boolean;
  readonly isQuote: boolean;
  readonly isCode: boolean;
  /** It begins a page. */
  readonly breaksBefore: boolean;
  /** Space above it, in points. */
  readonly spaceBeforePt: number;
  readonly numbering?: { readonly id: string; readonly level: number };
}

export interface RunMeaning {
  readonly bold: boolean;
  readonly italic: boolean;
  readonly strike: boolean;
  readonly underline: boolean;
  readonly smallCaps: boolean;
  readonly caps: boolean;
  readonly hidden: boolean;
  readonly code: boolean;
  readonly raised: "sup" | "sub" | undefined;
  /** Its characters stand for others. */
  readonly symbolFont: SymbolFont | undefined;
}

export interface DocxStyles {
  paragraph(properties: XmlElement | undefined): ParagraphMeaning;
  run(properties: XmlElement | undefined): RunMeaning;
  /** Whether the items of a list at this level are counted. */
  isCounted(numbering: { id: string; level: number }): boolean;
}

/** How far styles may be based on styles: longer chains are circles. */
const styleDepthMax = 20;
const headingLevelMax = 6;

interface Style {
  readonly name: string;
  readonly basedOn: string | undefined;
  readonly paragraph: XmlElement | undefined;
  readonly run: XmlElement | undefined;
}

export function readDocxStyles(styles: XmlElement | undefined, numbering: XmlElement | undefined): DocxStyles {
  const byId = new Map<string, Style>();
  for (const style of childrenOf(styles, "style")) {
    byId.set(attributeOf(style, "styleId") ?? "", {
      name: (attributeOf(childOf(style, "name"), "val") ?? "").toLowerCase(),
      basedOn: attributeOf(childOf(style, "basedOn"), "val"),
      paragraph: childOf(style, "pPr"),
      run: childOf(style, "rPr"),
    });
  }
  const chainOf = (id: string | undefined): readonly Style[] => {
    const chain: Style[] = [];
    for (let next = id; next !== undefined && chain.length < styleDepthMax; ) {
      const style = byId.get(next);
      if (style === undefined) break;
      chain.push(style);
      next = style.basedOn;
    }
    return chain;
  };
  const counted = countedLevels(numbering);

  return {
    paragraph: (properties) => {
      const id = attributeOf(childOf(properties, "pStyle"), "val");
      const chain = chainOf(id);
      const names = chain.length > 0 ? chain.map(({ name }) => name) : [(id ?? "").toLowerCase()];
      const sources = [properties, ...chain.map(({ paragraph }) => paragraph)];
      const numbered = numberingIn(sources);
      return {
        headingLevel: headingLevelIn(names, sources),
        isTitle: names[0] === "title",
        isQuote: names.some((name) => /^(?:quote|intense quote|block ?text|block quotation|zitat)/.test(name)),
        isCode: names.some((name) => /(?:^|\s)(?:code|source code|verbatim|html preformatted|preformatted)/.test(name)),
        breaksBefore: isOn(
          sources.map((source) => childOf(source, "pageBreakBefore")).find((one) => one !== undefined),
        ),
        spaceBeforePt: spaceBeforeIn(sources),
        ...(numbered === undefined ? {} : { numbering: numbered }),
      };
    },
    run: (properties) => {
      const chain = chainOf(attributeOf(childOf(properties, "rStyle"), "val"));
      const sources = [properties, ...chain.map(({ run }) => run)];
      const on = (...names: readonly string[]) =>
        sources.some((source) => names.some((name) => isOn(childOf(source, name)))) &&
        !names.every((name) => isOff(childOf(properties, name)));
      const raised = firstOf(sources, "vertAlign");
      const underlined = firstOf(sources, "u");
      return {
        bold: on("b"),
        italic: on("i"),
        strike: on("strike", "dstrike"),
        underline: underlined !== undefined && underlined !== "none",
        smallCaps: on("smallCaps"),
        caps: on("caps"),
        hidden: on("vanish"),
        code: chain.some(({ name }) => /verbatim|code|html (?:typewriter|keyboard|sample)/.test(name)),
        raised: raised === "superscript" ? "sup" : raised === "subscript" ? "sub" : undefined,
        symbolFont: symbolFontNamed(fontIn(sources)),
      };
    },
    isCounted: ({ id, level }) => counted.get(id)?.get(level) ?? false,
  };
}

/** The font of Latin letters; empty where none is named. */
function fontIn(sources: readonly (XmlElement | undefined)[]): string {
  for (const source of sources) {
    const fonts = childOf(source, "rFonts");
    const font = attributeOf(fonts, "ascii") ?? attributeOf(fonts, "hAnsi");
    if (font !== undefined) return font;
  }
  return "";
}

function headingLevelIn(names: readonly string[], sources: readonly (XmlElement | undefined)[]): number {
  for (const name of names) {
    const level = /^(?:heading|überschrift|titre|título|titolo|rubrik|kop|заголовок|标题|見出し)\s*(\d)$/u.exec(
      name,
    )?.[1];
    if (level !== undefined) return Math.min(Math.max(Number(level), 1), headingLevelMax);
  }
  const outline = firstOf(sources, "outlineLvl");
  // Level 9 is Word's way of saying body text.
  const level = outline === undefined ? Number.NaN : Number(outline) + 1;
  return level >= 1 && level <= 9 ? Math.min(level, headingLevelMax) : 0;
}

/** Word counts in twentieths of a point. */
const twipsPerPoint = 20;

function spaceBeforeIn(sources: readonly (XmlElement | undefined)[]): number {
  for (const source of sources) {
    const before = attributeOf(childOf(source, "spacing"), "before");
    if (before !== undefined) return Math.max(0, Number(before) || 0) / twipsPerPoint;
  }
  return 0;
}

function numberingIn(sources: readonly (XmlElement | undefined)[]): { id: string; level: number } | undefined {
  const properties = sources.map((source) => childOf(source, "numPr"));
  const id = firstOf(properties, "numId");
  if (id === undefined || id === "0") return undefined;
  return { id, level: Math.min(Math.max(Number(firstOf(properties, "ilvl") ?? 0) || 0, 0), 8) };
}

/** By numbering id, then by level: whether the list is counted rather than marked with bullets. */
function countedLevels(numbering: XmlElement | undefined): ReadonlyMap<string, ReadonlyMap<number, boolean>> {
  const abstract = new Map<string, ReadonlyMap<number, boolean>>();
  if (numbering === undefined) return abstract;
  for (const definition of childrenOf(numbering, "abstractNum")) {
    const levels = childrenOf(definition, "lvl").map((level) => {
      const format = attributeOf(childOf(level, "numFmt"), "val") ?? "decimal";
      return [Number(attributeOf(level, "ilvl") ?? 0), format !== "bullet" && format !== "none"] as const;
    });
    abstract.set(attributeOf(definition, "abstractNumId") ?? "", new Map(levels));
  }
  const byId = new Map<string, ReadonlyMap<number, boolean>>();
  for (const number of childrenOf(numbering, "num")) {
    const levels = abstract.get(attributeOf(childOf(number, "abstractNumId"), "val") ?? "");
    if (levels !== undefined) byId.set(attributeOf(number, "numId") ?? "", levels);
  }
  return byId;
}

/** The `val` of the first source that has the property. */
function firstOf(sources: readonly (XmlElement | undefined)[], name: string): string | undefined {
  for (const source of sources) {
    const property = childOf(source, name);
    if (property !== undefined) return attributeOf(property, "val") ?? "";
  }
  return undefined;
}

const offValues = new Set(["0", "false", "off", "none"]);

function isOn(property: XmlElement | undefined): boolean {
  return property !== undefined && !offValues.has(attributeOf(property, "val") ?? "1");
}

function isOff(property: XmlElement | undefined): boolean {
  return property !== undefined && offValues.has(attributeOf(property, "val") ?? "1");
}
