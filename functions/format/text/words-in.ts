import type { KnownWord } from "./text-blocks.ts";

/** More words than this are not remembered: a hyphen stays, then, which is never wrong by more than itself. */
const wordsMax = 300_000;

/** Tells whether a text has a word, other than at the end of a line: only asked for words that were cut there. */
export function wordsIn(lines: readonly string[]): KnownWord {
  let words: Set<string> | undefined;
  return (word) => {
    words ??= collect(lines);
    return words.has(word);
  };
}

function collect(lines: readonly string[]): Set<string> {
  const words = new Set<string>();
  for (const line of lines) {
    for (const [word] of line.matchAll(/\p{L}{2,40}(?![\p{L}-])/gu)) {
      words.add(word.toLowerCase());
      if (words.size >= wordsMax) return words;
    }
  }
  return words;
}
