import { posix } from "node:path";
import { Rejected } from "../../../events/rejected.ts";
import type { Archive } from "../../../shared/archive/archive.ts";
import { openArchive } from "../../../shared/archive/open-archive.ts";
import { readOdtLanguage, readOdtMetadata } from "../../../shared/office/odt-metadata.ts";
import { readPart } from "../../../shared/office/office-package.ts";
import { attributeOf, childOf, descendantsOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { bookOfMarkup } from "../book-of-markup.ts";
import { formulaWriter } from "../math/math-markup.ts";
import type { OpenBook } from "../read-hints.ts";
import type { SourceResource } from "../source-book.ts";
import { odtBlocks } from "./odt-body.ts";
import type { OdtContext } from "./odt-inline.ts";
import { readOdtStyles } from "./odt-styles.ts";

/**
 * Reads an OpenDocument text: headings, lists, tables, notes, pictures, frames, links, formulas; tracked
 * deletions, comments and hidden text stay out.
 * @throws Rejected `odt/no-document`, `odt/encrypted`; `archive/…`, `xml/…`
 */
export const openOdt: OpenBook = async (path) => {
  const archive = await openArchive(path);
  try {
    return { book: await readOdt(archive), close: () => archive.close() };
  } catch (error) {
    await archive.close();
    throw error;
  }
};

async function readOdt(archive: Archive) {
  const metadata = await readOdtMetadata(archive);
  const content = await readPart(archive, "content.xml");
  const text = childOf(childOf(content, "body"), "text");
  if (text === undefined) {
    throw new Rejected(
      "odt/no-document",
      "This file says that it is an OpenDocument text, but there is no text in it. Please save it again.",
    );
  }
  const formulas = await readFormulas(archive, text);
  const notes: XmlElement[] = [];
  const writeFormula = formulaWriter();
  const context: OdtContext = {
    styles: readOdtStyles(content, await readPart(archive, "styles.xml")),
    note: (body) => notes.push(body),
    formula: (object, display) => {
      const math = formulas.get(object);
      return math === undefined ? "" : writeFormula(math, display);
    },
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
    metadata: { ...metadata, language: metadata.language || (await readOdtLanguage(archive)) },
    html: body + asides.join(""),
    resources: resourcesOf(archive),
    warnings: [],
  });
}

/** The formulas of objects: inside of them, or in a document of their own in the folder that they name, `Object 1`. */
async function readFormulas(archive: Archive, text: XmlElement): Promise<ReadonlyMap<XmlElement, XmlElement>> {
  const formulas = new Map<XmlElement, XmlElement>();
  for (const object of descendantsOf(text, "object")) {
    const folder = (attributeOf(object, "href") ?? "").replace(/^\.\//, "").replace(/\/$/, "");
    const root = childOf(object, "math") ?? (folder === "" ? object : await readPart(archive, `${folder}/content.xml`));
    const math = root?.name === "math" ? root : root && [...descendantsOf(root, "math")][0];
    if (math !== undefined) formulas.set(object, math);
  }
  return formulas;
}

const mediaTypes: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".svg": "image/svg+xml",
  ".bmp": "image/bmp",
  ".tif": "image/tiff",
  ".tiff": "image/tiff",
  ".webp": "image/webp",
};

function resourcesOf(archive: Archive): ReadonlyMap<string, SourceResource> {
  const resources = new Map<string, SourceResource>();
  for (const { name, bytes } of archive.entries.values()) {
    const mediaType = mediaTypes[posix.extname(name).toLowerCase()];
    // Word processors keep a picture of the first page for file managers: it is not in the text.
    if (mediaType === undefined || name.startsWith("Thumbnails/")) continue;
    resources.set(name, { id: name, name: posix.basename(name), mediaType, bytes, read: () => archive.read(name) });
  }
  return resources;
}
