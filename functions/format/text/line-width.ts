/** Columns of a tab, where text is laid out with them. */
const tabColumns = 4;

/** Hangul, kana, Chinese characters and their punctuation take two columns. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const wideEverywhere = new RegExp(wide, "gu");

/** How many columns a line takes in a fixed-width font. */
export function widthOf(text: string): number {
  if (!wide.test(text)) return text.length;
  return text.length + (text.match(wideEverywhere)?.length ?? 0);
}

export function isWide(character: string): boolean {
  return wide.test(character);
}

/** Columns of white space before the text of a line. */
export function indentOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === " " || character === "\u00a0") columns += 1;
    else if (character === "\t") columns += tabColumns;
    else if (character === "\u3000") columns += 2;
    else break;
  }
  return columns;
}

/** What a sentence, and so a paragraph, ends with, behind which only quotes and brackets close. */
export function endsSentence(line: string): boolean {
  return /[.!?…:。！？：⋯—]["'”’»«“)\]』」）*_]*$/u.test(line.trimEnd());
}
