import { decodeAs } from "./decode-as.ts";
import { commonCharacters, letterCosts } from "./letter-costs.ts";

/**
 * Which encoding, when nothing declares it: each candidate decodes a sample, and the text it makes is judged by how
 * likely its letters are in the languages written in that encoding, and by signs that no text shows (control
 * characters, capitals inside of words, scripts mixed in a word). Costs are in tenths of a decimal logarithm; the cheapest
 * text wins, and a rarer encoding starts with a handicap.
 */
interface Candidate {
  readonly encoding: string;
  readonly languages: readonly string[];
  readonly handicap: number;
}

const western = ["en", "de", "fr", "es", "pt", "it", "ca", "nl", "sv", "da", "nb", "fi", "is", "ga", "sq"];
const central = ["pl", "cs", "sk", "hu", "ro", "hr", "sl", "de", "sq"];
const cyrillic = ["ru", "uk", "be", "bg", "sr", "mk"];
const baltic = ["et", "lv", "lt", "de", "pl", "fi"];

const candidates: readonly Candidate[] = [
  { encoding: "windows-1252", languages: western, handicap: 0 },
  { encoding: "windows-1250", languages: central, handicap: 10 },
  { encoding: "windows-1251", languages: cyrillic, handicap: 5 },
  { encoding: "gb18030", languages: ["zh-hans"], handicap: 5 },
  { encoding: "big5", languages: ["zh-hant"], handicap: 5 },
  { encoding: "shift_jis", languages: ["ja"], handicap: 5 },
  { encoding: "euc-jp", languages: ["ja"], handicap: 6 },
  { encoding: "euc-kr", languages: ["ko"], handicap: 5 },
  { encoding: "koi8-r", languages: ["ru", "bg"], handicap: 10 },
  { encoding: "koi8-u", languages: ["uk", "be"], handicap: 14 },
  { encoding: "windows-1253", languages: ["el"], handicap: 8 },
  { encoding: "iso-8859-7", languages: ["el"], handicap: 10 },
  { encoding: "windows-1254", languages: ["tr", "de"], handicap: 12 },
  { encoding: "windows-1255", languages: ["he"], handicap: 8 },
  { encoding: "windows-1256", languages: ["ar", "fa"], handicap: 8 },
  { encoding: "windows-1257", languages: baltic, handicap: 14 },
  { encoding: "windows-1258", languages: ["vi"], handicap: 14 },
  { encoding: "windows-874", languages: ["th"], handicap: 8 },
  { encoding: "iso-8859-2", languages: central, handicap: 14 },
  { encoding: "iso-8859-3", languages: ["eo", "mt"], handicap: 25 },
  { encoding: "iso-8859-4", languages: baltic, handicap: 25 },
  { encoding: "iso-8859-5", languages: cyrillic, handicap: 14 },
  { encoding: "iso-8859-6", languages: ["ar"], handicap: 14 },
  { encoding: "iso-8859-8", languages: ["he"], handicap: 12 },
  { encoding: "iso-8859-13", languages: baltic, handicap: 25 },
  { encoding: "iso-8859-14", languages: ["cy", "ga"], handicap: 30 },
  { encoding: "iso-8859-15", languages: western, handicap: 45 },
  { encoding: "iso-8859-16", languages: ["ro"], handicap: 45 },
  { encoding: "macintosh", languages: western, handicap: 18 },
  { encoding: "x-mac-cyrillic", languages: cyrillic, handicap: 18 },
  { encoding: "x-mac-ce", languages: central, handicap: 24 },
  { encoding: "ibm866", languages: cyrillic, handicap: 12 },
  { encoding: "ibm855", languages: cyrillic, handicap: 24 },
  { encoding: "ibm850", languages: western, handicap: 18 },
  { encoding: "ibm437", languages: western, handicap: 20 },
  { encoding: "ibm852", languages: central, handicap: 20 },
  { encoding: "ibm857", languages: ["tr"], handicap: 26 },
  { encoding: "ibm737", languages: ["el"], handicap: 24 },
  { encoding: "ibm862", languages: ["he"], handicap: 24 },
  { encoding: "johab", languages: ["ko"], handicap: 25 },
  { encoding: "euc-tw", languages: ["zh-hant"], handicap: 25 },
];

const costs = {
  ascii: 13,
  unknownLetter: 42,
  commonCharacter: 22,
  kana: 18,
  otherIdeograph: 38,
  otherSyllable: 34,
  foreignKana: 36,
  halfwidthKana: 40,
  widePunctuation: 22,
  typography: 26,
  quoteInsideWord: 40,
  symbol: 34,
  symbolInsideWord: 65,
  capitalInsideWord: 16,
  otherScriptInWord: 25,
  boxAlone: 45,
  boxInRow: 16,
  control: 70,
  undefined: 90,
} as const;

/** Above this mean cost of a character beyond ASCII, the best of bad guesses is not believed. */
const meanCostMax = 45;

const sampleBytesMax = 12_288;

/** The likeliest encoding of bytes that are not UTF-8, or `undefined` where every one of them makes nonsense. */
export function guessEncoding(bytes: Uint8Array): string | undefined {
  const sample = sampleOf(bytes);
  let best: { encoding: string; cost: number; mean: number } | undefined;
  for (const { encoding, languages, handicap } of candidates) {
    const { cost, mean } = costOf(decodeAs(sample, encoding).text, languages);
    if (best === undefined || cost + handicap < best.cost) best = { encoding, cost: cost + handicap, mean };
  }
  return best === undefined || best.mean > meanCostMax ? undefined : best.encoding;
}

const newline = 0x0a;
const carriageReturn = 0x0d;

/** Of each line, what follows its first byte beyond ASCII: cut there, characters of two bytes stay whole. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const sample = new Uint8Array(sampleBytesMax);
  let length = 0;
  let start = 0;
  while (start < bytes.length && length < sampleBytesMax) {
    let end = start;
    let first = -1;
    while (end < bytes.length && end - start < sampleBytesMax) {
      const byte = bytes[end] ?? 0;
      if (byte === newline || byte === carriageReturn) break;
      if (byte >= 0x80 && first === -1) first = end;
      end += 1;
    }
    if (first !== -1) {
      const part = bytes.subarray(Math.max(start, first - 1), Math.min(end + 1, first + sampleBytesMax - length));
      sample.set(part.subarray(0, sampleBytesMax - length), length);
      length += Math.min(part.length, sampleBytesMax - length);
    }
    start = end + 1;
  }
  return sample.subarray(0, length);
}

function costOf(text: string, languages: readonly string[]): { cost: number; mean: number } {
  let structural = 0;
  let ascii = 0;
  let asciiLetters = 0;
  let beyond = 0;
  const counts = new Map<string, number>();
  let before = "";
  const characters = [...text];
  for (const [index, character] of characters.entries()) {
    if (character < "\u0080") {
      ascii += 1;
      if (/[a-z]/iu.test(character)) asciiLetters += 1;
    } else {
      beyond += 1;
      structural += structuralCost(character, before, characters[index + 1] ?? "");
      const plain = character.toLowerCase();
      counts.set(plain, (counts.get(plain) ?? 0) + 1);
    }
    before = character;
  }
  let letters = Number.POSITIVE_INFINITY;
  for (const language of languages) {
    const costOfLetter = tables.get(language);
    let sum = beyond * sparsityCost(beyond / (beyond + asciiLetters), language);
    for (const [letter, count] of counts) sum += count * (costOfLetter?.get(letter) ?? sharedCost(letter, language));
    letters = Math.min(letters, sum);
  }
  const cost = structural + letters;
  return { cost: cost + ascii * costs.ascii, mean: beyond === 0 ? 0 : cost / beyond };
}

const tables: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map([
  ...Object.entries(letterCosts).map(
    ([language, table]) =>
      [
        language,
        new Map([...table.matchAll(/(\D)(\d\d)/gu)].map(([, letter, cost]) => [letter ?? "", Number(cost)])),
      ] as const,
  ),
  ...Object.entries(commonCharacters).map(
    ([language, common]) =>
      [language, new Map(Array.from(common, (character) => [character, costs.commonCharacter]))] as const,
  ),
]);

/** The share of a language's letters that lie beyond ASCII. */
const expectedShares: ReadonlyMap<string, number> = new Map(
  [...tables].map(([language, table]) => [
    language,
    language in letterCosts
      ? Math.min(
          1,
          table.values().reduce((sum, cost) => sum + 10 ** (-cost / 10), 0),
        )
      : 1,
  ]),
);
const sparsityCostMax = 20;

/** Where only a few letters lie beyond ASCII, a language that writes most or many of its letters there is unlikely. */
function sparsityCost(share: number, language: string): number {
  const expected = (expectedShares.get(language) ?? 1) / 4;
  return share >= expected ? 0 : Math.min(sparsityCostMax, 10 * Math.log10(expected / share));
}

const typography = new Set("\u00a0«»‘’“”„‚–—…•·°©®§€£№‹›™");
const isEastAsian = new Set(["zh-hans", "zh-hant", "ja", "ko"]);

/** What a character costs in a language that does not count it among its letters. */
function sharedCost(character: string, language: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (isEastAsian.has(language)) {
    if (point >= 0x3040 && point <= 0x30ff) return language === "ja" ? costs.kana : costs.foreignKana;
    if (point >= 0x3000 && point <= 0x3020) return costs.widePunctuation;
    if (point >= 0xff01 && point <= 0xff5e) return costs.widePunctuation + 4;
    if (point >= 0xff61 && point <= 0xff9f) return costs.halfwidthKana;
    if (point >= 0xac00 && point <= 0xd7a3) return language === "ko" ? costs.otherSyllable : costs.undefined;
    if (point >= 0x4e00 && point <= 0x9fff) return costs.otherIdeograph + (language === "ko" ? 8 : 0);
  }
  if (typography.has(character)) return costs.typography;
  return /\p{L}|\p{M}/u.test(character) ? costs.unknownLetter : costs.symbol;
}

const letter = /\p{L}|\p{M}/u;
const upper = /\p{Lu}/u;
const lower = /\p{Ll}/u;
const quotes = new Set("«»“”„‚‹›");

/** What the neighbours make of a character, whatever the language. */
function structuralCost(character: string, before: string, after: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point <= 0x9f) return costs.control;
  if (point === 0xfffd || (point >= 0xe000 && point <= 0xf8ff) || point > 0xffff) return costs.undefined;
  if (point >= 0x2500 && point <= 0x259f) {
    return (character === before || character === after ? costs.boxInRow : costs.boxAlone) - costs.symbol;
  }
  if (letter.test(character)) {
    let cost = 0;
    if (upper.test(character) && lower.test(before)) cost += costs.capitalInsideWord;
    // Two capitals and on in lower case: what a swap of cases looks like.
    if (upper.test(before) && upper.test(character) && lower.test(after)) cost += costs.capitalInsideWord / 2;
    if (letter.test(before) && scriptOf(before) !== scriptOf(character)) cost += costs.otherScriptInWord;
    if (letter.test(after) && after < "\u0080" && scriptOf(character) !== "latin") cost += costs.otherScriptInWord;
    if (/\d/u.test(before) || /\d/u.test(after)) cost += 4;
    return cost;
  }
  const isInsideWord = letter.test(before) && letter.test(after) && scriptOf(before) !== "other";
  if (!isInsideWord) return 0;
  if (quotes.has(character)) return costs.quoteInsideWord - costs.typography;
  return typography.has(character) || character === "·" ? 0 : costs.symbolInsideWord - costs.symbol;
}

function scriptOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x250 || (point >= 0x300 && point < 0x370) || (point >= 0x1e00 && point < 0x1f00)) return "latin";
  if (point < 0x400) return "greek";
  if (point < 0x530) return "cyrillic";
  if (point >= 0x590 && point < 0x600) return "hebrew";
  if (point >= 0x600 && point < 0x700) return "arabic";
  if (point >= 0xe00 && point < 0xe80) return "thai";
  return "other";
}
