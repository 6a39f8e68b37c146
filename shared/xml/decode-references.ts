import { decodeHTMLStrict } from "entities/decode";

/** `&#x10FFFF;` has eight characters between its marks; the longest name that HTML knows has 31. */
const referenceLengthMax = 34;
const five: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

/**
 * Text with its references replaced by what they stand for, once: numbers as HTML reads them (`&#150;` is a dash), the names
 * of XML and of HTML. What is no reference stays as it is and is told to `note`; nothing is ever defined or looked up.
 */
export function decodeReferences(raw: string, note: (damage: string) => void): string {
  let ampersand = raw.indexOf("&");
  if (ampersand === -1) return raw;
  let text = "";
  let from = 0;
  while (ampersand !== -1) {
    const pair = pairAt(raw, ampersand);
    if (pair !== undefined) {
      note("a character in two halves");
      text += raw.slice(from, ampersand) + pair.character;
      from = pair.end;
      ampersand = raw.indexOf("&", from);
      continue;
    }
    const semicolon = endOfReference(raw, ampersand + 1);
    const meant = semicolon === -1 ? undefined : meaningOf(raw.slice(ampersand + 1, semicolon));
    if (meant === undefined) {
      note(semicolon === -1 ? "a bare &" : "an entity that nobody knows");
      ampersand = raw.indexOf("&", ampersand + 1);
      continue;
    }
    text += raw.slice(from, ampersand) + meant;
    from = semicolon + 1;
    ampersand = raw.indexOf("&", from);
  }
  return from === 0 ? raw : text + raw.slice(from);
}

const halves = /&#(?:x(d[89ab][0-9a-f]{2})|(5[56]\d{3}));&#(?:x(d[c-f][0-9a-f]{2})|(5[67]\d{3}));/iy;

/** A character beyond the first 65,536 that somebody wrote as the two halves that UTF-16 makes of it. */
function pairAt(raw: string, ampersand: number): { readonly character: string; readonly end: number } | undefined {
  if (raw.charCodeAt(ampersand + 1) !== 0x23) return undefined;
  halves.lastIndex = ampersand;
  const match = halves.exec(raw);
  if (match === null) return undefined;
  const [whole, highHex, high, lowHex, low] = match;
  const [first, second] = [pointOf(highHex, high), pointOf(lowHex, low)];
  if (first < 0xd800 || first > 0xdbff || second < 0xdc00 || second > 0xdfff) return undefined;
  return { character: String.fromCharCode(first, second), end: ampersand + whole.length };
}

function pointOf(hex: string | undefined, digits = ""): number {
  return hex === undefined ? Number.parseInt(digits, 10) : Number.parseInt(hex, 16);
}

/** Where the `;` of a reference is that may begin here; -1 where none does. */
function endOfReference(raw: string, start: number): number {
  const last = Math.min(raw.length, start + referenceLengthMax);
  for (let at = start; at < last; at += 1) {
    const code = raw.charCodeAt(at);
    if (code === 0x3b) return at === start ? -1 : at;
    if (!isNameCharacter(code) && !(code === 0x23 && at === start)) return -1;
  }
  return -1;
}

function isNameCharacter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}

function meaningOf(name: string): string | undefined {
  const plain = five.get(name);
  if (plain !== undefined) return plain;
  if (name.startsWith("#")) return numbered(name.slice(1));
  const reference = `&${name};`;
  const decoded = decodeHTMLStrict(reference);
  return decoded === reference ? undefined : decoded;
}

function numbered(digits: string): string | undefined {
  const isHex = /^x[0-9a-f]+$/iu.test(digits);
  if (!isHex && !/^[0-9]+$/u.test(digits)) return undefined;
  const point = isHex ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10);
  // What HTML reads as Windows-1252, and what is no character, as HTML reads it.
  if (point === 0 || point > 0xfffd || (point >= 0x7f && point <= 0x9f) || (point >= 0xd800 && point <= 0xdfff)) {
    return decodeHTMLStrict(`&#${digits};`);
  }
  // Controls are dropped by number as they are in the text itself.
  if (point < 0x20 && point !== 0x09 && point !== 0x0a && point !== 0x0d) return "";
  return String.fromCharCode(point);
}
