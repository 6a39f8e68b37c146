/** The words that a person sees, without marks, in their order. */
export function wordsIn(text: string): readonly string[] {
  return [
    ...text
      .normalize("NFKC")
      .toLowerCase()
      .matchAll(/[\p{L}\p{N}]+/gu),
  ].map(([word]) => word);
}

/**
 * The share of the wanted words that the found ones have, in order: the longest common subsequence (Hunt and Szymanski),
 * divided by the number of wanted words. 1 where nothing was wanted.
 */
export function shareInOrder(wanted: readonly string[], found: readonly string[]): number {
  if (wanted.length === 0) return 1;
  const places = new Map<string, number[]>();
  for (const [at, word] of found.entries()) {
    const known = places.get(word);
    if (known === undefined) places.set(word, [at]);
    else known.push(at);
  }
  // ends[n] is the earliest place in `found` at which a common subsequence of n + 1 words can end.
  const ends: number[] = [];
  for (const word of wanted) {
    // The last place first, so that one word never counts for two of them.
    for (const place of places.get(word)?.toReversed() ?? []) {
      let low = 0;
      let high = ends.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] ?? 0) < place) low = middle + 1;
        else high = middle;
      }
      ends[low] = place;
    }
  }
  return ends.length / wanted.length;
}
