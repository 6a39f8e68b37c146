import { posix } from "node:path";
import { Rejected } from "../../../events/rejected.ts";
import type { Archive } from "../../../shared/archive/archive.ts";
import { openDamagedArchive } from "../../../shared/archive/open-archive.ts";
import { defaultLanguageOf, mainPartOf, readDocxMetadata } from "../../../shared/office/docx-metadata.ts";
import { findEntry, readOptionalPart, readPart, readRelationships } from "../../../shared/office/office-package.ts";
import type { DamagedXml } from "../../../shared/xml/parse-damaged-xml.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  descendantsOf,
  textOf,
  type XmlElement,
} from "../../../shared/xml/xml-element.ts";
import { bookOfMarkup } from "../book-of-markup.ts";
import { cutWarning } from "../cut-warning.ts";
import { formulaWriter } from "../math/math-markup.ts";
import { type PartDamage, partDamage } from "../part-damage.ts";
import { pictureType } from "../picture-type.ts";
import type { OpenBook } from "../read-hints.ts";
import type { SourceBook, SourceResource } from "../source-book.ts";
import { blocksOf, saysNothing } from "./docx-body.ts";
import { type ChunkReading, type ChunkRoom, chunkRoom, type DocxChunks, readChunks } from "./docx-chunks.ts";
import { readFigures } from "./docx-figures.ts";
import type { DocxContext } from "./docx-inline.ts";
import { readDocxStyles } from "./docx-styles.ts";
import { ommlToMathml } from "./omml-to-mathml.ts";
import { settledBody, settledNotes } from "./settle-docx.ts";

/**
 * Reads a Word document (Office Open XML, transitional or strict): headings and lists by style, tables, notes, pictures,
 * links, formulas, text boxes, the words of charts and diagrams, documents within it; what was deleted, hidden or commented stays out.
 * @throws Rejected `docx/no-document` where the package holds no Word document; `archive/…`, `xml/…`
 */
export const openDocx: OpenBook = async (path) => {
  const archive = await openDamagedArchive(path);
  try {
    return { book: await readDocx(archive), close: () => archive.close() };
  } catch (error) {
    await archive.close();
    throw error;
  }
};

async function readDocx(archive: Archive, within: ChunkRoom = chunkRoom()): Promise<SourceBook> {
  const damage = partDamage("docx");
  const name = await mainPartOf(archive, damage.tell);
  const body = bodyOf(await readPart(archive, name, damage.tell));
  if (body === undefined) {
    throw new Rejected(
      "docx/no-document",
      "This file says that it is a Word document, but there is no text in it. Please save it again from Word.",
    );
  }
  const relationships = await readRelationships(archive, name, damage.tell);
  const nameOf = (type: string) =>
    [...relationships.values()].find((candidate) => candidate.type === type && !candidate.external)?.target;
  const rootOf = async (type: string) => {
    const part = nameOf(type);
    return part === undefined ? undefined : await readOptionalPart(archive, part, damage.tell);
  };
  const styleSheet = await rootOf("styles");
  const styles = readDocxStyles(styleSheet, await rootOf("numbering"));
  const notes: Note[] = [];
  const numbers = new Map<string, number>();
  const writeFormula = formulaWriter();
  const figures = await readFigures(archive, relationships, damage.tell);
  const unreadable = [...figures.unreadable];
  const chunking: ChunkReading = { ...within, readDocx };
  const chunksOfText = await readChunks(archive, relationships, chunking);
  const chunks = [chunksOfText];
  const context: DocxContext = {
    styles,
    relationships,
    note: (kind, id) => {
      const number = numbers.get(`${kind} ${id}`) ?? notes.push({ kind, id });
      numbers.set(`${kind} ${id}`, number);
      return number;
    },
    formula: (formula, display) => writeFormula(ommlToMathml(formula), display),
    ...figureTeller(figures.markup),
    chunk: chunksOfText.placeOf,
  };
  const metadata = await readDocxMetadata(archive, damage.tell);
  const text = blocksOf(body, context);
  const asides = await notesOf({ archive, notes, context, nameOf, unreadable, damage, chunking, chunks });
  return bookOfMarkup({
    metadata: {
      ...metadata,
      language: metadata.language || languageOf(body, styleSheet),
      ...(childOf(childOf(body, "sectPr"), "bidi") !== undefined && { direction: "rtl" as const }),
    },
    html: text + asides,
    resources: resourcesOf(archive),
    within: new Map(chunks.flatMap(({ books }) => [...books])),
    warnings: [
      ...cutWarning(archive),
      ...damage.warnings(),
      ...unreadable.map((part) => ({
        rule: "K24",
        found: `A chart or a diagram of this document (${posix.basename(part)}) is damaged.`,
        done: "It was left out.",
      })),
      ...chunks.flatMap(({ warnings }) => warnings),
    ],
  });
}

/** Of one that was guessed at, whatever there is; `undefined` where that is nothing. */
function bodyOf(document: DamagedXml | undefined): XmlElement | undefined {
  if (document === undefined || !document.isGuessed) return childOf(document?.root, "body");
  const settled = settledBody(document.root);
  return childrenOf(settled).some(({ name }) => name !== "sectPr") ? settled : undefined;
}

interface Note {
  readonly kind: "footnote" | "endnote";
  readonly id: string;
}

interface NotesReading {
  readonly archive: Archive;
  /** It grows while notes are read that mark others. */
  readonly notes: Note[];
  readonly context: DocxContext;
  /** The name of the part of a type. */
  readonly nameOf: (type: string) => string | undefined;
  readonly unreadable: string[];
  readonly damage: PartDamage;
  readonly chunking: ChunkReading;
  /** Of all parts that have been read. */
  readonly chunks: DocxChunks[];
}

/** The notes that the text marks, in the order of their marks. A note may mark another one: those come behind. */
async function notesOf(reading: NotesReading): Promise<string> {
  const { archive, notes, context, nameOf, unreadable, damage } = reading;
  if (notes.length === 0) return "";
  const html: string[] = [];
  const partOf = async (kind: Note["kind"]) => {
    const name = nameOf(`${kind}s`);
    const relationships = await readRelationships(archive, name ?? "", damage.tell);
    const figures = await readFigures(archive, relationships, damage.tell);
    unreadable.push(...figures.unreadable);
    const chunks = await readChunks(archive, relationships, reading.chunking, `${kind}-`);
    reading.chunks.push(chunks);
    const root = name === undefined ? undefined : await readNotes(archive, name, kind, damage);
    return {
      elements: new Map(
        childrenOf(root, kind)
          .toReversed()
          .map((element) => [attributeOf(element, "id"), element]),
      ),
      context: { ...context, relationships, ...figureTeller(figures.markup), chunk: chunks.placeOf },
    };
  };
  const parts = { footnote: await partOf("footnote"), endnote: await partOf("endnote") };
  for (let at = 0; at < notes.length; at += 1) {
    const note = notes[at];
    if (note === undefined) break;
    const { elements, context: contextOfPart } = parts[note.kind];
    const element = elements.get(note.id);
    const content = element === undefined ? "" : blocksOf(element, contextOfPart);
    // Without a word in it the place of its mark would be the next note.
    if (saysNothing(content)) continue;
    html.push(`<aside epub:type="footnote" id="${note.kind}-${note.id}">${content}</aside>`);
  }
  return html.join("");
}

/** The document can be read without its notes, if they cannot. */
async function readNotes(
  archive: Archive,
  name: string,
  kind: Note["kind"],
  { tell }: PartDamage,
): Promise<XmlElement | undefined> {
  let isGuessed = false;
  const root = await readOptionalPart(archive, name, (part, read) => {
    isGuessed = !(read instanceof Rejected) && read.isGuessed;
    tell(part, read);
  });
  return root !== undefined && isGuessed ? settledNotes(root, kind) : root;
}

/** However often a text refers to it, its words are there once. */
function figureTeller(figures: ReadonlyMap<string, string>): Pick<DocxContext, "figure" | "hasFigure"> {
  const told = new Set<string>();
  return {
    figure: (part) => {
      if (told.has(part)) return "";
      told.add(part);
      return figures.get(part) ?? "";
    },
    hasFigure: (part) => (figures.get(part) ?? "") !== "",
  };
}

/** The language that most of the text is written in, which the styles only guess at. */
function languageOf(body: XmlElement, styles: XmlElement | undefined): string {
  const usual = defaultLanguageOf(styles);
  const characters = new Map<string, number>();
  for (const run of descendantsOf(body, "r")) {
    const language = attributeOf(childOf(childOf(run, "rPr"), "lang"), "val") ?? usual;
    const length = childrenOf(run, "t").reduce((sum, text) => sum + textOf(text).length, 0);
    characters.set(language, (characters.get(language) ?? 0) + length);
  }
  return [...characters].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? usual;
}

/** Every picture in the package, by the name of its entry. */
function resourcesOf(archive: Archive): ReadonlyMap<string, SourceResource> {
  const resources = new Map<string, SourceResource>();
  for (const { name, bytes } of archive.entries.values()) {
    const mediaType = pictureType(name);
    if (mediaType === undefined) continue;
    resources.set(name, {
      id: name,
      name: posix.basename(name),
      mediaType,
      bytes,
      read: () => archive.read(findEntry(archive, name) ?? name),
    });
  }
  return resources;
}
