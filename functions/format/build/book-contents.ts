import { plainLine } from "../../../shared/markup/clean-text.ts";
import type { Note } from "../gate/notes.ts";
import type { SourceContentsEntry } from "../source-book.ts";
import type { Anchor, Part } from "./part.ts";

/** One line of the contents: at most two levels of them, in reading order (K17 to K19). */
export interface ContentsEntry {
  readonly title: string;
  readonly place: Place;
  readonly children: readonly ContentsEntry[];
}

/** The beginning of a part, or a place in it. */
export interface Place {
  readonly part: Part;
  readonly order: number;
  readonly anchor?: Anchor;
}

interface Line {
  readonly title: string;
  readonly level: number;
  readonly place: Place;
}

export const titleLengthMax = 200;
/** Lines of contents that a reader can turn through. */
const linesMax = 4000;

/** The source's own contents, for what in them leads somewhere. */
export function contentsFromSource(
  entries: readonly SourceContentsEntry[],
  placeOf: (target: { readonly id: string; readonly fragment?: string }) => Place | undefined,
  note: Note,
): readonly ContentsEntry[] {
  const lines: Line[] = [];
  const waiting = entries.toReversed().map((entry) => ({ entry, level: 1 }));
  for (;;) {
    const next = waiting.pop();
    if (next === undefined || lines.length >= linesMax) break;
    const { entry, level } = next;
    const title = plainLine(entry.title, titleLengthMax);
    const place = entry.target === undefined ? firstPlaceBelow(entry, placeOf) : placeOf(entry.target);
    if (entry.target !== undefined && place === undefined) note("K17");
    const kept = place !== undefined && title !== "";
    if (kept) {
      if (level === 3) note("K19");
      lines.push({ title, level, place });
    }
    for (const child of entry.children.toReversed()) waiting.push({ entry: child, level: kept ? level + 1 : level });
  }
  const sorted = lines.toSorted((one, other) => one.place.order - other.place.order);
  if (sorted.some((line, index) => line !== lines[index])) note("K18");
  return nest(sorted);
}

/** The only line of contents leads to the start of the text, which is where everybody begins anyway. */
const linesMin = 2;

/**
 * The contents to show: the source's own where it has some that help, else those of its headings. A converter that finds
 * no chapters writes "Start" and no more, which hides what the headings say.
 */
export function chooseContents(
  own: readonly ContentsEntry[],
  ofHeadings: () => readonly ContentsEntry[],
): readonly ContentsEntry[] {
  if (own.length >= linesMin || own.some(({ children }) => children.length > 0)) return own;
  const others = ofHeadings();
  const lines = others.reduce((count, { children }) => count + 1 + children.length, 0);
  return own.length === 0 || lines > linesMin ? others : own;
}

/** A heading that only groups others leads to the first of them. */
function firstPlaceBelow(
  entry: SourceContentsEntry,
  placeOf: (target: { readonly id: string; readonly fragment?: string }) => Place | undefined,
): Place | undefined {
  const waiting = entry.children.toReversed();
  for (;;) {
    const child = waiting.pop();
    if (child === undefined) return undefined;
    const place = child.target && placeOf(child.target);
    if (place !== undefined) return place;
    waiting.push(...child.children.toReversed());
  }
}

/** Contents from the headings of the text, where the source has none of its own; else from what its chapters are called. */
export function contentsFromHeadings(
  parts: readonly Part[],
  startOf: (part: Part) => Place,
  bookTitle: string,
): readonly ContentsEntry[] {
  const headings = parts.flatMap((part) => part.headings).filter(({ title }) => title !== "");
  const levels = [...new Set(headings.map(({ level }) => level))].toSorted((one, other) => one - other);
  const [first] = headings;
  const atTop = headings.filter(({ level }) => level === levels[0]).length;
  // A single heading above all others is the book's title: its chapters stand beside it, not below it.
  const offset = atTop === 1 && first?.level === levels[0] && levels.length > 1 ? 1 : 0;
  const lines: Line[] = headings
    .map(({ level, title, anchor }) => ({
      title: plainLine(title, titleLengthMax),
      level: Math.max(1, levels.indexOf(level) + 1 - offset),
      place: { part: anchor.part, order: anchor.order, anchor },
    }))
    .filter(({ level }) => level <= 2);
  const withHeading = new Set(lines.map(({ place }) => place.part.chapterId));
  for (const part of parts) {
    if (withHeading.has(part.chapterId)) continue;
    withHeading.add(part.chapterId);
    const title = plainLine(part.chapterTitle, titleLengthMax);
    if (title !== "") lines.push({ title, level: 1, place: startOf(part) });
  }
  const sorted = lines.toSorted((one, other) => one.place.order - other.place.order).slice(0, linesMax);
  const [start] = parts;
  if (sorted.length === 0 && start !== undefined) return [{ title: bookTitle, place: startOf(start), children: [] }];
  return nest(sorted);
}

/** Sorted lines as a tree of two levels: whatever lies deeper is lifted, and a child always lies inside its parent. */
function nest(lines: readonly Line[]): readonly ContentsEntry[] {
  const entries: { title: string; place: Place; children: ContentsEntry[] }[] = [];
  let before: Line | undefined;
  for (const line of lines) {
    if (before !== undefined && before.title === line.title && before.place.order === line.place.order) continue;
    before = line;
    const entry = { title: line.title, place: line.place, children: [] };
    const parent = entries.at(-1);
    if (line.level === 1 || parent === undefined) entries.push(entry);
    else parent.children.push(entry);
  }
  return entries;
}
