import { Rejected } from "../../../events/rejected.ts";
import { comicImageLimits } from "../../../shared/images/prepare-image.ts";
import { plainLine } from "../../../shared/markup/clean-text.ts";
import { escapeAttribute } from "../../../shared/markup/xml.ts";
import { isTitleDrawn } from "../cover/draw-cover.ts";
import { coverOf, makeCover, type OwnCover } from "../cover/make-cover.ts";
import { takeNotes } from "../gate/notes.ts";
import type { PictureStore } from "../images/picture-store.ts";
import type { SourceBook, SourceResource } from "../source-book.ts";
import { contentsFromSource, titleLengthMax } from "./book-contents.ts";
import { type BookHints, bookMetadata } from "./book-metadata.ts";
import type { BuiltBook } from "./built-book.ts";
import type { BuiltPicture } from "./built-picture.ts";
import { chooseLanguage } from "./choose-language.ts";
import type { Part } from "./part.ts";
import { openPictures, pictureBytesMax } from "./picture-shelf.ts";
import { nameAnchors } from "./settle-links.ts";

/**
 * Makes a comic of a source whose every chapter is one picture: each becomes a page of its own size (K47). One picture is
 * in memory at a time; the store has the others, and has to stay open until the book has been written.
 * @throws Rejected `document/no-pages` where no picture can be shown.
 */
export async function buildComic(source: SourceBook, hints: BookHints, store: PictureStore): Promise<BuiltBook> {
  const notes = takeNotes();
  let why = "";
  const pictures = openPictures(
    source.resources,
    store,
    (repair, about) => {
      if (repair === "unusable") why = about ?? "";
      notes.note(repair, about);
    },
    comicImageLimits,
  );
  const parts: Part[] = [];
  const partOf = new Map<string, Part>();
  for await (const { id, title = "" } of source.chapters()) {
    await pictures.look([id]);
    const picture = pictures.shown(id);
    if (picture === undefined) continue;
    const part = pageOf(picture, parts.length + 1, title);
    parts.push(part);
    partOf.set(id, part);
  }
  const [first] = parts;
  if (first === undefined) throw noPages(why);

  const said = { byReader: hints.words?.language ?? undefined, declared: [source.metadata.language, hints.language] };
  const language = await chooseLanguage(said, "", notes.note);
  const metadata = bookMetadata(source.metadata, hints, { firstHeading: "", language }, notes.note);
  const { hrefOf, name } = nameAnchors();
  const placeOf = (part: Part) => ({ part, order: parts.indexOf(part) });
  const marked = contentsFromSource(
    source.contents ?? [],
    ({ id }) => {
      const part = partOf.get(id);
      return part && placeOf(part);
    },
    notes.note,
  );
  const contents = marked.length > 0 ? marked : [{ title: metadata.title, place: placeOf(first), children: [] }];
  const own = await coverFor(source, [...partOf.keys()][0]);
  if (own?.isEnlarged) notes.note("enlarged");
  if (own === undefined && !isTitleDrawn(metadata.title)) notes.note("titleless");
  const cover = await makeCover(own, metadata, hints.sourceSha256, store);
  return {
    metadata,
    layout: "pages",
    parts,
    pictures: [cover, ...pictures.used()],
    cover,
    contents,
    hrefOf,
    nameOf: name,
    warnings: [...source.warnings, ...notes.warnings()],
  };
}

function pageOf(picture: BuiltPicture, number: number, title: string): Part {
  const chapterTitle = plainLine(title, titleLengthMax);
  const alt = escapeAttribute(`Page ${number}${chapterTitle === "" ? "" : `: ${chapterTitle}`}`);
  const [before, after] = ["<div><img", ` alt="${alt}"/></div>\n`];
  return {
    fileName: `part-${String(number).padStart(4, "0")}.xhtml`,
    pieces: [before, { kind: "picture", picture }, after],
    length: before.length + after.length,
    language: "",
    direction: undefined,
    vertical: false,
    headings: [],
    hasMath: false,
    pictures: new Set([picture]),
    bodyBlocks: 1,
    chapterId: `page-${number}`,
    group: `page-${number}`,
    chapterTitle,
  };
}

/** The picture that says it is the cover, else the first page; where that is too small, one is drawn. */
async function coverFor(
  { cover: id, resources }: SourceBook,
  first: string | undefined,
): Promise<OwnCover | undefined> {
  for (const resource of [id, first].map((one) => (one === undefined ? undefined : resources.get(one)))) {
    const cover = await usableCover(resource);
    if (cover !== undefined) return cover;
  }
  return undefined;
}

async function usableCover(resource: SourceResource | undefined): Promise<OwnCover | undefined> {
  if (resource === undefined || resource.bytes > pictureBytesMax) return undefined;
  const cover = await coverOf(resource);
  return typeof cover === "string" ? undefined : cover;
}

function noPages(why: string): Rejected {
  return new Rejected(
    "document/no-pages",
    why === ""
      ? "There is no picture in this file that a Kindle can show. Please save it as JPEG or PNG, and send that."
      : `No picture in this file can be shown, because ${why}. Please save it as JPEG or PNG, and send that.`,
  );
}
