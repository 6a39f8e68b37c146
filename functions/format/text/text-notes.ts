import type { FoundHeadings } from "./find-headings.ts";
import type { LineGroup } from "./line-groups.ts";
import { endOfNote } from "./note-end.ts";

/** A mark that leads somewhere: the text of it, as it stands, and where it is and leads to, as fragments. */
export interface NoteLink {
  readonly id: string;
  readonly to: string;
}

/** What the notes of a text say about one group of lines. */
export interface NotedGroup {
  /** By the mark, such as `[1]` or `Footnote 1`. */
  readonly links: ReadonlyMap<string, NoteLink>;
  /** The lines that begin notes. Several notes may follow each other without a line between them. */
  readonly noteLines: readonly number[];
  /** The group behind the last one of the last of these notes. */
  readonly noteEnd: number;
}

const callPattern = /\[(\d{1,4})\]/gu;
/** `[1] text`, `[Footnote 1: text]`, `Footnote 1: text`: the ways of Project Gutenberg. */
const notePattern = /^\s*(?:(?<mark>\[(?<number>\d{1,4})\])\s+\S|\[?(?<word>Footnote (?<count>\d{1,4})):\s*\S)/u;
/** Notes of one text; more are a table of numbers. */
const notesMax = 20_000;

interface Place {
  readonly group: number;
  readonly line: number;
  readonly mark: string;
}

/**
 * Finds the calls of notes and the notes of a plain text. Only a call and a note that match one to one, the note behind
 * its call, are linked: first in the whole text, then, as numbers begin again, in each part between two headings.
 * Everything else stays the text that it is. Answers by the index of the group.
 */
export function findTextNotes(
  lines: readonly string[],
  groups: readonly LineGroup[],
  { headings, taken }: FoundHeadings,
): ReadonlyMap<number, NotedGroup> {
  const calls = new Map<string, Place[]>();
  const notes = new Map<string, Place[]>();
  const partOf: number[] = [];
  let part = 0;
  for (const [group, { start, end }] of groups.entries()) {
    if (headings.has(group) && !headings.has(group - 1)) part += 1;
    partOf.push(part);
    const isHeading = headings.has(group) || taken.has(group);
    let inNotes = false;
    for (let line = start; line < end; line += 1) {
      const text = lines[line] ?? "";
      // In the middle of a paragraph a line may begin with any call.
      const canBegin: boolean = !isHeading && (line === start || inNotes);
      const note: Partial<Record<string, string>> | undefined = canBegin ? notePattern.exec(text)?.groups : undefined;
      const number: string | undefined = note?.["number"] ?? note?.["count"];
      inNotes ||= number !== undefined;
      if (number !== undefined) add(notes, number, { group, line, mark: note?.["mark"] ?? note?.["word"] ?? "" });
      const own = note?.["mark"] === undefined ? 0 : text.indexOf("]") + 1;
      // A call in a heading is none that can be led to; it still makes its number doubtful.
      for (const [mark, called = ""] of text.slice(own).matchAll(callPattern))
        add(calls, called, { group: isHeading ? -1 : group, line, mark });
    }
  }
  const pairs = [...notes]
    .flatMap(([number, noted]) => pairsOf(calls.get(number) ?? [], noted, partOf))
    .slice(0, notesMax);
  const found = new Map<number, { links: Map<string, NoteLink>; noteLines: number[]; noteEnd: number }>();
  const at = (group: number) => {
    const noted = found.get(group) ?? { links: new Map<string, NoteLink>(), noteLines: [], noteEnd: group + 1 };
    found.set(group, noted);
    return noted;
  };
  for (const [index, [call, note]] of pairs.entries()) {
    const [callId, noteId] = [`call-${index + 1}`, `note-${index + 1}`];
    at(call.group).links.set(call.mark, { id: callId, to: noteId });
    at(note.group).links.set(note.mark, { id: noteId, to: callId });
    at(note.group).noteLines.push(note.line);
  }
  const begun = new Set([...notes.values()].flat().map(({ group }) => group));
  const calledFrom = new Map<number, number>();
  for (const [call, note] of pairs) if (!calledFrom.has(note.group)) calledFrom.set(note.group, call.group);
  for (const [group, noted] of found) {
    const line = Math.max(...noted.noteLines);
    if (noted.noteLines.length > 0)
      noted.noteEnd = endOfNote(
        { lines, groups, begun, calledFrom, isHeading: (at) => headings.has(at) || taken.has(at) },
        group,
        line,
      );
  }
  return found;
}

function add(places: Map<string, Place[]>, number: string, place: Place): void {
  const all = places.get(number);
  if (all === undefined) places.set(number, [place]);
  else all.push(place);
}

/** Pairs of a call and its note, in the whole text or else in each part of it. */
function pairsOf(
  calls: readonly Place[],
  notes: readonly Place[],
  partOf: readonly number[],
): readonly (readonly [Place, Place])[] {
  const whole = pairOf(calls, notes);
  if (whole.length > 0) return whole;
  const callsIn = Map.groupBy(calls, ({ group }) => partOf[group] ?? -1);
  const notesIn = Map.groupBy(notes, ({ group }) => partOf[group] ?? -1);
  return [...notesIn].flatMap(([part, noted]) => pairOf(callsIn.get(part) ?? [], noted));
}

function pairOf(calls: readonly Place[], notes: readonly Place[]): readonly (readonly [Place, Place])[] {
  const [call, note] = [calls[0], notes[0]];
  const isPair =
    calls.length === 1 &&
    notes.length === 1 &&
    call !== undefined &&
    note !== undefined &&
    call.group >= 0 &&
    call.group < note.group;
  return isPair ? [[call, note]] : [];
}

/** A group in pieces that each hold one note. */
export function piecesOf(group: LineGroup, { noteLines }: NotedGroup): readonly LineGroup[] {
  const starts = [...new Set([group.start, ...noteLines])].toSorted((one, other) => one - other);
  return starts.map((start, at) => ({ ...group, start, end: starts[at + 1] ?? group.end }));
}
