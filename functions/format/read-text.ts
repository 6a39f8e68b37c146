import { readDecoded } from "./read-decoded.ts";
import { filledIn, type OpenBook } from "./read-hints.ts";
import type { SourceBook, SourceChapter } from "./source-book.ts";
import { type FoundHeadings, findHeadings } from "./text/find-headings.ts";
import { readFirstLines } from "./text/first-lines.ts";
import { takeGutenberg } from "./text/gutenberg.ts";
import { groupLines, type LineGroup } from "./text/line-groups.ts";
import { blocksOf, type KnownWord } from "./text/text-blocks.ts";
import { measureLayout, type TextLayout } from "./text/text-layout.ts";
import { headingNode, nodeOf } from "./text/text-nodes.ts";
import { wordsIn } from "./text/words-in.ts";

const textBytesMax = 64 * 1024 * 1024;
/** A chapter without headings is cut there, so that no more than this is in memory as a tree. */
const chapterCharactersMax = 1024 * 1024;
const chapterLinesMax = 30_000;
const noticeTitle = "About this Project Gutenberg eBook";

/** Reads plain text of whatever encoding and layout. */
export const openText: OpenBook = async (path, hints) => {
  const { text, warnings } = await readDecoded(path, { bytesMax: textBytesMax });
  const gutenberg = takeGutenberg(text);
  const body = readBody(gutenberg?.body ?? text);
  const said = gutenberg?.metadata ?? readFirstLines(body.lines);
  const own = { title: "", authors: [], language: "", ...said };
  const book: SourceBook = {
    metadata: { ...own, ...filledIn(own, hints) },
    contents: undefined,
    resources: new Map(),
    warnings,
    // oxlint-disable-next-line typescript/require-await -- the model is lazy; a text is in memory already.
    async *chapters() {
      yield* chaptersOf(body, "text");
      if (gutenberg === undefined) return;
      const notice = readBody(gutenberg.notice);
      yield* chaptersOf({ ...notice, found: { headings: new Map(), taken: new Set() } }, "notice", noticeTitle);
    },
  };
  return { book, close: () => Promise.resolve() };
};

interface Body {
  readonly lines: readonly string[];
  readonly groups: readonly LineGroup[];
  readonly layout: TextLayout;
  readonly found: FoundHeadings;
  readonly isKnown: KnownWord;
}

function readBody(text: string): Body {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const layout = measureLayout(lines);
  const groups = groupLines(lines, layout);
  return { lines, layout, groups, found: findHeadings(lines, groups), isKnown: wordsIn(lines) };
}

/** Cuts before each heading, and where a chapter grows too long. */
function* chaptersOf(body: Body, idPrefix: string, title?: string): Generator<SourceChapter> {
  const { groups, lines, found } = body;
  let number = 0;
  let start = 0;
  let characters = 0;
  let firstLine = 0;
  for (let end = 1; end <= groups.length; end += 1) {
    const last = groups[end - 1];
    if (last !== undefined) for (let at = last.start; at < last.end; at += 1) characters += (lines[at] ?? "").length;
    const isCut =
      end === groups.length ||
      characters > chapterCharactersMax ||
      (last?.end ?? 0) - firstLine > chapterLinesMax ||
      (found.headings.has(end) && !found.headings.has(end - 1));
    if (!isCut) continue;
    number += 1;
    yield chapterOf(body, start, end, `${idPrefix}-${number}`, number === 1 ? title : undefined);
    start = end;
    characters = 0;
    firstLine = last?.end ?? 0;
  }
}

function chapterOf(
  { lines, groups, layout, found, isKnown }: Body,
  start: number,
  end: number,
  id: string,
  title: string | undefined,
): SourceChapter {
  const nodes = title === undefined ? [] : [headingNode({ level: 1, lines: [title] })];
  for (let index = start; index < end; index += 1) {
    const group = groups[index];
    const heading = found.headings.get(index);
    if (heading !== undefined) nodes.push(headingNode(heading));
    else if (group !== undefined && !found.taken.has(index)) {
      const blocks = blocksOf(lines, group, layout, isKnown);
      // Several lines of stars are one break.
      const isRepeated = blocks[0]?.kind === "rule" && nodes.at(-1)?.tagName === "hr";
      if (!isRepeated) for (const block of blocks) nodes.push(nodeOf(block));
    }
  }
  return { id, body: nodes, resolve: () => undefined };
}
