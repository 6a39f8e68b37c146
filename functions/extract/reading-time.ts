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

const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/gu;
const spacedWord = /[\p{L}\p{N}\p{M}]+(?:['’.,-][\p{L}\p{N}\p{M}]+)*/gu;
/** Letters of a word in scripts that write no blanks. */
const lettersPerWord = 2;

/** How long a text is, and how long it takes to read. In one pass. */
export function sizeOfText(text: string): TextSize {
  const letters = text.match(unspaced)?.length ?? 0;
  const rest = letters === 0 ? text : text.replace(unspaced, " ");
  const spaced = rest.match(spacedWord)?.length ?? 0;
  const minutes = spaced / wordsPerMinute + letters / ideographsPerMinute;
  return {
    words: spaced + Math.ceil(letters / lettersPerWord),
    readingMinutes: minutes === 0 ? 0 : Math.max(1, Math.round(minutes)),
  };
}
