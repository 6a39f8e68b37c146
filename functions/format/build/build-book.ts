import type { DefaultTreeAdapterTypes } from "parse5";
import { Rejected } from "../../../events/rejected.ts";
import { cleanChapter } from "../../../shared/markup/clean-chapter.ts";
import { type CleanElement, type CleanNode, idsWithin } from "../../../shared/markup/clean-tree.ts";
import { pictureSources } from "../../../shared/markup/show-picture.ts";
import { attributesOf, localName } from "../../../shared/markup/source-attributes.ts";
import { type Notes, takeNotes } from "../gate/notes.ts";
import type { SourceBook, SourceChapter } from "../source-book.ts";
import { contentsFromHeadings, contentsFromSource } from "./book-contents.ts";
import { type BookHints, bookMetadata } from "./book-metadata.ts";
import type { BuiltBook } from "./built-book.ts";
import { newPartShelf, type PartShelf } from "./part-shelf.ts";
import { openPictures } from "./picture-shelf.ts";
import { joinPieces } from "./serialise-block.ts";
import { nameAnchors, nameCalls, settleLinks } from "./settle-links.ts";

/**
 * Reads a source chapter by chapter and makes it a book that keeps the rules. One chapter's tree is in memory at a time;
 * what stays is its markup.
 * @throws Rejected `document/empty` where there is nothing to read.
 */
export async function buildBook(source: SourceBook, hints: BookHints): Promise<BuiltBook> {
  const notes = takeNotes();
  const pictures = openPictures(source.resources, notes.note);
  const shelf = newPartShelf();
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
  readonly shelf: PartShelf;
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
