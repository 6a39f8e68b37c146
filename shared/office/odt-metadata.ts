import { Rejected } from "../../events/rejected.ts";
import type { Archive } from "../archive/archive.ts";
import { type DocumentMetadata, filledFields } from "../document-metadata.ts";
import { parseXmlLeniently } from "../xml/parse-xml.ts";
import { attributeOf, childOf, childrenOf, descendantsOf, plainTextOf, type XmlElement } from "../xml/xml-element.ts";
import { readOptionalPart, type TellPart } from "./office-package.ts";

/**
 * What an OpenDocument text says about itself.
 * @throws Rejected `odt/encrypted` where it needs a password; `archive/…`, `xml/…`
 */
export async function readOdtMetadata(archive: Archive, tell?: TellPart): Promise<DocumentMetadata> {
  const manifest = await readOptionalPart(archive, "META-INF/manifest.xml", tell);
  if (manifest !== undefined && !descendantsOf(manifest, "encryption-data").next().done) {
    throw new Rejected(
      "odt/encrypted",
      "This document is protected by a password. Please save it without one, and send that.",
    );
  }
  return odtMetadata(await readOptionalPart(archive, "meta.xml", tell));
}

/** What the root of `meta.xml` says, or that of a document of one file. */
export function odtMetadata(root: XmlElement | undefined): DocumentMetadata {
  const meta = childOf(root, "meta");
  const value = (name: string) => plainTextOf(childOf(meta, name));
  const author = value("initial-creator") || value("creator");
  return {
    title: value("title"),
    authors: author === "" ? [] : [author],
    language: value("language"),
    ...filledFields({
      description: value("description"),
      published: value("creation-date"),
      subjects: childrenOf(meta, "keyword")
        .map(plainTextOf)
        .filter((word) => word !== ""),
    }),
  };
}

/**
 * What the start of a document of one file says; `undefined` where it does not hold all of that.
 * @throws Rejected `xml/…`
 */
export function flatOdtMetadataIn(head: string): DocumentMetadata | undefined {
  const start = /<((?:[\w.-]+:)?document)\s[^<>]*>/u.exec(head);
  const end = start && /<\/(?:[\w.-]+:)?meta\s*>/u.exec(head);
  if (!start || !end) return undefined;
  return odtMetadata(parseXmlLeniently(`${head.slice(start.index, end.index + end[0].length)}</${start[1]}>`).root);
}

/** The language of paragraphs that name none, by the root that the document's styles lie in; empty where they do not say. */
export function odtLanguage(root: XmlElement | undefined): string {
  const styles = childOf(root, "styles");
  const paragraph = childrenOf(styles, "default-style").find((style) => attributeOf(style, "family") === "paragraph");
  const text = childOf(paragraph, "text-properties");
  const language = attributeOf(text, "language") ?? "";
  const country = attributeOf(text, "country") ?? "";
  return /^[a-z]{2,3}$/iu.test(language) && language !== "zxx"
    ? /^[a-z]{2}$/iu.test(country)
      ? `${language}-${country}`
      : language
    : "";
}
