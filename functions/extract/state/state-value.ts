/** Plain JSON that a page carries for its scripts: an object, never a list. */
export type StateThing = Readonly<Record<string, unknown>>;

export function isThing(value: unknown): value is StateThing {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The words of a name, small and with blanks between and around them: `articleBody`, `article_body` and `article-body` are ` article body `. */
export function wordsOf(name: string): string {
  return ` ${name
    .slice(0, nameLengthMax)
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;
}

const nameLengthMax = 100;

/** Whether one of the words, or a run of them, is among those named: `anyOf("related", "read more")(wordsOf(name))`. */
export function anyOf(words: string): (inWords: string) => boolean {
  const pattern = new RegExp(` (?:${words.trim().split(/\s+/).join("|").replaceAll("_", " ")}) `);
  return (inWords) => pattern.test(inWords);
}
