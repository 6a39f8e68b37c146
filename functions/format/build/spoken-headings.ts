import {
  type CleanElement,
  type CleanNode,
  cleanElement,
  isVisible,
  textOf,
} from "../../../shared/markup/clean-tree.ts";
import { findHeadings, isTitleLine } from "../text/find-headings.ts";
import type { LineGroup } from "../text/line-groups.ts";

/** What a block of text is called once it is seen to be a heading. */
type Level = 1 | 2 | 3;

/** Of a block that is no text the finder of headings sees as much. */
const textSeenMax = 300;
/** Titles that are told by their look alone: fewer are none, more are how the text is set. */
const titlesMin = 2;
const titlesMax = 300;
/** Of titles that are told by their look, this share differs: names of speakers come again and again. */
const differentMin = 0.8;
const titleLinesMax = 3;

/**
 * Gives a chapter whose source has no headings those that its text speaks of: "Chapter 7", "Kapitel 3", "第一章", numbers that
 * count up; else the short lines that begin pages, else those that are bold or stand in the middle. A single heading at
 * the beginning is the title of it all.
 */
export function withSpokenHeadings(blocks: readonly CleanElement[]): readonly CleanElement[] {
  const headings = blocks.filter(isHeading);
  const [title] = headings;
  if (headings.length > 1 || (title !== undefined && blocks.find((block) => isVisible(block)) !== title)) return blocks;
  const found = spoken(blocks) ?? titlesAtPageBreaks(blocks) ?? titlesByLook(blocks);
  if (found === undefined) return blocks;
  return applied(blocks, found, title === undefined ? 0 : 1);
}

interface Found {
  readonly levels: ReadonlyMap<number, Level>;
  /** Blocks that are the second line of the heading before them. */
  readonly taken: ReadonlySet<number>;
}

const isHeading = ({ name }: CleanElement) => /^h[1-3]$/.test(name);
const isText = (block: CleanElement | undefined) => block?.name === "p" || block?.name === "div";
const says = (block: CleanElement, name: string) => block.attributes["class"]?.split(" ").includes(name) === true;

/** What plain texts are searched for, in blocks: each is a group of lines. */
function spoken(blocks: readonly CleanElement[]): Found | undefined {
  const lines: string[] = [];
  const groups: LineGroup[] = [];
  for (const block of blocks) {
    const start = lines.length;
    if (isText(block)) lines.push(...linesOf(block));
    else if (block.name !== "hr") lines.push(`• ${textOf(block).slice(0, textSeenMax)}`);
    const standsApart = says(block, "k-break") || says(block, "k-gap") || says(block, "k-center") || isBold(block);
    groups.push({ start, end: lines.length, blankBefore: standsApart ? 2 : 1 });
  }
  const { headings, taken } = findHeadings(lines, groups);
  const levels = new Map(
    [...headings].filter(([index]) => isText(blocks[index])).map(([index, { level }]) => [index, level]),
  );
  return levels.size === 0 ? undefined : { levels, taken };
}

/** Lines of a paragraph as its line ends part it. */
function linesOf(block: CleanElement): readonly string[] {
  const lines = [""];
  const walk = (node: CleanNode) => {
    if (typeof node === "string") lines.push((lines.pop() ?? "") + node.replaceAll("\n", " "));
    else if (node.name === "br") lines.push("");
    else for (const child of node.children) walk(child);
  };
  for (const child of block.children) walk(child);
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

function titlesAtPageBreaks(blocks: readonly CleanElement[]): Found | undefined {
  // The first page begins without being told.
  const [first] = blocks.filter((block) => isVisible(block));
  return blocks.some((block) => says(block, "k-break"))
    ? titles(blocks, (block) => block === first || says(block, "k-break"))
    : undefined;
}

function titlesByLook(blocks: readonly CleanElement[]): Found | undefined {
  return titles(blocks, isBold);
}

/** Short lines that look like that, each with text behind it. */
function titles(blocks: readonly CleanElement[], looksSo: (block: CleanElement) => boolean): Found | undefined {
  const levels = new Map<number, Level>();
  const texts = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1];
    if (!isText(block) || !looksSo(block) || next === undefined || (isText(next) && looksSo(next))) continue;
    const lines = linesOf(block);
    if (lines.length === 0 || lines.length > titleLinesMax || !lines.every(isTitleLine)) continue;
    levels.set(index, 1);
    texts.add(lines.join(" "));
  }
  const isTold = levels.size >= titlesMin && levels.size <= titlesMax && texts.size >= levels.size * differentMin;
  return isTold ? { levels, taken: new Set() } : undefined;
}

/** Whether all of a block is bold. */
function isBold(block: CleanElement): boolean {
  if (!isText(block)) return false;
  if (says(block, "k-bold")) return true;
  const all = (node: CleanNode): boolean =>
    typeof node === "string"
      ? !/\S/.test(node)
      : node.name === "b" ||
        node.name === "strong" ||
        node.name === "br" ||
        (node.name !== "img" && node.children.every(all));
  return isVisible(block) && block.children.every(all) && textOf(block).trim() !== "";
}

function applied(blocks: readonly CleanElement[], { levels, taken }: Found, below: 0 | 1): readonly CleanElement[] {
  const made: CleanElement[] = [];
  for (const [index, block] of blocks.entries()) {
    const level = levels.get(index);
    const heading = made.at(-1);
    if (level !== undefined) {
      // Chapters of a part that has a title above it begin a page by themselves: files are divided at two levels.
      if (level + below > 2 && heading !== undefined && !isHeading(heading) && !says(block, "k-break"))
        block.attributes["class"] = [block.attributes["class"], "k-break"].filter(Boolean).join(" ");
      made.push(Object.assign(block, { name: `h${level + below}` }));
    } else if (taken.has(index) && heading !== undefined && isText(block)) {
      heading.children.push(cleanElement("br"), ...block.children);
      heading.ids.push(...block.ids);
    } else made.push(block);
  }
  return made;
}
