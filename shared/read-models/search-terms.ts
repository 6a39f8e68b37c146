const prefixLengthMin = 2;
const prefixLengthMax = 12;
const termsMax = 200;

/** Splits what a person typed into the words to look for. */
export function wordsOf(text: string): readonly string[] {
  const folded = text
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase();
  return [...folded.matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => word.slice(0, prefixLengthMax));
}

/**
 * Every word of the texts and every beginning of one, so that a search finds "Austen" while "aus" is being typed, by
 * equality alone: the one thing that every store can look up in a list.
 */
export function searchTermsOf(...texts: readonly string[]): readonly string[] {
  const terms = new Set<string>();
  for (const word of texts.flatMap(wordsOf)) {
    const letters = [...word];
    for (let length = Math.min(prefixLengthMin, letters.length); length <= letters.length; length += 1) {
      terms.add(letters.slice(0, length).join(""));
    }
    if (terms.size >= termsMax) break;
  }
  return [...terms].slice(0, termsMax);
}
