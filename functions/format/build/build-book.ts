import type { DefaultTreeAdapterTypes } from "parse5";
import { Rejected } from "../../../events/rejected.ts";
import { cleanChapter } from "../../../shared/markup/clean-chapter.ts";
import { type CleanElement, type CleanNode, idsWithin, textOf } from "../../../shared/markup/clean-tree.ts";
import { pictureSources } from "../../../shared/markup/show-picture.ts";
import { attributesOf, localName } from "../../../shared/markup/source-attributes.ts";
import { isTitleDrawn } from "../cover/draw-cover.ts";
import { coverOf, makeCover, type OwnCover } from "../cover/make-cover.ts";
import { type Notes, takeNotes } from "../gate/notes.ts";
import { openPictureStore, type PictureStore } from "../images/picture-store.ts";
import { blocksFor, imageLimitsFor } from "../rungs.ts";
import type { SourceBook, SourceChapter } from "../source-book.ts";
import { chooseContents, contentsFromHeadings, contentsFromSource } from "./book-contents.ts";
import { type BookHints, bookMetadata } from "./book-metadata.ts";
import { buildComic } from "./build-comic.ts";
import type { BuiltBook } from "./built-book.ts";
import { chooseLanguage, openTextSample, type TextSample } from "./choose-language.ts";
import { drawingMarkup } from "./drawing-markup.ts";
import { findNotes } from "./find-notes.ts";
import { newPartShelf, type PartShelf } from "./part-shelf.ts";
import { openPictures, type PictureShelf, pictureBytesMax, unwrapped } from "./picture-shelf.ts";
import { joinPieces } from "./serialise-block.ts";
import { setNotesApart } from "./set-notes-apart.ts";
import { settleGaps } from "./settle-gaps.ts";
import { nameAnchors, nameCalls, settleLinks } from "./settle-links.ts";
import { withSpokenHeadings } from "./spoken-headings.ts";

/** Drawings of one chapter that become pictures; of the others their words are kept. */
const drawingsMax = 500;

/**
 * Reads a source chapter by chapter and makes it a book that keeps the rules. One chapter's tree is in memory at a time;
 * what stays is its markup, and its pictures in the store, which has to stay open until the book has been written.
 * @throws Rejected `document/empty` where there is nothing to read.
 */
export async function buildBook(
  source: SourceBook,
  hints: BookHints,
  store: PictureStore = openPictureStore(),
): Promise<BuiltBook> {
  const { rung } = hints;
  if (source.layout === "pages" && rung !== undefined) {
    throw new Rejected("document/no-plainer", "It is pictures and nothing else, which cannot be made any plainer.");
  }
  if (source.layout === "pages") return await buildComic(source, hints, store);
  const notes = takeNotes();
  const pictures = openPictures(source.resources, store, notes.note, imageLimitsFor(rung));
  const shelf = newPartShelf();
  const sample = openTextSample();
  let cover = await ownCover(source, notes);
  let coverId = cover && source.cover;

  for await (const chapter of source.chapters()) {
    setNotesApart(chapter);
    const { ids, drawings } = picturesOf(chapter);
    await pictures.look(ids);
    for (const [id, svg] of drawings.values()) await pictures.draw(id, svg);
    const blocks: CleanElement[] = [];
    cleanChapter({
      chapter,
      picture: pictures.usable,
      drawing: (element) => {
        const id = drawings.get(element)?.[0];
        return id !== undefined && pictures.usable(id) !== undefined ? id : undefined;
      },
      presumedNotes: findNotes(chapter),
      note: notes.note,
      onBlock: (block) => {
        blocks.push(block);
        if (block.name === "p" || block.name === "div") sample.add(textOf(block));
      },
    });
    const only = onlyPicture(blocks);
    // A page with nothing but the cover picture would show it twice (K15); an undeclared one declares it (K13).
    const isFirst = source.cover === undefined && coverId === undefined && shelf.parts.length === 0;
    const found = isFirst ? await coverOnPage(only, pictures) : undefined;
    if (only !== undefined && (only === coverId || found !== undefined)) {
      if (only === coverId) notes.note("K15");
      shelf.coverPage ??= { id: only, chapter, blocks };
      cover ??= found;
      coverId = only;
      shelf.skip(chapter.id);
      continue;
    }
    // Whoever has contents of its own has said where its chapters begin.
    const headed = source.contents === undefined ? withSpokenHeadings(blocks) : blocks;
    settleGaps(headed);
    shelf.add(chapter, blocksFor(rung, headed), pictures.shown);
  }
  // One picture is all there is: then it is the text, and no cover.
  if (shelf.parts.length === 0 && shelf.coverPage !== undefined) {
    shelf.add(shelf.coverPage.chapter, blocksFor(rung, shelf.coverPage.blocks), pictures.shown);
  }
  if (shelf.parts.length === 0) {
    throw new Rejected(
      "document/empty",
      "There is nothing to read in this file: no text and no picture that a Kindle can show.",
    );
  }
  for (const part of shelf.parts) joinPieces(part.pieces);
  return await finish(source, hints, { notes, shelf, cover, pictures, store, sample });
}

interface Built {
  readonly notes: Notes;
  readonly shelf: PartShelf;
  readonly cover: OwnCover | undefined;
  readonly pictures: PictureShelf;
  readonly store: PictureStore;
  readonly sample: TextSample;
}

async function finish(source: SourceBook, hints: BookHints, built: Built): Promise<BuiltBook> {
  const { notes, shelf, pictures } = built;
  const { parts } = shelf;
  const firstHeading = parts.find(({ headings }) => headings.length > 0)?.headings[0]?.title ?? "";
  const languages = parts.slice(0, 50).map(({ language }) => language);
  const said = {
    byReader: hints.words?.language ?? undefined,
    declared: [source.metadata.language, ...languages, hints.language],
  };
  const language = await chooseLanguage(said, built.sample.text(), notes.note);
  const metadata = bookMetadata(source.metadata, hints, { firstHeading, language }, notes.note);
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
  const contents = chooseContents(fromSource, () => contentsFromHeadings(parts, shelf.startOf, metadata.title));
  // Whatever the contents lead to must have its name before the text is written.
  for (const entry of contents) for (const one of [entry, ...entry.children]) hrefOf(one.place);
  if (built.cover?.isEnlarged) notes.note("enlarged");
  if (built.cover === undefined && !isTitleDrawn(metadata.title)) notes.note("titleless");
  const cover = await makeCover(built.cover, metadata, hints.sourceSha256, built.store);
  return {
    metadata,
    layout: "text",
    parts,
    pictures: [cover, ...pictures.used()],
    cover,
    contents,
    hrefOf,
    nameOf: name,
    warnings: [...source.warnings, ...notes.warnings()],
  };
}

async function ownCover({ cover: id, resources }: SourceBook, { note }: Notes): Promise<OwnCover | undefined> {
  if (id === undefined) return undefined;
  const resource = resources.get(id);
  const cover =
    resource === undefined || resource.bytes > pictureBytesMax
      ? "unusable"
      : await coverOf(await unwrapped(resource, resources));
  if (typeof cover !== "string") return cover;
  note(cover === "small" ? "K14" : "K13");
  return undefined;
}

/** An undeclared cover: the first page, where it is one picture and nothing else. */
async function coverOnPage(only: string | undefined, pictures: PictureShelf): Promise<OwnCover | undefined> {
  const original = only === undefined ? undefined : pictures.original(only);
  const cover = original && (await coverOf(original));
  return typeof cover === "string" ? undefined : cover;
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

/** The resources that a chapter's pictures name, whether they are there or not, and its drawings by their element. */
function picturesOf(chapter: SourceChapter) {
  const ids = new Set<string>();
  const drawings = new Map<DefaultTreeAdapterTypes.Element, readonly [id: string, svg: string]>();
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
    const svg = name === "svg" && drawings.size < drawingsMax ? drawingMarkup(node) : undefined;
    if (svg !== undefined) drawings.set(node, [`drawing ${drawings.size + 1} of ${chapter.id}`, svg]);
    for (const child of node.childNodes) waiting.push(child);
  }
  return { ids: [...ids], drawings };
}
