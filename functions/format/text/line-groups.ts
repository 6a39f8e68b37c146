import { endsSentence, indentOf, widthOf } from "./line-width.ts";
import { recogniseHeading } from "./recognise-heading.ts";
import type { TextLayout } from "./text-layout.ts";

/** Lines that belong together: `start` to `end`, the latter not included. */
export interface LineGroup {
  readonly start: number;
  readonly end: number;
  /** How many blank lines stand before it. */
  readonly blankBefore: number;
}

/** Short lines that stand together in a text of long ones: verse, an address. */
const shortWidthMax = 60;
/** Longer groups of short lines are a way to write paragraphs. */
const shortLinesMax = 40;
const headingWidthMax = 60;
/** Text without blank lines is cut there: no chapter grows without bounds. */
const groupLinesMax = 2000;

/** Groups lines by the blank ones between them; where a line is a paragraph, it is a group; so are headings, however close. */
export function groupLines(lines: readonly string[], layout: TextLayout): readonly LineGroup[] {
  const groups: LineGroup[] = [];
  let blankBefore = 0;
  for (let start = 0; start < lines.length; ) {
    if (isBlank(lines[start])) {
      blankBefore += 1;
      start += 1;
      continue;
    }
    let end = start + 1;
    while (end < lines.length && end - start < groupLinesMax && !isBlank(lines[end])) end += 1;
    for (const [from, to] of splitGroup(lines, start, end, layout)) {
      groups.push({ start: from, end: to, blankBefore });
      blankBefore = 0;
    }
    start = end;
  }
  return groups;
}

const isBlank = (line: string | undefined) => line === undefined || line.trim() === "";

function splitGroup(
  lines: readonly string[],
  start: number,
  end: number,
  { wrapWidth }: TextLayout,
): readonly (readonly [number, number])[] {
  if (end - start === 1) return [[start, end]];
  const isAlone = wrapWidth === undefined && !isShortLines(lines, start, end);
  const ranges: (readonly [number, number])[] = [];
  let from = start;
  for (let at = start; at < end; at += 1) {
    const splitsBefore = at > from && (isAlone || isHeadingInside(lines, at, start, wrapWidth));
    if (splitsBefore) {
      ranges.push([from, at]);
      from = at;
    }
    const splitsAfter = at + 1 < end && isHeadingInside(lines, at, start, wrapWidth);
    if (splitsAfter) {
      ranges.push([from, at + 1]);
      from = at + 1;
    }
  }
  if (from < end) ranges.push([from, end]);
  return ranges;
}

function isShortLines(lines: readonly string[], start: number, end: number): boolean {
  if (end - start > shortLinesMax) return false;
  const group = lines.slice(start, end);
  // Paragraphs of East Asian texts begin with a wide space, whether short or long.
  return (
    group.every((line) => widthOf(line.trim()) < shortWidthMax) && !group.every((line) => line.startsWith("\u3000"))
  );
}

/** A numbered heading between lines of text: the line before it must have come to an end. */
function isHeadingInside(lines: readonly string[], at: number, start: number, wrapWidth: number | undefined): boolean {
  const line = lines[at] ?? "";
  if (widthOf(line.trim()) > headingWidthMax) return false;
  const heading = recogniseHeading(line);
  if (heading === undefined || heading.rank === "named") return false;
  if (at === start) return true;
  const before = lines[at - 1] ?? "";
  if (indentOf(line) === 0 && wrapWidth !== undefined && widthOf(before) > wrapWidth * 0.85)
    return endsSentence(before);
  return endsSentence(before) || recogniseHeading(before) !== undefined || widthOf(before) < (wrapWidth ?? 100) * 0.6;
}
