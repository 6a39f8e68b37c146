import type { BookWords } from "../../events/book-described.ts";

/** What can be true of one book alone: a title, a place in a series, what it is about. */
const ofOneBook = ["title", "series", "description"] as const;

export interface WordsForEach {
  readonly words: BookWords | undefined;
  readonly leftOut: readonly (typeof ofOneBook)[number][];
}

/**
 * What a reader said of an archive, as far as it holds for each book in it: who wrote them, in which language, and the name
 * of their series. All of it where the archive holds one book.
 */
export function wordsForEach(words: BookWords | undefined, count: number): WordsForEach {
  if (words === undefined || count <= 1) return { words, leftOut: [] };
  const { title, description, series, ...shared } = words;
  const named = series === undefined || series === null ? {} : { series: { name: series.name } };
  const leftOut = ofOneBook.filter((name) =>
    name === "series" ? series?.position !== undefined : typeof { title, description }[name] === "string",
  );
  const kept = { ...shared, ...named };
  return { words: Object.keys(kept).length === 0 ? undefined : kept, leftOut };
}
