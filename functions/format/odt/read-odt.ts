import { open, readFile } from "node:fs/promises";
import { Rejected } from "../../../events/rejected.ts";
import { openDamagedArchive } from "../../../shared/archive/open-archive.ts";
import { childOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { bookOfMarkup } from "../book-of-markup.ts";
import { formulaWriter } from "../math/math-markup.ts";
import type { OpenBook } from "../read-hints.ts";
import { odtBlocks } from "./odt-body.ts";
import { flatOdt, type OdtDocument, zippedOdt } from "./odt-document.ts";
import { odtFigures } from "./odt-figures.ts";
import type { OdtContext } from "./odt-inline.ts";
import { readObjects } from "./odt-objects.ts";
import { odtPictures } from "./odt-pictures.ts";
import { readOdtStyles } from "./odt-styles.ts";
import { repeatedCopies } from "./repeated-copies.ts";

/**
 * Reads an OpenDocument text, a ZIP or one file of XML: headings, lists, tables, notes, pictures, frames, links, formulas,
 * the words of charts and other objects; tracked deletions, comments and hidden text stay out.
 * @throws Rejected `odt/no-document`, `odt/encrypted`; `archive/…`, `xml/…`
 */
export const openOdt: OpenBook = async (path) => {
  if (!(await isZip(path))) {
    return { book: await readOdt(flatOdt(await readFile(path))), close: () => Promise.resolve() };
  }
  const archive = await openDamagedArchive(path);
  try {
    return { book: await readOdt(await zippedOdt(archive)), close: () => archive.close() };
  } catch (error) {
    await archive.close();
    throw error;
  }
};

/** Anything that does not begin as markup does: a ZIP is read from its end, and may have something in front. */
async function isZip(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(startBytes), 0, startBytes, 0);
    // In whatever encoding: the marks of byte order and the zeros of UTF-16 come between.
    return !/^[\s\0\u00bb\u00bf\u00ef\u00fe\u00ff]*</u.test(buffer.toString("latin1", 0, bytesRead));
  } finally {
    await file.close();
  }
}

const startBytes = 1024;

async function readOdt(document: OdtDocument) {
  const text = textOf(document);
  if (text === undefined) {
    throw new Rejected(
      "odt/no-document",
      "This file says that it is an OpenDocument text, but there is no text in it. Please save it again.",
    );
  }
  const objects = await readObjects(document, text);
  const pictures = await odtPictures(objects.bodies, document.resources);
  const notes: XmlElement[] = [];
  const writeFormula = formulaWriter();
  const context: OdtContext = {
    styles: readOdtStyles(document.content, document.styles),
    note: (body) => notes.push(body),
    formula: (element, display) => {
      const object = objects.of(element);
      return object?.kind === "formula" ? writeFormula(object.math, display) : "";
    },
    figure: odtFigures(objects, (root) => ({ ...context, styles: readOdtStyles(root) })),
    picture: pictures.shownIn,
    copies: repeatedCopies(),
  };
  const body = odtBlocks(text, context);
  const asides: string[] = [];
  // `notes` grows where a note has a note.
  for (let at = 0; at < notes.length; at += 1) {
    const note = notes[at];
    if (note !== undefined)
      asides.push(`<aside epub:type="footnote" id="note-${at + 1}">${odtBlocks(note, context)}</aside>`);
  }
  return bookOfMarkup({
    metadata: document.metadata,
    html: body + asides.join(""),
    resources: pictures.resources,
    warnings: [
      ...document.warnings,
      ...objects.warnings,
      ...objects.unreadable.map((name) => ({
        rule: "K24",
        found: `Something that lies within this document (${name}) is damaged or too large.`,
        done: "It was left out.",
      })),
    ],
  });
}

/** Of one that was guessed at, whatever there is; `undefined` where that is nothing. */
function textOf({ content, guessedText }: OdtDocument): XmlElement | undefined {
  if (guessedText === undefined) return childOf(childOf(content, "body"), "text");
  return guessedText.children.length > 0 ? guessedText : undefined;
}
