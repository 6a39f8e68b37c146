import { decodeReferences } from "./decode-references.ts";
import { damages, tagAttributesMax } from "./xml-damages.ts";

/** A start tag as it is written. */
export interface Tag {
  readonly name: string;
  /** Names with their prefixes, values with their references decoded; the first of each name. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** `<name/>` */
  readonly isClosed: boolean;
  /** Past its `>`. */
  readonly end: number;
}

/** What reading the tags of one text has in common. */
export interface TagReading {
  readonly text: string;
  readonly note: (damage: string) => void;
  /** Quotes that were looked for in vain, so that nobody looks again. */
  readonly missingQuotes: Set<string>;
  /** How many characters have been read as a tag that turned out to be none. */
  wastedCharacters: number;
}

/** Once this much was read in vain, a `<` always ends the hope for a tag: time stays linear in the text. */
const wastedCharactersMax = 1_000_000;

/** What a name may begin with, in the wild: any letter or sign beyond ASCII as well. */
const tagName = /<([A-Za-z_:\u0080-\uffff][^\s<>/"'=]*)/uy;
const attributePart = /[\s/]*(?:(>)|([^\s<>/"'=]+)(?:\s*=\s*(["'])?)?)/uy;
const strayMark = /[\s/]*["'=]/uy;
const bareValue = /[^\s<>"']*/uy;
const greater = 0x3e;
const noAttributes: Tag["attributes"] = [];

/**
 * The start tag at a `<`; `undefined` where none is: another `<` within it means that this one is text. Quotes that are
 * missing are told from quotes that are there by what stands behind the value.
 */
export function readTag(reading: TagReading, at: number): Tag | undefined {
  const { text, note } = reading;
  tagName.lastIndex = at;
  const name = tagName.exec(text)?.[1];
  if (name === undefined) return undefined;
  let end = tagName.lastIndex;
  // Most tags have no attributes.
  if (text.charCodeAt(end) === greater) return { name, attributes: noAttributes, isClosed: false, end: end + 1 };
  const attributes = new Map<string, string>();
  for (;;) {
    attributePart.lastIndex = end;
    const part = attributePart.exec(text);
    if (part === null) {
      strayMark.lastIndex = end;
      if (!strayMark.test(text)) {
        reading.wastedCharacters += end - at;
        return undefined;
      }
      note("an attribute without its quotes");
      end = strayMark.lastIndex;
      continue;
    }
    end = attributePart.lastIndex;
    if (part[1] !== undefined) return { name, attributes: [...attributes], isClosed: text[end - 2] === "/", end };
    const attribute = part[2] ?? "";
    const value = part[0].includes("=") ? valueAt(reading, end, part[3]) : { raw: "", end };
    if (value.end === attributePart.lastIndex && !part[0].includes("=")) note("an attribute without a value");
    end = value.end;
    if (attributes.has(attribute)) note("an attribute given twice");
    else if (attributes.size >= tagAttributesMax) note(damages.attributes);
    else attributes.set(attribute, decodeReferences(value.raw, note));
  }
}

interface RawValue {
  readonly raw: string;
  readonly end: number;
}

/** The value that begins behind a quote, or behind a `=` where there is none. */
function valueAt(reading: TagReading, start: number, quote: string | undefined): RawValue {
  const { text, missingQuotes } = reading;
  if (quote !== undefined) {
    const close = missingQuotes.has(quote) ? -1 : text.indexOf(quote, start);
    if (close === -1) missingQuotes.add(quote);
    else {
      const raw = text.slice(start, close);
      if (!raw.includes("<") || mayHoldLess(reading, close)) return { raw, end: close + 1 };
    }
  }
  reading.note("an attribute without its quotes");
  bareValue.lastIndex = start;
  const raw = bareValue.exec(text)?.[0] ?? "";
  return { raw, end: start + raw.length };
}

/**
 * XML allows no `<` in a value, so that one is a sign that a quote is missing, unless the tag goes on behind the value as
 * tags do.
 */
function mayHoldLess({ text, wastedCharacters, note }: TagReading, close: number): boolean {
  if (wastedCharacters > wastedCharactersMax) return false;
  if (!/^(?:\s*\/?>|\s+[\w:.-]+\s*=\s*["'])/u.test(text.slice(close + 1, close + 80))) return false;
  note("a bare <");
  return true;
}
