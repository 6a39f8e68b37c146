import type { LineGroup } from "./line-groups.ts";
import { endsSentence, widthOf } from "./line-width.ts";
import { type HeadingLine, loneNumber, recogniseHeading } from "./recognise-heading.ts";

export interface FoundHeading {
  readonly level: 1 | 2;
  /** What it says, one line of it after the other. */
  readonly lines: readonly string[];
}

export interface FoundHeadings {
  /** By the index of the group that they are. */
  readonly headings: ReadonlyMap<number, FoundHeading>;
  /** Groups that became the second line of the heading before them. */
  readonly taken: ReadonlySet<number>;
}

/** Headings that follow each other this often, with nothing between them, are a table of contents. */
const runMax = 3;
const headingLinesMax = 3;
const titleWidthMax = 64;
const capitalsMin = 2;
const capitalsMax = 300;

type Candidate = Omit<HeadingLine, "isContents"> & { readonly isContents?: boolean };

/** Finds headings by what they say and by how they stand. */
export function findHeadings(lines: readonly string[], groups: readonly LineGroup[]): FoundHeadings {
  const textOf = (index: number) => linesOf(lines, groups[index]);
  const candidates = spokenHeadings(groups, textOf);
  for (const [index, candidate] of numberedHeadings(lines, groups, textOf))
    if (!candidates.has(index)) candidates.set(index, candidate);
  dropContentsLists(candidates, groups.length);
  if (candidates.values().every(({ rank }) => rank === "named")) {
    for (const index of capitalHeadings(groups, textOf)) candidates.set(index, { rank: "chapter", hasTitle: true });
  }
  return settle(candidates, groups, textOf);
}

type TextOf = (index: number) => readonly string[];

function linesOf(lines: readonly string[], group: LineGroup | undefined): readonly string[] {
  return group === undefined
    ? []
    : lines.slice(group.start, Math.min(group.end, group.start + headingLinesMax + 1)).map((line) => line.trim());
}

const lengthOf = (group: LineGroup | undefined) => (group === undefined ? 0 : group.end - group.start);

function spokenHeadings(groups: readonly LineGroup[], textOf: TextOf): Map<number, Candidate> {
  const candidates = new Map<number, Candidate>();
  for (const [index, group] of groups.entries()) {
    if (lengthOf(group) > headingLinesMax) continue;
    const [first = "", ...more] = textOf(index);
    const heading = recogniseHeading(first);
    if (heading === undefined) continue;
    if (more.some((line) => recogniseHeading(line) !== undefined && recogniseHeading(line)?.rank === heading.rank))
      continue;
    if (more.every((line) => isTitleLine(line)) && (heading.rank !== "named" || more.length === 0)) {
      candidates.set(index, { ...heading, hasTitle: heading.hasTitle || more.length > 0 });
    }
  }
  return candidates;
}

/** Numbers that stand alone, or before a title, are headings where they count up from one and follow whole sentences. */
function numberedHeadings(
  lines: readonly string[],
  groups: readonly LineGroup[],
  textOf: TextOf,
): ReadonlyMap<number, Candidate> {
  const found: { index: number; value: number; title: string; style: string; afterSentence: boolean }[] = [];
  for (const [index, group] of groups.entries()) {
    if (lengthOf(group) > 2) continue;
    const [first = "", second = ""] = textOf(index);
    const number = loneNumber(first);
    if (number === undefined || (second !== "" && !isTitleLine(second))) continue;
    if (number.title !== "" && (group.blankBefore === 0 || !isTitleLine(number.title))) continue;
    const style = `${/\d/u.test(first.slice(0, 4)) ? "arabic" : "roman"} ${number.title === "" ? "alone" : "titled"}`;
    const before = index === 0 ? "" : (lines[(groups[index - 1]?.end ?? 0) - 1] ?? "");
    found.push({
      index,
      value: number.value,
      title: number.title,
      style,
      afterSentence: before === "" || endsSentence(before) || /^[^\p{Ll}]*$/u.test(before),
    });
  }
  const headings = new Map<number, Candidate>();
  for (const style of new Set(found.map((one) => one.style))) {
    const all = found.filter((one) => one.style === style);
    const sequence = all.filter(
      (one, at) => one.value === 1 || (all[at - 1] !== undefined && one.value === (all[at - 1]?.value ?? 0) + 1),
    );
    const minimum = style === "roman alone" ? 2 : 3;
    const isCounted = sequence.length >= minimum && sequence[0]?.value === 1 && sequence.length >= all.length * 0.7;
    // Page numbers count up as well, but cut sentences in two.
    const areChapters = sequence.filter((one, at) => at === 0 || one.afterSentence).length >= sequence.length * 0.8;
    const spread = ((sequence.at(-1)?.index ?? 0) - (sequence[0]?.index ?? 0)) / Math.max(1, sequence.length - 1);
    if (isCounted && areChapters && spread >= 3) {
      for (const one of sequence) headings.set(one.index, { rank: "chapter", hasTitle: one.title !== "" });
    }
  }
  return headings;
}

function dropContentsLists(candidates: Map<number, Candidate>, groupsCount: number): void {
  let run: number[] = [];
  for (let index = 0; index <= groupsCount; index += 1) {
    const candidate = candidates.get(index);
    if (candidate !== undefined && index < groupsCount) {
      run.push(index);
      continue;
    }
    if (run.length > 0) dropRun(run, candidates);
    run = [];
  }
}

function dropRun(run: readonly number[], candidates: Map<number, Candidate>): void {
  const contentsAt = run.findLastIndex((index) => candidates.get(index)?.isContents === true);
  // A part, its first chapter and a title page may follow each other; more of them are a list.
  const list = contentsAt === -1 ? run : run.slice(contentsAt + 1);
  const isList = list.length > runMax || (contentsAt !== -1 && list.length > 0);
  if (isList) for (const index of list.slice(0, list.length - openingCount(list, candidates))) candidates.delete(index);
}

/** How many of the last headings of a list open the text that follows it: one, or a part and its first chapter. */
function openingCount(list: readonly number[], candidates: ReadonlyMap<number, Candidate>): number {
  const ranks = list.map((index) => candidates.get(index)?.rank);
  return ranks.at(-2) === "part" && ranks.at(-1) === "chapter" && list.length > 4 ? 2 : 1;
}

function capitalHeadings(groups: readonly LineGroup[], textOf: TextOf): readonly number[] {
  const found = groups.flatMap((group, index) => {
    const [line = ""] = lengthOf(group) === 1 ? textOf(index) : [];
    const next = groups[index + 1];
    const isAlone = group.blankBefore >= 2 && (next?.blankBefore ?? 0) >= 1;
    return index > 3 && isAlone && isCapitals(line) && isTitleLine(line) && !isCapitals(textOf(index + 1)[0] ?? "")
      ? [index]
      : [];
  });
  return found.length >= capitalsMin && found.length <= capitalsMax ? found : [];
}

const isCapitals = (line: string) => /\p{Lu}.*\p{Lu}.*\p{Lu}/u.test(line) && !/\p{Ll}/u.test(line);

/** A line that could be a title: short, begun like one, and not ended like a sentence. */
export function isTitleLine(line: string): boolean {
  if (line === "" || widthOf(line) > titleWidthMax || /[,;]$/u.test(line) || /^[\p{Ll}\p{P}\p{S}]*$/u.test(line))
    return false;
  if (/^\p{Ll}/u.test(line)) return false;
  if (isCapitals(line)) return true;
  return !/\p{Ll}[.:]["'”’]?$/u.test(line);
}

/** Whether a group behind a bare "CHAPTER I" is its title. */
function isSubtitle(groups: readonly LineGroup[], index: number, textOf: TextOf): boolean {
  const group = groups[index];
  const [line = ""] = lengthOf(group) === 1 ? textOf(index) : [];
  if (group === undefined || group.blankBefore > 2 || !isTitleLine(line) || /^["“«‘'—–-]/u.test(line)) return false;
  const next = textOf(index + 1)[0];
  if (next === undefined || recogniseHeading(line) !== undefined) return false;
  if (isCapitals(line)) return true;
  // Short words may be small in a title, the others are not; East Asian titles are short.
  const words = line.split(/\s+/u).filter((word) => /\p{L}{4,}/u.test(word));
  const large = words.filter((word) => /^\P{L}*[\p{Lu}\p{Lo}]/u.test(word));
  return (
    !/[.…:。：]["'”’]*$/u.test(line) &&
    (words.length === 0 || large.length >= words.length * 0.6) &&
    widthOf(line) <= 50
  );
}

function settle(
  candidates: ReadonlyMap<number, Candidate>,
  groups: readonly LineGroup[],
  textOf: TextOf,
): FoundHeadings {
  const headings = new Map<number, FoundHeading>();
  const taken = new Set<number>();
  const hasChapters = candidates.values().some(({ rank }) => rank === "chapter");
  const hasParts = hasChapters && candidates.values().some(({ rank }) => rank === "part");
  for (const [index, { rank, hasTitle }] of [...candidates].sort(([a], [b]) => a - b)) {
    if (taken.has(index)) continue;
    const lines = [...textOf(index)];
    if (!hasTitle && !candidates.has(index + 1) && isSubtitle(groups, index + 1, textOf)) {
      lines.push(...textOf(index + 1));
      taken.add(index + 1);
    }
    headings.set(index, { level: hasParts && rank === "chapter" ? 2 : 1, lines });
  }
  return { headings, taken };
}
