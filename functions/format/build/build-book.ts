import type { DefaultTreeAdapterTypes } from "parse5";
import { Rejected } from "../../../events/rejected.ts";
import { attributesOf, cleanChapter, localName, pictureSources } from "../clean/clean-chapter.ts";
import { plainLine } from "../clean/clean-text.ts";
import { type CleanElement, type CleanNode, idsWithin, isVisible, textOf } from "../clean/clean-tree.ts";
import { type Notes, takeNotes } from "../gate/notes.ts";
import type { SourceBook, SourceChapter } from "../source-book.ts";
import { contentsFromHeadings, contentsFromSource, type Place, titleLengthMax } from "./book-contents.ts";
import { bookLanguage } from "./book-language.ts";
import { type BookHints, bookMetadata } from "./book-metadata.ts";
import type { BuiltBook } from "./built-book.ts";
import type { Anchor, Part } from "./part.ts";
import { openPictures } from "./picture-shelf.ts";
import { joinPieces, serialiseBlock } from "./serialise-block.ts";
import { nameAnchors, nameCalls, settleLinks } from "./settle-links.ts";

/** Characters of markup after which a part ends at the next block (K36). */
export const partLengthMax = 220_000;
/** Files in one book: beyond, headings no longer begin new ones. */
const partsMax = 2500;

/**
 * Reads a source chapter by chapter and makes it a book that keeps the rules. One chapter's tree is in memory at a time;
 * what stays is its markup.
 * @throws Rejected `document/empty` where there is nothing to read.
 */
export async function buildBook(source: SourceBook, hints: BookHints): Promise<BuiltBook> {
  const notes = takeNotes();
  const pictures = openPictures(source.resources, notes.note);
  const shelf = newShelf();
  let coverId = await usableCover(source, pictures, notes);

  for await (const chapter of source.chapters()) {
    await pictures.look(pictureIdsOf(chapter));
    const blocks: CleanElement[] = [];
    cleanChapter({ chapter, picture: pictures.usable, note: notes.note, onBlock: (block) => blocks.push(block) });
    const only = onlyPicture(blocks);
    // A page with nothing but the cover picture would show it twice (K15); an undeclared one declares it (K13).
    if (
      only !== undefined &&
      (only === coverId || (coverId === undefined && source.cover === undefined && shelf.parts.length === 0))
    ) {
      if (only === coverId) notes.note("K15");
      shelf.coverPage ??= { id: only, chapter, blocks };
      coverId = only;
      shelf.skip(chapter.id);
      continue;
    }
    shelf.add(chapter, blocks, pictures.fileOf);
  }
  // One picture is all there is: then it is the text, and no cover.
  if (shelf.parts.length === 0 && shelf.coverPage !== undefined) {
    shelf.add(shelf.coverPage.chapter, shelf.coverPage.blocks, pictures.fileOf);
  }
  if (shelf.parts.length === 0) {
    throw new Rejected(
      "document/empty",
      "There is nothing to read in this file: no text and no picture that a Kindle can show.",
    );
  }
  for (const part of shelf.parts) joinPieces(part.pieces);
  return finish(source, hints, { notes, shelf, coverId, pictures });
}

interface Built {
  readonly notes: Notes;
  readonly shelf: Shelf;
  readonly coverId: string | undefined;
  readonly pictures: ReturnType<typeof openPictures>;
}

function finish(source: SourceBook, hints: BookHints, built: Built): BuiltBook {
  const { notes, shelf, coverId, pictures } = built;
  const { parts } = shelf;
  const firstHeading = parts.find(({ headings }) => headings.length > 0)?.headings[0]?.title ?? "";
  const languages = parts.slice(0, 50).map(({ language }) => language);
  const metadata = bookMetadata(source.metadata, hints, { firstHeading, languages }, notes.note);
  const { hrefOf, name } = nameAnchors();
  settleLinks(parts, shelf.places, hrefOf, notes.note);
  nameCalls(parts, name);
  const fromSource =
    source.contents === undefined
      ? []
      : contentsFromSource(
          source.contents,
          ({ id, fragment }) => shelf.places.find(id, fragment) ?? shelf.places.start(id),
          notes.note,
        );
  const contents = fromSource.length > 0 ? fromSource : contentsFromHeadings(parts, shelf.startOf, metadata.title);
  // Whatever the contents lead to must have its name before the text is written.
  for (const entry of contents) for (const one of [entry, ...entry.children]) hrefOf(one.place);
  const cover = coverId === undefined ? undefined : pictures.picture(coverId);
  return {
    metadata,
    parts,
    pictures: pictures.used(cover),
    cover,
    contents,
    hrefOf,
    nameOf: name,
    warnings: [...source.warnings, ...notes.warnings()],
  };
}

async function usableCover(source: SourceBook, pictures: Built["pictures"], notes: Notes): Promise<string | undefined> {
  if (source.cover === undefined) return undefined;
  await pictures.look([source.cover]);
  if (pictures.usable(source.cover) !== undefined) return source.cover;
  notes.note("K13");
  return undefined;
}

/** The parts of a book as they fill, and where everything in them is. */
interface Shelf {
  readonly parts: Part[];
  coverPage: { id: string; chapter: SourceChapter; blocks: readonly CleanElement[] } | undefined;
  readonly places: {
    find(id: string, fragment: string | undefined): Place | undefined;
    start(id: string): Place | undefined;
  };
  startOf(part: Part): Place;
  add(chapter: SourceChapter, blocks: readonly CleanElement[], pictureFile: (id: string) => string): void;
  /** Links to a chapter that is left out lead to the next one. */
  skip(chapterId: string): void;
}

function newShelf(): Shelf {
  const parts: Part[] = [];
  const anchors = new Map<string, Map<string, Anchor>>();
  const starts = new Map<string, Part>();
  const partOrders = new Map<Part, number>();
  let skipped: string[] = [];
  let order = 0;

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
      language: bookLanguage(chapter.language ?? "") ?? "",
      direction: chapter.direction,
      headings: [],
      hasMath: false,
      bodyBlocks: 0,
      chapterId: chapter.id,
      chapterTitle: chapter.title ?? "",
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
    add(chapter, blocks, pictureFile) {
      if (!blocks.some((block) => block.name !== "hr" && isVisible(block))) {
        skipped.push(chapter.id);
        return;
      }
      const ofChapter = anchors.get(chapter.id) ?? new Map<string, Anchor>();
      anchors.set(chapter.id, ofChapter);
      let part: Part | undefined;
      for (const block of blocks) {
        const level = /^h([1-6])$/.test(block.name) ? Number(block.name.charAt(1)) : 0;
        const divides = (level === 1 || level === 2) && parts.length < partsMax;
        if (part === undefined || (divides && part.bodyBlocks > 0) || part.length > partLengthMax)
          part = newPart(chapter);
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
          pictureFile,
        });
        if (level === 0) into.bodyBlocks += 1;
      }
    },
  };
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

/** The resource that a chapter shows where it shows one picture and says nothing. */
function onlyPicture(blocks: readonly CleanElement[]): string | undefined {
  const found: string[] = [];
  const look = (node: CleanNode): boolean => {
    if (typeof node === "string") return !/\S/.test(node);
    if (node.name === "img") {
      if (node.reference?.kind === "resource") found.push(node.reference.id);
      return true;
    }
    return node.name !== "math" && node.children.every(look);
  };
  return blocks.every(look) && found.length === 1 && blocks.flatMap(idsWithin).length < 20 ? found[0] : undefined;
}

/** The resources that a chapter's pictures name, whether they are there or not. */
function pictureIdsOf(chapter: SourceChapter): readonly string[] {
  const ids = new Set<string>();
  const waiting: DefaultTreeAdapterTypes.ChildNode[] = [...chapter.body];
  for (;;) {
    const node = waiting.pop();
    if (node === undefined) break;
    if (!("tagName" in node)) continue;
    const name = localName(node.tagName);
    if (name === "img" || name === "image") {
      for (const source of pictureSources(attributesOf(node))) {
        const reference = chapter.resolve(source);
        if (reference?.kind === "resource") ids.add(reference.id);
      }
    }
    for (const child of node.childNodes) waiting.push(child);
  }
  return [...ids];
}
