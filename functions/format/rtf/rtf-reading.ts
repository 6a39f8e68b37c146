import { type SymbolFont, symbolFontNamed, textInSymbolFont } from "../../../shared/text/symbol-font.ts";
import { plainLook, type RtfLook, RtfMarkup } from "./rtf-markup.ts";

/** Where text goes. `skip` is for what no reader sees; the others collect until their group ends. */
export type Destination =
  | "body"
  | "marker"
  | "skip"
  | "fonts"
  | "styles"
  | "picture"
  | "instruction"
  | "bookmark"
  | "note";

/** What is in force within one pair of braces. */
export interface Group {
  readonly destination: Destination;
  readonly look: RtfLook;
  readonly hidden: boolean;
  readonly caps: boolean;
  readonly codePage: number;
  /** A font whose characters stand for others. */
  readonly symbolFont: SymbolFont | undefined;
  /** How many characters stand in for one `\u`, to be passed over. */
  readonly fallbackLength: number;
  readonly headingLevel: number;
  readonly alignment: "center" | "right" | undefined;
  readonly direction: "rtl" | undefined;
  readonly inTable: boolean;
  readonly listLevel: number | undefined;
  /** The paragraph is the large first letter of the next one. */
  readonly isInitial: boolean;
  /** The paragraph begins a page. */
  readonly breaksBefore: boolean;
  /** Space above the paragraph, in points. */
  readonly spaceBeforePt: number;
  /** A link that ends with this group. */
  readonly link: string | undefined;
}

interface Picture {
  readonly hex: string[];
  binary: Uint8Array | undefined;
  mediaType: string | undefined;
  /** How large it is meant to be, as far as the file says. */
  widthTwips: number;
  heightTwips: number;
}

/** How far the reading of one file has come. */
export interface RtfReading {
  group: Group;
  readonly outerGroups: Group[];
  markup: RtfMarkup;
  /** The texts that notes interrupt. */
  readonly outerMarkups: RtfMarkup[];
  readonly notes: string[];
  readonly pictures: Map<string, { readonly bytes: Uint8Array; readonly mediaType: string }>;
  /** Pictures of kinds that are not read: of the Macintosh, of OS/2, bitmaps of a device. */
  unread: number;
  /** By font number: the code page of its characters. */
  readonly fonts: Map<number, number>;
  /** By font number, of those whose characters stand for others. */
  readonly symbolFonts: Map<number, SymbolFont>;
  defaultCodePage: number;
  defaultFont: number | undefined;
  /** By style number: the level of its headings. */
  readonly headings: Map<number, number>;
  /** Characters that stand in for what has been read already. */
  toPassOver: number;
  /** Whether the section that ends next ends its page. */
  sectionBreaks: boolean;
  /** The item of a list that the next paragraph is. */
  item: { readonly isCounted: boolean } | undefined;
  /** What destinations collect. */
  font: number;
  fontName: string;
  styleNumber: number;
  styleText: string;
  instruction: string;
  bookmark: string;
  marker: string;
  picture: Picture;
}

export function startReading(): RtfReading {
  return {
    group: {
      destination: "body",
      look: plainLook,
      hidden: false,
      caps: false,
      codePage: 1252,
      symbolFont: undefined,
      fallbackLength: 1,
      headingLevel: 0,
      alignment: undefined,
      direction: undefined,
      inTable: false,
      listLevel: undefined,
      isInitial: false,
      breaksBefore: false,
      spaceBeforePt: 0,
      link: undefined,
    },
    outerGroups: [],
    markup: new RtfMarkup(),
    outerMarkups: [],
    notes: [],
    pictures: new Map(),
    unread: 0,
    fonts: new Map(),
    symbolFonts: new Map(),
    defaultCodePage: 1252,
    defaultFont: undefined,
    headings: new Map(),
    toPassOver: 0,
    sectionBreaks: true,
    item: undefined,
    font: 0,
    fontName: "",
    styleNumber: 0,
    styleText: "",
    instruction: "",
    bookmark: "",
    marker: "",
    picture: noPicture(),
  };
}

export function noPicture(): Picture {
  return { hex: [], binary: undefined, mediaType: undefined, widthTwips: 0, heightTwips: 0 };
}

export function isShown({ destination }: Group): boolean {
  return destination === "body" || destination === "note";
}

/** Text, wherever it goes at present. */
export function say(reading: RtfReading, text: string): void {
  const { group } = reading;
  switch (group.destination) {
    case "body":
    case "note":
      if (!group.hidden) reading.markup.text(shownText(text, group), group.look);
      break;
    case "styles":
      reading.styleText += text;
      break;
    case "instruction":
      reading.instruction += text;
      break;
    case "bookmark":
      reading.bookmark += text;
      break;
    case "picture":
      reading.picture.hex.push(text);
      break;
    case "marker":
      reading.marker += text;
      break;
    case "fonts":
      nameFont(reading, text);
      break;
    case "skip":
  }
}

function shownText(text: string, { caps, symbolFont }: Group): string {
  if (symbolFont !== undefined) return textInSymbolFont(text, symbolFont);
  return caps ? text.toLocaleUpperCase("und") : text;
}

/** Longer names are nobody's. */
const fontNameCharactersMax = 200;

/** A font's name ends with a semicolon; in between may lie groups. */
function nameFont(reading: RtfReading, text: string): void {
  if (reading.fontName.length < fontNameCharactersMax) reading.fontName += text;
  if (!text.includes(";")) return;
  const font = symbolFontNamed(reading.fontName);
  if (font !== undefined) reading.symbolFonts.set(reading.font, font);
  reading.fontName = "";
}

export function change(reading: RtfReading, changes: Partial<Group>): void {
  reading.group = { ...reading.group, ...changes };
}

export function changeLook(reading: RtfReading, changes: Partial<RtfLook>): void {
  change(reading, { look: { ...reading.group.look, ...changes } });
}

/** @param as `quiet`: what ends the paragraph is no line of its own, so that an empty one leaves no space */
export function endParagraph(reading: RtfReading, as: "line" | "quiet" = "line"): void {
  const { group, item } = reading;
  if (!isShown(group) || group.isInitial) return;
  const listLevel = group.listLevel ?? (item === undefined ? undefined : 0);
  reading.markup.paragraph({ ...group, listLevel, isCounted: item?.isCounted ?? false }, as);
  reading.item = undefined;
}
