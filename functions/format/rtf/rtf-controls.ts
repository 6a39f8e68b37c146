import { codePageOfCharset, latin1 } from "../../../shared/rtf/rtf-code-pages.ts";
import { plainLook, type RtfLook } from "./rtf-markup.ts";
import { change, changeLook, endParagraph, type Group, type RtfReading, say } from "./rtf-reading.ts";

/** What a control word does. `value` is its number, where it has one. */
type Control = (reading: RtfReading, value: number | undefined) => void;

/** Does what a control word says. Words that are not known say nothing to a reader of the text. */
export function control(reading: RtfReading, word: string, value: number | undefined): void {
  const text = characters.get(word);
  if (text === undefined) controls.get(word)?.(reading, value);
  else say(reading, text);
}

const characters: ReadonlyMap<string, string> = new Map([
  ["tab", "\t"],
  ["line", "\n"],
  ["lbr", "\n"],
  ["emdash", "—"],
  ["endash", "–"],
  ["lquote", "‘"],
  ["rquote", "’"],
  ["ldblquote", "“"],
  ["rdblquote", "”"],
  ["bullet", "•"],
  ["emspace", "\u2003"],
  ["enspace", "\u2002"],
  ["qmspace", "\u2005"],
  ["zwj", "\u200d"],
  ["zwnj", "\u200c"],
  ["ltrmark", "\u200e"],
  ["rtlmark", "\u200f"],
  ["~", "\u00a0"],
  ["_", "\u2011"],
]);

/** A look that a word turns on, and its 0 off. */
const sets =
  (look: (isOn: boolean) => Partial<RtfLook>): Control =>
  (reading, value) =>
    changeLook(reading, look(value !== 0));
const bold = sets((isOn) => ({ bold: isOn }));
const italic = sets((isOn) => ({ italic: isOn }));
const underline = sets((isOn) => ({ underline: isOn }));
const strike = sets((isOn) => ({ strike: isOn }));

const aligns =
  (alignment: "center" | "right" | undefined): Control =>
  (reading) =>
    change(reading, { alignment });

/** RTF counts in twentieths of a point. */
const twipsPerPoint = 20;

const endSection: Control = (reading) => {
  endParagraph(reading);
  if (reading.sectionBreaks && reading.group.destination === "body") reading.markup.breakPage();
};
const breakPage: Control = (reading) => {
  endParagraph(reading, "quiet");
  if (reading.group.destination === "body") reading.markup.breakPage();
};

const cell: Control = (reading) => {
  if (reading.group.destination === "body") reading.markup.cell();
};
const row: Control = (reading) => {
  if (reading.group.destination === "body") reading.markup.row();
};

const controls: ReadonlyMap<string, Control> = new Map<string, Control>([
  // Characters
  [
    "u",
    (reading, value) => {
      say(reading, String.fromCharCode((value ?? 63) & 0xffff));
      reading.toPassOver = reading.group.fallbackLength;
    },
  ],
  ["uc", (reading, value) => change(reading, { fallbackLength: Math.min(Math.max(value ?? 1, 0), 10) })],
  ["ansicpg", (reading, value) => useCodePage(reading, value ?? 1252)],
  ["mac", (reading) => useCodePage(reading, 10_000)],
  // Of MS-DOS, and of OS/2.
  ["pc", (reading) => useCodePage(reading, 437)],
  ["pca", (reading) => useCodePage(reading, 850)],
  ["deff", (reading, value) => void (reading.defaultFont = value)],
  [
    "f",
    (reading, value = 0) => {
      if (reading.group.destination === "fonts") {
        reading.font = value;
        reading.fontName = "";
      } else change(reading, inFont(reading, value));
    },
  ],
  [
    "fcharset",
    (reading, value = 0) => {
      const codePage = codePageOfCharset(value);
      // Character set 0 says "ANSI", which is whatever the document's own code page is.
      if (codePage !== undefined && value !== 0) reading.fonts.set(reading.font, codePage);
    },
  ],
  [
    "cpg",
    (reading, value) => {
      if (value !== undefined && reading.group.destination === "fonts") reading.fonts.set(reading.font, value);
    },
  ],
  // Looks
  ["b", bold],
  ["i", italic],
  ["ul", underline],
  ["uld", underline],
  ["uldb", underline],
  ["ulw", underline],
  ["ulnone", (reading) => changeLook(reading, { underline: false })],
  ["strike", strike],
  ["striked", strike],
  ["scaps", sets((isOn) => ({ smallCaps: isOn }))],
  ["super", sets((isOn) => ({ raised: isOn ? "sup" : undefined }))],
  ["sub", sets((isOn) => ({ raised: isOn ? "sub" : undefined }))],
  ["nosupersub", (reading) => changeLook(reading, { raised: undefined })],
  ["caps", (reading, value) => change(reading, { caps: value !== 0 })],
  ["v", (reading, value) => change(reading, { hidden: value !== 0 })],
  [
    "plain",
    (reading) =>
      change(reading, {
        look: plainLook,
        hidden: false,
        caps: false,
        ...inFont(reading, reading.defaultFont ?? -1),
      }),
  ],
  // Paragraphs
  [
    "pard",
    (reading) =>
      change(reading, {
        headingLevel: 0,
        alignment: undefined,
        direction: undefined,
        inTable: false,
        listLevel: undefined,
        isInitial: false,
        breaksBefore: false,
        spaceBeforePt: 0,
      }),
  ],
  ["qc", aligns("center")],
  ["qr", aligns("right")],
  ["ql", aligns(undefined)],
  ["qj", aligns(undefined)],
  ["rtlpar", (reading) => change(reading, { direction: "rtl" })],
  ["ltrpar", (reading) => change(reading, { direction: undefined })],
  ["ls", (reading, value) => change(reading, { listLevel: value === 0 ? undefined : (reading.group.listLevel ?? 0) })],
  [
    "ilvl",
    (reading, value) => {
      if (reading.group.listLevel !== undefined) change(reading, { listLevel: Math.min(Math.max(value ?? 0, 0), 8) });
    },
  ],
  [
    "outlinelevel",
    (reading, value) => {
      if (reading.group.destination === "styles") reading.headings.set(reading.styleNumber, (value ?? 8) + 1);
      else if ((value ?? 9) < 9) change(reading, { headingLevel: Math.min((value ?? 0) + 1, 6) });
    },
  ],
  [
    "s",
    (reading, value) => {
      if (reading.group.destination === "styles") {
        reading.styleNumber = value ?? 0;
        reading.styleText = "";
      } else change(reading, { headingLevel: reading.headings.get(value ?? -1) ?? 0 });
    },
  ],
  ["par", (reading) => endParagraph(reading)],
  ["sect", endSection],
  ["sbknone", (reading) => void (reading.sectionBreaks = false)],
  ["sbkpage", (reading) => void (reading.sectionBreaks = true)],
  ["sectd", (reading) => void (reading.sectionBreaks = true)],
  ["page", breakPage],
  ["pagebb", (reading, value) => change(reading, { breaksBefore: value !== 0 })],
  ["sb", (reading, value) => change(reading, { spaceBeforePt: Math.max(0, value ?? 0) / twipsPerPoint })],
  ["dropcapli", (reading, value) => change(reading, { isInitial: value !== 0 })],
  // Tables in tables would not be readable on a small page: their cells are paragraphs of the outer one.
  ["nestcell", (reading) => endParagraph(reading)],
  ["intbl", (reading) => change(reading, { inTable: true })],
  ["cell", cell],
  ["row", row],
  // Pictures
  ["pngblip", (reading) => void (reading.picture.mediaType = "image/png")],
  ["jpegblip", (reading) => void (reading.picture.mediaType = "image/jpeg")],
  ["emfblip", (reading) => void (reading.picture.mediaType = "image/emf")],
  ["wmetafile", (reading) => void (reading.picture.mediaType = "image/wmf")],
  ["picwgoal", (reading, value) => void (reading.picture.widthTwips = value ?? 0)],
  ["pichgoal", (reading, value) => void (reading.picture.heightTwips = value ?? 0)],
]);

function inFont(reading: RtfReading, font: number): Pick<Group, "codePage" | "symbolFont"> {
  const symbolFont = reading.symbolFonts.get(font);
  // Its characters are numbers, whatever language the document is in.
  const codePage = symbolFont === undefined ? reading.fonts.get(font) : latin1;
  return { codePage: codePage ?? reading.defaultCodePage, symbolFont };
}

function useCodePage(reading: RtfReading, codePage: number): void {
  reading.defaultCodePage = codePage;
  change(reading, { codePage });
}
