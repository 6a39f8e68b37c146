import { openCharacterTable } from "./character-table.ts";

/** Words a minute that a person reads, in languages with blanks between words. */
const wordsPerMinute = 230;
/** Characters a minute in languages without. */
const ideographsPerMinute = 450;

export interface TextSize {
  /** Words as their readers count them: in Chinese, Japanese and Thai as many as a dictionary would find, roughly. */
  readonly words: number;
  /** Whole minutes, at least one where there is anything. */
  readonly readingMinutes: number;
}

const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/u;
const [goesOn, apart, ofWord, joining, ofUnspaced] = [0, 1, 2, 3, 4];
/** What a character is to the word that it may belong to. */
const kindAt = openCharacterTable((character) => {
  if (unspaced.test(character)) return ofUnspaced;
  if (/[\p{L}\p{N}\p{M}]/u.test(character)) return ofWord;
  if (/['’.,-]/u.test(character)) return joining;
  return /^[\udc00-\udfff]/.test(character) ? goesOn : apart;
});
/** Letters of a word in scripts that write no blanks. */
const lettersPerWord = 2;

/** How long a text is, and how long it takes to read. In one pass. */
export function sizeOfText(text: string): TextSize {
  let letters = 0;
  let spaced = 0;
  // One mark between two letters joins them: "don't", "3.14", "well-kept".
  let before = apart;
  for (let at = 0; at < text.length; at += 1) {
    const kind = kindAt(text, at);
    if (kind === goesOn) continue;
    if (kind === ofUnspaced) letters += 1;
    else if (kind === ofWord && before !== ofWord && before !== joining) spaced += 1;
    before = kind === joining && before !== ofWord ? apart : kind;
  }
  const minutes = spaced / wordsPerMinute + letters / ideographsPerMinute;
  return {
    words: spaced + Math.ceil(letters / lettersPerWord),
    readingMinutes: minutes === 0 ? 0 : Math.max(1, Math.round(minutes)),
  };
}
