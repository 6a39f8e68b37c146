import { posix } from "node:path";
import { Rejected } from "../../../events/rejected.ts";
import type { Archive } from "../../../shared/archive/archive.ts";
import { openArchive } from "../../../shared/archive/open-archive.ts";
import { defaultLanguageOf, mainPartOf, readDocxMetadata } from "../../../shared/office/docx-metadata.ts";
import { findEntry, readPart, readRelationships } from "../../../shared/office/office-package.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  descendantsOf,
  textOf,
  type XmlElement,
} from "../../../shared/xml/xml-element.ts";
import { bookOfMarkup } from "../book-of-markup.ts";
import { formulaWriter } from "../math/math-markup.ts";
import type { OpenBook } from "../read-hints.ts";
import type { SourceBook, SourceResource } from "../source-book.ts";
import { blocksOf } from "./docx-body.ts";
import { type ChunkRoom, chunkRoom, readChunks } from "./docx-chunks.ts";
import { readFigures } from "./docx-figures.ts";
import type { DocxContext } from "./docx-inline.ts";
import { readDocxStyles } from "./docx-styles.ts";
import { ommlToMathml } from "./omml-to-mathml.ts";

/**
 * Reads a Word document (Office Open XML, transitional or strict): headings and lists by style, tables, notes, pictures,
 * links, formulas, text boxes, the words of charts and diagrams, documents within it; what was deleted, hidden or commented stays out.
 * @throws Rejected `docx/no-document` where the package holds no Word document; `archive/…`, `xml/…`
 */
export const openDocx: OpenBook = async (path) => {
  const archive = await openArchive(path);
  try {
    return { book: await readDocx(archive), close: () => archive.close() };
  } catch (error) {
    await archive.close();
    throw error;
  }
};

async function readDocx(archive: Archive, within: ChunkRoom = chunkRoom()): Promise<SourceBook> {
  const name = await mainPartOf(archive);
  const document = await readPart(archive, name);
  const body = childOf(document, "body");
  if (body === undefined) {
    throw new Rejected(
      "docx/no-document",
      "This file says that it is a Word document, but there is no text in it. Please save it again from Word.",
    );
  }
  const relationships = await readRelationships(archive, name);
  const partOf = async (type: string) => {
    const relationship = [...relationships.values()].find(
      (candidate) => candidate.type === type && !candidate.external,
    );
    return relationship === undefined
      ? undefined
      : { name: relationship.target, root: await readPart(archive, relationship.target) };
  };
  const styleSheet = (await partOf("styles"))?.root;
  const styles = readDocxStyles(styleSheet, (await partOf("numbering"))?.root);
  const notes: Note[] = [];
  const numbers = new Map<string, number>();
  const writeFormula = formulaWriter();
  const figures = await readFigures(archive, relationships);
  const unreadable = [...figures.unreadable];
  const chunks = await readChunks(archive, relationships, within, readDocx);
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
    chunk: chunks.placeOf,
  };
  const metadata = await readDocxMetadata(archive);
  const text = blocksOf(body, context);
  const asides = await notesOf(archive, notes, context, partOf, unreadable);
  return bookOfMarkup({
    metadata: {
      ...metadata,
      language: metadata.language || languageOf(body, styleSheet),
      ...(childOf(childOf(body, "sectPr"), "bidi") !== undefined && { direction: "rtl" as const }),
    },
    html: text + asides,
    resources: resourcesOf(archive),
    within: chunks.books,
    warnings: [
      ...unreadable.map((part) => ({
        rule: "K24",
        found: `A chart or a diagram of this document (${posix.basename(part)}) is damaged.`,
        done: "It was left out.",
      })),
      ...chunks.warnings,
    ],
  });
}

interface Note {
  readonly kind: "footnote" | "endnote";
  readonly id: string;
}

type PartOf = (type: string) => Promise<{ name: string; root: XmlElement | undefined } | undefined>;

/** The notes that the text marks, in the order of their marks. A note may mark another one: those come behind. */
async function notesOf(
  archive: Archive,
  notes: Note[],
  context: DocxContext,
  partOf: PartOf,
  unreadable: string[],
): Promise<string> {
  if (notes.length === 0) return "";
  const html: string[] = [];
  const parts = { footnote: await partOf("footnotes"), endnote: await partOf("endnotes") };
  const contextIn = async (part: string): Promise<DocxContext> => {
    const relationships = await readRelationships(archive, part);
    const figures = await readFigures(archive, relationships);
    unreadable.push(...figures.unreadable);
    return { ...context, relationships, ...figureTeller(figures.markup) };
  };
  const contexts = {
    footnote: await contextIn(parts.footnote?.name ?? ""),
    endnote: await contextIn(parts.endnote?.name ?? ""),
  };
  // `notes` grows while notes are read that mark others.
  for (let at = 0; at < notes.length; at += 1) {
    const note = notes[at];
    if (note === undefined) break;
    const root = parts[note.kind]?.root;
    const element =
      root === undefined
        ? undefined
        : childrenOf(root, note.kind).find((candidate) => attributeOf(candidate, "id") === note.id);
    const content = element === undefined ? "" : blocksOf(element, contexts[note.kind]);
    // Without a word in it the place of its mark would be the next note.
    if (saysNothing.test(content)) continue;
    html.push(`<aside epub:type="footnote" id="${note.kind}-${note.id}">${content}</aside>`);
  }
  return html.join("");
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

const saysNothing = /^(?:<(?!img|math)[^>]*>|[\s\u00a0])*$/u;

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

const mediaTypes: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".bmp": "image/bmp",
  ".tif": "image/tiff",
  ".tiff": "image/tiff",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
  ".emf": "image/emf",
  ".wmf": "image/wmf",
};

/** Every picture in the package, by the name of its entry. */
function resourcesOf(archive: Archive): ReadonlyMap<string, SourceResource> {
  const resources = new Map<string, SourceResource>();
  for (const { name, bytes } of archive.entries.values()) {
    const mediaType = mediaTypes[posix.extname(name).toLowerCase()];
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
