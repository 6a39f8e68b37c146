import type { LineGroup } from "./line-groups.ts";
import { indentOf } from "./line-width.ts";

/** What is known of a text and of its notes; groups go by their index. */
export interface NotedText {
  readonly lines: readonly string[];
  readonly groups: readonly LineGroup[];
  /** Groups in which a line looks like the beginning of a note, whether it is one or not. */
  readonly begun: ReadonlySet<number>;
  /** By the group of a note, that of its call. */
  readonly calledFrom: ReadonlyMap<number, number>;
  readonly isHeading: (group: number) => boolean;
}

/** The longest note of a scholar has a dozen paragraphs; more between two notes is the text itself. */
const noteGroupsMax = 30;
const hangingIndentMin = 2;

/**
 * Where a note ends that begins in a line of a group: the index of the group behind it. Its further paragraphs are those
 * up to its closing bracket; those that lie between it and a note whose call stands before both, since notes that are
 * gathered have no text between them; and those that are set in, up to the next note or the end of its chapter. What is
 * in doubt is text, and no note: a text in a note would be read by nobody.
 */
export function endOfNote(text: NotedText, group: number, line: number): number {
  const { lines, groups, begun, calledFrom, isHeading } = text;
  const behind = group + 1;
  const linesOf = (index: number) => lines.slice(index === group ? line : groups[index]?.start, groups[index]?.end);
  const last = Math.min(groups.length, behind + noteGroupsMax);
  let next = behind;
  while (next < last && !begun.has(next) && !isHeading(next)) next += 1;
  if (/^\s*\[Footnote/u.test(lines[line] ?? "")) {
    let open = 0;
    for (let at = group; at < next; at += 1) {
      for (const [bracket] of linesOf(at).join("").matchAll(/[[\]]/gu)) open += bracket === "[" ? 1 : -1;
      if (open <= 0) return at + 1;
    }
    return behind;
  }
  if (next === last && next < groups.length) return behind;
  if ((calledFrom.get(next) ?? group) < group) return next;
  const indent = indentOf(lines[line] ?? "") + hangingIndentMin;
  for (let at = behind; at < next; at += 1) if (linesOf(at).some((one) => indentOf(one) < indent)) return behind;
  return next;
}
