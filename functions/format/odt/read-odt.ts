import { open, readFile } from "node:fs/promises";
import { Rejected } from "../../../events/rejected.ts";
import { openArchive } from "../../../shared/archive/open-archive.ts";
import { attributeOf, childOf, descendantsOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { bookOfMarkup } from "../book-of-markup.ts";
import { formulaWriter } from "../math/math-markup.ts";
import type { OpenBook } from "../read-hints.ts";
import { odtBlocks } from "./odt-body.ts";
import { flatOdt, type OdtDocument, zippedOdt } from "./odt-document.ts";
import type { OdtContext } from "./odt-inline.ts";
import { odtPictures } from "./odt-pictures.ts";
import { readOdtStyles } from "./odt-styles.ts";

/**
 * Reads an OpenDocument text, a ZIP or one file of XML: headings, lists, tables, notes, pictures, frames, links, formulas;
 * tracked deletions, comments and hidden text stay out.
 * @throws Rejected `odt/no-document`, `odt/encrypted`; `archive/…`, `xml/…`
 */
export const openOdt: OpenBook = async (path) => {
  if (!(await isZip(path))) {
    return { book: await readOdt(flatOdt(await readFile(path))), close: () => Promise.resolve() };
  }
  const archive = await openArchive(path);
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
  const text = childOf(childOf(document.content, "body"), "text");
  if (text === undefined) {
    throw new Rejected(
      "odt/no-document",
      "This file says that it is an OpenDocument text, but there is no text in it. Please save it again.",
    );
  }
  const formulas = await readFormulas(document, text);
  const pictures = odtPictures(text, document.resources);
  const notes: XmlElement[] = [];
  const writeFormula = formulaWriter();
  const context: OdtContext = {
    styles: readOdtStyles(document.content, document.styles),
    note: (body) => notes.push(body),
    formula: (object, display) => {
      const math = formulas.get(object);
      return math === undefined ? "" : writeFormula(math, display);
    },
    picture: pictures.idOf,
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
    warnings: [],
  });
}

/** The formulas of objects: inside of them, or in a document of their own in the folder that they name, `Object 1`. */
async function readFormulas(document: OdtDocument, text: XmlElement): Promise<ReadonlyMap<XmlElement, XmlElement>> {
  const formulas = new Map<XmlElement, XmlElement>();
  /** Each is read once, however many objects name it. */
  const parts = new Map<string, XmlElement | undefined>();
  for (const object of descendantsOf(text, "object")) {
    const folder = (attributeOf(object, "href") ?? "").replace(/^\.\//, "").replace(/\/$/, "");
    if (folder !== "" && !parts.has(folder)) parts.set(folder, await document.partIn(folder));
    const root = childOf(object, "math") ?? (folder === "" ? object : parts.get(folder));
    const math = root?.name === "math" ? root : root && [...descendantsOf(root, "math")][0];
    if (math !== undefined) formulas.set(object, math);
  }
  return formulas;
}
