/** Units of UTF-16. */
const units = 0x1_0000;
const highSurrogates = { from: 0xd800, to: 0xdbff };

/**
 * Remembers what a character counts as, a number up to 254, so that a text is read without making a string of each. Answers
 * for the character that begins at a place of a text; for the second half of one, 0.
 */
export function openCharacterTable(countOf: (character: string) => number): (text: string, at: number) => number {
  /** What each unit counts as, and one more; 0 where that is not known yet. */
  const known = new Uint8Array(units);
  return (text, at) => {
    const unit = text.charCodeAt(at);
    const count = known[unit] as number;
    if (count > 0) return count - 1;
    if (unit >= highSurrogates.from && unit <= highSurrogates.to)
      return countOf(String.fromCodePoint(text.codePointAt(at) as number));
    const learned = countOf(String.fromCharCode(unit));
    known[unit] = learned + 1;
    return learned;
  };
}
