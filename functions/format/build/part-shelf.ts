import { plainLine } from "../../../shared/markup/clean-text.ts";
import { type CleanElement, type CleanNode, isVisible, textOf } from "../../../shared/markup/clean-tree.ts";
import type { SourceChapter } from "../source-book.ts";
import { type Place, titleLengthMax } from "./book-contents.ts";
import { bookLanguage } from "./book-language.ts";
import type { BuiltPicture } from "./built-picture.ts";
import { divideBlock } from "./divide-block.ts";
import { isVertical } from "./is-vertical.ts";
import type { Anchor, Part } from "./part.ts";
import { serialiseBlock } from "./serialise-block.ts";

/** Characters of markup after which a part ends at the next block (K36). */
export const partLengthMax = 220_000;
/** Bytes of pictures after which a part ends: what a volume is made of must be much smaller than a mail. */
export const partPictureBytesMax = 3 * 1024 * 1024;
/** Files in one book: beyond, headings no longer begin new ones. */
const partsMax = 2500;

/** The parts of a book as they fill, and where everything in them is. */
export interface PartShelf {
  readonly parts: Part[];
  coverPage: { id: string; chapter: SourceChapter; blocks: readonly CleanElement[] } | undefined;
  readonly places: {
    find(id: string, fragment: string | undefined): Place | undefined;
    start(id: string): Place | undefined;
  };
  readonly startOf: (part: Part) => Place;
  add(
    chapter: SourceChapter,
    blocks: readonly CleanElement[],
    shownPicture: (id: string) => BuiltPicture | undefined,
  ): void;
  /** Links to a chapter that is left out lead to the next one. */
  readonly skip: (chapterId: string) => void;
}

/** An empty one. */
export function newPartShelf(): PartShelf {
  const parts: Part[] = [];
  const anchors = new Map<string, Map<string, Anchor>>();
  const starts = new Map<string, Part>();
  const partOrders = new Map<Part, number>();
  /** What chapters declare, and what that is: a book says the same a thousand times. */
  const languages = new Map<string, string>();
  let skipped: string[] = [];
  let order = 0;

  const languageOf = (declared: string): string => {
    const known = languages.get(declared) ?? bookLanguage(declared) ?? "";
    languages.set(declared, known);
    return known;
  };

  const startOf = (part: Part): Place => ({ part, order: partOrders.get(part) ?? 0 });
  const start = (id: string): Place | undefined => {
    const part = starts.get(id);
    return part && startOf(part);
  };

  function newPart(chapter: SourceChapter): Part {
    const part: Part = {
      fileName: `part-${String(parts.length + 1).padStart(4, "0")}.xhtml`,
      pieces: [],
      length: 0,
      language: languageOf(chapter.language ?? ""),
      direction: chapter.direction,
      vertical: isVertical(chapter),
      headings: [],
      hasMath: false,
      pictures: new Set(),
      bodyBlocks: 0,
      chapterId: chapter.id,
      chapterTitle: chapter.title ?? "",
      group: chapter.group ?? chapter.id,
    };
    partOrders.set(part, order);
    order += 1;
    parts.push(part);
    return part;
  }

  return {
    parts,
    coverPage: undefined,
    startOf,
    places: {
      start,
      find(id, fragment) {
        if (fragment === undefined || fragment === "") return start(id);
        const anchor = anchors.get(id)?.get(fragment) ?? anchors.get(id)?.get(decoded(fragment));
        return anchor && { part: anchor.part, order: anchor.order, anchor };
      },
    },
    skip: (chapterId) => void skipped.push(chapterId),
    add(chapter, blocks, shownPicture) {
      if (!blocks.some((block) => block.name !== "hr" && isVisible(block))) {
        skipped.push(chapter.id);
        return;
      }
      const ofChapter = anchors.get(chapter.id) ?? new Map<string, Anchor>();
      anchors.set(chapter.id, ofChapter);
      let part: Part | undefined;
      for (const block of blocks.flatMap((one) => divideBlock(one, partLengthMax))) {
        const level = /^h([1-6])$/.test(block.name) ? Number(block.name.charAt(1)) : 0;
        const divides = (level === 1 || level === 2) && parts.length < partsMax;
        if (part === undefined || (divides && part.bodyBlocks > 0) || isFull(part)) part = newPart(chapter);
        for (const id of [chapter.id, ...skipped]) if (!starts.has(id)) starts.set(id, part);
        skipped = [];
        const into = part;
        const anchorFor = (ids: readonly string[], needed: boolean): Anchor | undefined => {
          const fresh = ids.filter((id) => !ofChapter.has(id));
          if (fresh.length === 0 && !needed) return undefined;
          const anchor: Anchor = { part: into, order, wanted: fresh[0] ?? "" };
          order += 1;
          for (const id of fresh) ofChapter.set(id, anchor);
          return anchor;
        };
        const title = level > 0 && level < 4 ? headingTitle(block) : "";
        serialiseBlock(block, {
          part: into,
          anchorFor(ids, needed, element) {
            const anchor = anchorFor(ids, needed || (element === block && title !== ""));
            if (element === block && anchor !== undefined && title !== "") into.headings.push({ level, title, anchor });
            return anchor;
          },
          shownPicture,
        });
        if (level === 0) into.bodyBlocks += 1;
      }
    },
  };
}

function isFull({ length, pictures }: Part): boolean {
  if (length > partLengthMax) return true;
  let bytes = 0;
  for (const { stored } of pictures) bytes += stored.bytes;
  return bytes > partPictureBytesMax;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** A heading's words; those of its pictures where it has no others. */
function headingTitle(heading: CleanElement): string {
  const alts = (node: CleanNode): string =>
    typeof node === "string"
      ? ""
      : node.name === "img"
        ? (node.attributes["alt"] ?? "")
        : node.children.map(alts).join(" ");
  return plainLine(textOf(heading), titleLengthMax) || plainLine(alts(heading), titleLengthMax);
}
