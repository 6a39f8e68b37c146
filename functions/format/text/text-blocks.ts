import type { LineGroup } from "./line-groups.ts";
import { endsSentence, indentOf, isWide, widthOf } from "./line-width.ts";
import type { TextLayout } from "./text-layout.ts";

export type TextBlock =
  | { readonly kind: "paragraph"; readonly text: string; readonly quoted: boolean }
  /** Lines that stay lines; `indent` counts columns beyond the least one. */
  | {
      readonly kind: "lines";
      readonly lines: readonly { readonly text: string; readonly indent: number }[];
      readonly quoted: boolean;
    }
  | { readonly kind: "preformatted"; readonly lines: readonly string[] }
  | { readonly kind: "rule" };

/** How words that were cut at a line's end were written elsewhere: lower case, with their hyphen or without. */
export type KnownWord = (word: string) => boolean;

const quotedIndentMin = 3;
/** In longer groups without a blank line, a short line that ends a sentence ends a paragraph. */
const longGroupLinesMin = 20;
const wordCharactersMax = 60;

/** What a group of lines is: paragraphs, verse, something drawn with characters, or a break. */
export function blocksOf(
  lines: readonly string[],
  group: LineGroup,
  layout: TextLayout,
  isKnown: KnownWord,
): readonly TextBlock[] {
  const own = lines.slice(group.start, group.end);
  const first = own[0] ?? "";
  if (own.length === 1 && isBreak(first)) return [{ kind: "rule" }];
  if (isDrawn(own)) return [{ kind: "preformatted", lines: own.map((line) => line.replaceAll("\t", "    ")) }];
  const { wrapWidth } = layout;
  const quoted =
    own.length > 1 &&
    own.every((line) => indentOf(line) >= quotedIndentMin) &&
    !own.every((line) => line.startsWith("\u3000"));
  const items = listItems(own);
  if (items !== undefined)
    return items.map((item) => ({ kind: "paragraph", text: join(item, isKnown), quoted: false }));
  if (own.length > 1 && (wrapWidth === undefined || isStepped(own) || isVerse(own, wrapWidth)))
    return [linesBlock(own, quoted)];
  return paragraphs(own, wrapWidth ?? 0).map((part) => ({ kind: "paragraph", text: join(part, isKnown), quoted }));
}

/** A line of stars, dashes or the like between two scenes. */
export function isBreak(line: string): boolean {
  const marks = line.replace(/\s/gu, "");
  return /^(?:[*•·#⁂~—–_=.\-+◆◇■□●○★☆※]{3,}|[*#⁂~§※◆★•])$/u.test(marks) && !/^\.{3,}$/u.test(marks);
}

/** Tables and drawings: columns held apart by spaces in several places, or mostly signs. */
function isDrawn(own: readonly string[]): boolean {
  if (own.length < 2) return false;
  const inColumns = own.filter(
    (line) => (line.trim().match(/\S(?: {3,}|\t+)(?=\S)/gu)?.length ?? 0) >= 2 || /[│┃║┌┐└┘├┤─━═╔╗]/u.test(line),
  );
  if (inColumns.length >= Math.max(2, own.length / 2)) return true;
  const text = own.join("").replace(/\s/gu, "");
  const signs = text.match(/[-_=|/\\+*#<>^~]/gu)?.length ?? 0;
  return text.length >= 12 && signs > text.length * 0.4;
}

const isItem = (line: string) => /^\s*(?:[-*•·–]|\d{1,3}[.)]|[a-z]\))\s+\S/u.test(line);

function listItems(own: readonly string[]): readonly (readonly string[])[] | undefined {
  if (own.length < 2 || !isItem(own[0] ?? "") || own.filter(isItem).length < 2) return undefined;
  // Dialogue begins with dashes as well, and stays what it is: one paragraph a line.
  const items: string[][] = [];
  for (const line of own) {
    if (isItem(line)) items.push([line]);
    else items.at(-1)?.push(line);
  }
  return items;
}

/** Lines that end where their writer wanted it: the next word would still have fit. */
function isVerse(own: readonly string[], wrapWidth: number): boolean {
  const widths = own.map((line) => widthOf(line));
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  const isNarrow = widest < wrapWidth * 0.85;
  const early = (limit: number) => {
    let count = 0;
    for (let at = 0; at + 1 < own.length; at += 1) {
      const next = own[at + 1] ?? "";
      const word = isWide(next.trim()[0] ?? "") ? 2 : widthOf(next.trim().split(/\s/u, 1)[0] ?? "") + 1;
      if ((widths[at] ?? 0) + word <= limit) count += 1;
    }
    return count / (own.length - 1);
  };
  if (!isNarrow) return own.length > 2 && early(wrapWidth * 0.85) >= 0.6 && !isIndentedProse(own);
  const capitals = own.filter((line) => /^[^\p{L}]*[\p{Lu}\p{Lo}]/u.test(line)).length / own.length;
  if (own.length === 2) return early(wrapWidth * 0.8) === 1;
  return (capitals >= 0.7 && early(wrapWidth * 0.9) >= 0.5) || early(widest * 0.9) >= 0.5;
}

/** Many short paragraphs, each begun with an indent: dialogue. */
function isIndentedProse(own: readonly string[]): boolean {
  const begun = own.filter((line, at) => indentOf(line) > 0 && (at === 0 || endsSentence(own[at - 1] ?? "")));
  const indented = own.filter((line) => indentOf(line) > 0);
  return begun.length > own.length * 0.3 && begun.length >= indented.length * 0.7;
}

/** Lines that each begin elsewhere: an address, a poem in a shape. */
function isStepped(own: readonly string[]): boolean {
  const steps = own.filter((line, at) => at > 0 && indentOf(line) !== indentOf(own[at - 1] ?? "")).length;
  return own.length > 2 && steps >= (own.length - 1) * 0.75 && !isIndentedProse(own);
}

function linesBlock(own: readonly string[], quoted: boolean): TextBlock {
  const least = own.reduce((most, line) => Math.min(most, indentOf(line)), Number.POSITIVE_INFINITY);
  return {
    kind: "lines",
    quoted,
    lines: own.map((line) => ({ text: line.trim().replace(/\s{2,}/gu, " "), indent: indentOf(line) - least })),
  };
}

/** Splits lines into paragraphs at indents, and, in long groups, behind short lines that end a sentence. */
function paragraphs(own: readonly string[], wrapWidth: number): readonly (readonly string[])[] {
  const base = own.reduce((least, line) => Math.min(least, indentOf(line)), Number.POSITIVE_INFINITY);
  const areAllIndented = own.every((line) => line.startsWith("\u3000"));
  const [first = "", ...more] = own;
  // A hanging indent: the lines of one entry.
  if (more.length > 0 && more.every((line) => indentOf(line) > indentOf(first))) return [own];
  const parts: string[][] = [];
  for (const [at, line] of own.entries()) {
    const before = own[at - 1];
    const isIndented = areAllIndented || indentOf(line) > base;
    const wasIndented = before !== undefined && indentOf(before) > base;
    const isBegun =
      before === undefined ||
      (isIndented && (areAllIndented || !wasIndented || endsSentence(before))) ||
      (own.length >= longGroupLinesMin && widthOf(before) < wrapWidth * 0.75 && endsSentence(before));
    if (isBegun) parts.push([line]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

/** Joins broken lines: words that were cut are mended where the text shows how they are written. */
function join(own: readonly string[], isKnown: KnownWord): string {
  const parts: string[] = [];
  for (const line of own) {
    const next = line.trim().replace(/[ \t]{2,}/gu, " ");
    const last = parts.at(-1);
    if (last === undefined) {
      parts.push(next);
    } else {
      const [end, between] = seamOf(last, next, isKnown);
      parts[parts.length - 1] = end;
      parts.push(between, next);
    }
  }
  return parts.join("");
}

/** How a line ends when the next one follows, and what stands between them. */
function seamOf(line: string, next: string, isKnown: KnownWord): readonly [string, "" | " "] {
  if (line.endsWith("\u00ad")) return [line.slice(0, -1), ""];
  if (isWide(line.at(-1) ?? "") && isWide(next[0] ?? "")) return [line, ""];
  if (line.endsWith("--") || line.endsWith("—")) return [line, ""];
  const head = line.endsWith("-") ? /(\p{L}+)-$/u.exec(line.slice(-wordCharactersMax))?.[1] : undefined;
  const tail = /^(\p{Ll}+)/u.exec(next.slice(0, wordCharactersMax))?.[1];
  if (head === undefined || tail === undefined) return [line, " "];
  return [isKnown((head + tail).toLowerCase()) ? line.slice(0, -1) : line, ""];
}
