import { endsSentence, widthOf } from "./line-width.ts";

/** In a shorter text nobody could tell. */
const gapsMin = 20;
const linesLookedAtMax = 20_000;
/** Lines beyond this width were not broken for a screen or a printer. */
const wrapWidthMax = 110;
/** Of the gaps between lines, those that a doubled line end leaves: an odd number of blank lines. */
const doubledShareMin = 0.97;
/** Of the lines behind which the smallest gap stands, those that end in the middle of a sentence. */
const unendedShareMin = 0.5;
/** Of the gaps, those that part more than lines. Without any it is a list, or lines that mean to stand alone. */
const partingShareMin = 0.02;

/**
 * A text each of whose line ends was doubled, by one program that wrote CR and LF where another wrote them already, with its lines
 * together again. Every other text as it is.
 */
export function singleSpaced(text: string): string {
  return isDoubled(text) ? text.replace(/\n[^\S\n]*\n/gu, "\n") : text;
}

function isDoubled(text: string): boolean {
  // Cheap to see in most: somewhere near the beginning two lines stand together.
  if (/\S[^\S\n]*\n[^\S\n]*\S/u.test(text.slice(0, 2000))) return false;
  const lines = text.split("\n", linesLookedAtMax);
  const counts = { gaps: 0, doubled: 0, small: 0, unended: 0, parting: 0 };
  let last: string | undefined;
  let blank = 0;
  for (const line of lines) {
    if (line.trim() === "") {
      blank += 1;
      continue;
    }
    if (widthOf(line.trimEnd()) > wrapWidthMax) return false;
    if (last !== undefined) {
      counts.gaps += 1;
      if (blank % 2 === 1) counts.doubled += 1;
      if (blank > 1) counts.parting += 1;
      else if (blank === 1 && !isListItem(line)) {
        counts.small += 1;
        if (!endsSentence(last)) counts.unended += 1;
      }
    }
    last = line;
    blank = 0;
  }
  const { gaps, doubled, small, unended, parting } = counts;
  return (
    gaps >= gapsMin &&
    doubled >= gaps * doubledShareMin &&
    parting >= gaps * partingShareMin &&
    unended >= Math.max(1, small * unendedShareMin)
  );
}

function isListItem(line: string): boolean {
  return /^\s*(?:[-*+•–—]|\(?\d{1,4}[.)])\s/u.test(line);
}
