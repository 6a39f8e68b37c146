import { Rejected } from "../../events/rejected.ts";
import type { Archive } from "../archive/archive.ts";
import { type DocumentMetadata, filledFields } from "../document-metadata.ts";
import { attributeOf, childOf, childrenOf, descendantsOf, plainTextOf } from "../xml/xml-element.ts";
import { readPart } from "./office-package.ts";

/**
 * What an OpenDocument text says about itself.
 * @throws Rejected `odt/encrypted` where it needs a password; `archive/…`, `xml/…`
 */
export async function readOdtMetadata(archive: Archive): Promise<DocumentMetadata> {
  const manifest = await readPart(archive, "META-INF/manifest.xml");
  if (manifest !== undefined && !descendantsOf(manifest, "encryption-data").next().done) {
    throw new Rejected(
      "odt/encrypted",
      "This document is protected by a password. Please save it without one, and send that.",
    );
  }
  const meta = childOf(await readPart(archive, "meta.xml"), "meta");
  const value = (name: string) => plainTextOf(childOf(meta, name));
  const author = value("initial-creator") || value("creator");
  return {
    title: value("title"),
    authors: author === "" ? [] : [author],
    language: value("language"),
    ...filledFields({
      description: value("description"),
      published: value("creation-date"),
      subjects: (meta === undefined ? [] : childrenOf(meta, "keyword")).map(plainTextOf).filter((word) => word !== ""),
    }),
  };
}

/** The language of paragraphs that name none, by the document's styles; empty where they do not say. */
export async function readOdtLanguage(archive: Archive): Promise<string> {
  const styles = childOf(await readPart(archive, "styles.xml"), "styles");
  const paragraph = (styles === undefined ? [] : childrenOf(styles, "default-style")).find(
    (style) => attributeOf(style, "family") === "paragraph",
  );
  const text = childOf(paragraph, "text-properties");
  const language = attributeOf(text, "language") ?? "";
  const country = attributeOf(text, "country") ?? "";
  return /^[a-z]{2,3}$/iu.test(language) && language !== "zxx"
    ? /^[a-z]{2}$/iu.test(country)
      ? `${language}-${country}`
      : language
    : "";
}
