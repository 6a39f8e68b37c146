import {
  canBeIn,
  type DetectLanguage,
  languageOfScript,
  loadLanguageDetector,
} from "../../../shared/text/detect-language.ts";
import type { Note } from "../gate/notes.ts";
import { bookLanguage, firstLanguage } from "./book-language.ts";

/** Paragraphs that are looked at, spread over as much of the book, and characters of each. */
const paragraphsMax = 16;
const paragraphLengthMax = 250;
const paragraphLengthMin = 40;
/** Where the letters tell the language: in Chinese a line of dialogue has no more. */
const tellingLengthMin = 4;
const collectedMax = 400;

/** What a book's text is like, gathered while it is read. */
export interface TextSample {
  readonly add: (paragraph: string) => void;
  /** A few thousand characters from all over what was added. */
  readonly text: () => string;
}

/** Front matter may be in another language than the book: so it is not the beginning that counts. */
export function openTextSample(): TextSample {
  const collected: string[] = [];
  return {
    add: (paragraph) => {
      const plain = paragraph.trim();
      if (plain.length < tellingLengthMin || collected.length >= collectedMax) return;
      if (plain.length >= paragraphLengthMin || languageOfScript(plain) !== undefined)
        collected.push(plain.slice(0, paragraphLengthMax));
    },
    text: () => {
      const step = Math.max(1, collected.length / paragraphsMax);
      return Array.from(
        { length: Math.min(paragraphsMax, collected.length) },
        (_, index) => collected[Math.floor((index + 0.5) * step)] ?? "",
      ).join("\n");
    },
  };
}

/** What is said of the language, in the order in which it is believed. */
export interface SaidLanguage {
  /** The reader's own word, which nobody doubts. */
  readonly byReader: string | undefined;
  readonly declared: readonly string[];
}

/**
 * The language of a book (K7): as it is declared, where that is a language and the text can be in it; else the one that the
 * text is in. Programs declare English whatever is written: such a text has to look like it. English where nothing helps.
 */
export async function chooseLanguage(
  { byReader, declared }: SaidLanguage,
  text: string,
  note: Note,
  detector: () => Promise<DetectLanguage> = loadLanguageDetector,
): Promise<string> {
  const said = firstLanguage(byReader);
  if (said !== undefined) return said;
  const own = firstLanguage(...declared);
  if (own !== undefined && canBe(own, text)) return own;
  const found = text.trim() === "" ? undefined : isPlainlyEnglish(text) ? "en" : (await detector())(text);
  const detected = found === undefined ? undefined : bookLanguage(found);
  if (detected === undefined) {
    if (own === undefined)
      note(
        "K7",
        declared
          .find((one) => one.trim() !== "" && one !== "und")
          ?.trim()
          .slice(0, 40),
      );
    return own ?? "en";
  }
  // Confused with one that is read alike, or with itself.
  if (own !== undefined && primaryOf(own) === detected) return own;
  note("recognised", new Intl.DisplayNames("en", { type: "language" }).of(detected) ?? detected);
  return detected;
}

function canBe(language: string, text: string): boolean {
  const primary = primaryOf(language);
  return canBeIn(primary, text) && isInItsScript(primary, text) && (primary !== "en" || looksEnglish(text));
}

function primaryOf(language: string): string {
  return language.split("-")[0] ?? "";
}

/** Scripts of languages that are hardly ever written in another one. */
const ownScripts: Readonly<Record<string, RegExp>> = {
  ja: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  zh: /[\p{Script=Han}\p{Script=Bopomofo}]/gu,
  ko: /[\p{Script=Hangul}\p{Script=Han}]/gu,
  ru: /\p{Script=Cyrillic}/gu,
  uk: /\p{Script=Cyrillic}/gu,
  bg: /\p{Script=Cyrillic}/gu,
  el: /\p{Script=Greek}/gu,
  he: /\p{Script=Hebrew}/gu,
  ar: /\p{Script=Arabic}/gu,
  fa: /\p{Script=Arabic}/gu,
  ur: /\p{Script=Arabic}/gu,
  hi: /\p{Script=Devanagari}/gu,
  th: /\p{Script=Thai}/gu,
};
const ownScriptShareMin = 0.1;
const lettersMin = 200;

function isInItsScript(primary: string, text: string): boolean {
  const script = ownScripts[primary];
  const letters = script === undefined ? 0 : (text.match(/\p{L}/gu)?.length ?? 0);
  if (script === undefined || letters < lettersMin) return true;
  return (text.match(script)?.length ?? 0) / letters >= ownScriptShareMin;
}

/** Of all words of English prose at least so many are one of these. */
const usualWords = new Set(
  "the of and to in a is that it for was he on as with his be at by i this had not are but from".split(" "),
);
const usualShareMin = 0.12;
const wordsMin = 25;
/** Half of English prose is these and the ones above; of its nearest neighbours they are a seventh. */
const plainWords = new Set([
  ...usualWords,
  ..."they you which we she her their have has were would there been when who will more if out so what up them then some could about into than its my your only other do all can how where no".split(
    " ",
  ),
]);
const plainShareMin = 0.35;
const plainWordsMin = 100;

function looksEnglish(text: string): boolean {
  const words = wordsOf(text);
  return words.length < wordsMin || shareOf(words, usualWords) >= usualShareMin;
}

/** Where it is beyond doubt the detector, which takes half a second to load, is not asked. */
function isPlainlyEnglish(text: string): boolean {
  const words = wordsOf(text);
  return words.length >= plainWordsMin && shareOf(words, plainWords) >= plainShareMin;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? [];
}

function shareOf(words: readonly string[], some: ReadonlySet<string>): number {
  return words.filter((word) => some.has(word)).length / words.length;
}
