const prefixLettersMax = 12;
const termsMax = 300;

/**
 * A run of letters of a script that sets no spaces between its words (Chinese, Japanese, Thai, Lao, Khmer, Burmese), or
 * a run of any other letters and digits: a word.
 */
const runPattern =
  /(?<unspaced>[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]&&[\p{L}\p{N}\p{Mc}]]+)|[[\p{L}\p{N}\p{Mc}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]+/gv;

/** Splits what a person typed into the terms to look for: a document is found where it has them all. */
export function wordsOf(text: string): readonly string[] {
  return runsOf(text).flatMap(({ letters, spaced }) =>
    spaced || letters.length === 1 ? [letters.slice(0, prefixLettersMax).join("")] : pairsOf(letters),
  );
}

/**
 * Every word of the texts and every beginning of one, so that a search finds "Austen" while "aus" is being typed, by
 * equality alone: the one thing that every store can look up in a list. Where words are not set apart, every letter and
 * every two neighbours stand for them. Of very long texts the beginnings are left out first.
 */
export function searchTermsOf(...texts: readonly string[]): readonly string[] {
  const runs = texts.flatMap(runsOf);
  const terms = new Set(texts.flatMap(wordsOf));
  for (const { letters, spaced } of runs) {
    if (!spaced) for (const letter of letters) terms.add(letter);
    if (spaced) for (const prefix of prefixesOf(letters)) terms.add(prefix);
    if (terms.size >= termsMax) break;
  }
  return [...terms].slice(0, termsMax);
}

function runsOf(text: string) {
  return [...folded(text).matchAll(runPattern)].map(({ 0: run, groups }) => ({
    letters: [...run],
    spaced: groups?.["unspaced"] === undefined,
  }));
}

/** As people compare letters: without accents, in one case ("Straße" is "STRASSE", "ς" is "σ"), in one width. */
function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .toUpperCase()
    .toLowerCase()
    .replaceAll("ς", "σ");
}

function prefixesOf(letters: readonly string[]): readonly string[] {
  return letters.slice(0, prefixLettersMax).map((_, last) => letters.slice(0, last + 1).join(""));
}

function pairsOf(letters: readonly string[]): readonly string[] {
  return letters.slice(1).map((letter, before) => `${letters[before]}${letter}`);
}
