import type { Archive } from "../archive/archive.ts";
import { type DocumentMetadata, filledFields, listedWords } from "../document-metadata.ts";
import { attributeOf, childOf, plainTextOf, type XmlElement } from "../xml/xml-element.ts";
import { findEntry, readOptionalPart, readRelationships, type TellPart } from "./office-package.ts";

/** What programs write where nobody has told them who the author is. */
const nobody =
  /^(?:microsoft office user|microsoft|user|owner|admin|administrator|unknown|author|python-docx|un-named|windows user|apache poi)$/iu;

/**
 * What a Word document says about itself in its core properties. Its language is the one that the text is written in
 * where nothing else is said.
 * @throws Rejected `archive/…`, `xml/…`
 */
export async function readDocxMetadata(archive: Archive, tell?: TellPart): Promise<DocumentMetadata> {
  const relationships = [...(await readRelationships(archive, "")).values()];
  const properties = relationships.find(({ type, external }) => type === "core-properties" && !external);
  const core = await readOptionalPart(archive, properties?.target ?? "docProps/core.xml", tell);
  const value = (name: string) => plainTextOf(childOf(core, name));
  return {
    title: value("title"),
    authors: value("creator")
      .split(/;|\s+and\s+/u)
      .map((author) => author.trim())
      .filter((author) => author !== "" && !nobody.test(author)),
    language: value("language"),
    ...filledFields({
      description: value("description"),
      published: value("created"),
      subjects: listedWords(value("keywords")),
    }),
  };
}

/** The name of the part that holds the text. */
export async function mainPartOf(archive: Archive, tell?: TellPart): Promise<string> {
  const relationships = [...(await readRelationships(archive, "", tell)).values()];
  const named = relationships.find(({ type, external }) => type === "officeDocument" && !external)?.target;
  return named !== undefined && findEntry(archive, named) !== undefined ? named : "word/document.xml";
}

/** The language of text that names none, by a document's styles; empty where they do not say. */
export function defaultLanguageOf(styles: XmlElement | undefined): string {
  const run = childOf(childOf(childOf(styles, "docDefaults"), "rPrDefault"), "rPr");
  return attributeOf(childOf(run, "lang"), "val") ?? "";
}
