import type { Warning } from "../../events/values.ts";
import { readDecoded } from "./read-decoded.ts";
import { filledIn, type OpenBook, type ReadHints } from "./read-hints.ts";
import type { OpenedBook, SourceBook, SourceChapter } from "./source-book.ts";
import { type FoundHeadings, findHeadings } from "./text/find-headings.ts";
import { readFirstLines } from "./text/first-lines.ts";
import { takeGutenberg } from "./text/gutenberg.ts";
import { groupLines, type LineGroup } from "./text/line-groups.ts";
import { singleSpaced } from "./text/single-spaced.ts";
import { blocksOf, type KnownWord } from "./text/text-blocks.ts";
import { measureLayout, type TextLayout } from "./text/text-layout.ts";
import { divisionOf, headingNode, type NoteLinks, nodeOf } from "./text/text-nodes.ts";
import { findTextNotes, type NotedGroup, piecesOf } from "./text/text-notes.ts";
import { wordsIn } from "./text/words-in.ts";

const textBytesMax = 64 * 1024 * 1024;
/** A chapter without headings is cut there, so that no more than this is in memory as a tree. */
const chapterCharactersMax = 1024 * 1024;
const chapterLinesMax = 30_000;
const noticeTitle = "About this Project Gutenberg eBook";

/** Reads plain text of whatever encoding and layout. */
export const openText: OpenBook = async (path, hints) =>
  textBook(await readDecoded(path, { bytesMax: textBytesMax }), hints);

/** The same for a text that has been decoded. */
export function textBook(
  { text, warnings }: { readonly text: string; readonly warnings: readonly Warning[] },
  hints: ReadHints,
): OpenedBook {
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
      yield* chaptersOf(
        { ...notice, found: { headings: new Map(), taken: new Set() }, notes: new Map() },
        "notice",
        noticeTitle,
      );
    },
  };
  return { book, close: () => Promise.resolve() };
}

interface Body {
  readonly lines: readonly string[];
  readonly groups: readonly LineGroup[];
  readonly layout: TextLayout;
  readonly found: FoundHeadings;
  readonly isKnown: KnownWord;
  /** By the index of their group. */
  readonly notes: ReadonlyMap<number, NotedGroup>;
}

function readBody(text: string): Body {
  const lines = singleSpaced(text)
    .split("\n")
    .map((line) => line.trimEnd());
  const layout = measureLayout(lines);
  const groups = groupLines(lines, layout);
  const found = findHeadings(lines, groups);
  return { lines, layout, groups, found, isKnown: wordsIn(lines), notes: findTextNotes(lines, groups, found) };
}

function* chaptersOf(body: Body, idPrefix: string, title?: string): Generator<SourceChapter> {
  const chapters = [...cutsOf(body)].map((cut, at) => ({ ...cut, id: `${idPrefix}-${at + 1}` }));
  const chapterOfPlace = new Map<string, string>();
  for (const { id, start, end } of chapters) {
    for (let index = start; index < end; index += 1)
      for (const link of body.notes.get(index)?.links.values() ?? []) chapterOfPlace.set(link.id, id);
  }
  const resolve: SourceChapter["resolve"] = (reference) => {
    const fragment = reference.slice(1);
    const id = chapterOfPlace.get(fragment);
    return id === undefined ? undefined : { kind: "chapter", id, fragment };
  };
  for (const [at, { start, end, id }] of chapters.entries())
    yield { id, body: nodesOf(body, start, end, at === 0 ? title : undefined), resolve };
}

/** Cuts before each heading, and where a chapter grows too long: ranges of groups. */
function* cutsOf(body: Body): Generator<{ start: number; end: number }> {
  const { groups, lines, found } = body;
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
    yield { start, end };
    start = end;
    characters = 0;
    firstLine = last?.end ?? 0;
  }
}

function nodesOf(
  { lines, groups, layout, found, isKnown, notes }: Body,
  start: number,
  end: number,
  title: string | undefined,
): SourceChapter["body"] {
  const nodes = title === undefined ? [] : [headingNode({ level: 1, lines: [title] })];
  for (let index = start; index < end; index += 1) {
    const group = groups[index];
    const heading = found.headings.get(index);
    if (heading !== undefined) nodes.push(headingNode(heading));
    else if (group !== undefined && !found.taken.has(index)) {
      const noted = notes.get(index);
      const nodesIn = (piece: LineGroup, links: NoteLinks) =>
        blocksOf(lines, piece, layout, isKnown).map((block) => nodeOf(block, links));
      const links = new Map(noted?.links);
      const pieces = noted === undefined ? [group] : piecesOf(group, noted);
      for (const [at, piece] of pieces.entries()) {
        const own = nodesIn(piece, links);
        const isNote = noted?.noteLines.includes(piece.start) === true;
        if (isNote && at === pieces.length - 1) {
          for (const until = Math.min(noted.noteEnd, end); index + 1 < until; index += 1) {
            const further = groups[index + 1];
            if (further !== undefined) own.push(...nodesIn(further, new Map(notes.get(index + 1)?.links)));
          }
        }
        // Several lines of stars are one break.
        const isRepeated = own[0]?.tagName === "hr" && nodes.at(-1)?.tagName === "hr";
        if (!isRepeated) nodes.push(...(isNote && own.length > 1 ? [divisionOf(own)] : own));
      }
    }
  }
  return nodes;
}
