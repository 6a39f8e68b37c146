import { posix } from "node:path";
import { Rejected } from "../../../events/rejected.ts";
import type { Warning } from "../../../events/values.ts";
import type { Archive } from "../../../shared/archive/archive.ts";
import type { DocumentMetadata } from "../../../shared/document-metadata.ts";
import { odtLanguage, odtMetadata, readOdtMetadata } from "../../../shared/office/odt-metadata.ts";
import { findEntry, readOptionalPart, readPart } from "../../../shared/office/office-package.ts";
import { openDocumentTags } from "../../../shared/office/office-tags.ts";
import { type DamagedXml, parseDamagedXml } from "../../../shared/xml/parse-damaged-xml.ts";
import type { XmlLimits } from "../../../shared/xml/parse-xml.ts";
import type { XmlElement } from "../../../shared/xml/xml-element.ts";
import { cutWarning } from "../cut-warning.ts";
import { damageOf, partDamage } from "../part-damage.ts";
import { pictureType } from "../picture-type.ts";
import type { SourceResource } from "../source-book.ts";
import { settledText } from "./settle-odt.ts";

/** An OpenDocument, whether it is a ZIP of several files or one file of XML (`.fodt`). */
export interface OdtDocument {
  readonly metadata: DocumentMetadata;
  /** What the text lies in. */
  readonly content: XmlElement | undefined;
  /** What the styles lie in that the text's own do not have. */
  readonly styles: XmlElement | undefined;
  /** What the text of it is, where that had to be guessed at. */
  readonly guessedText: XmlElement | undefined;
  /** Pictures that lie beside the text, by the name that it gives them. */
  readonly resources: ReadonlyMap<string, SourceResource>;
  /**
   * A document within this one, in the folder of that name.
   * @throws Rejected `xml/…` where it is damaged, or more than may be read; `archive/…`
   */
  readonly partIn: (folder: string) => Promise<DamagedXml | undefined>;
  /** What is wrong with it; of documents within it nothing is said. */
  readonly warnings: readonly Warning[];
}

/** @throws Rejected `odt/encrypted`; `archive/…`, `xml/…` */
export async function zippedOdt(archive: Archive): Promise<OdtDocument> {
  const damage = partDamage("odt");
  const metadata = await readOdtMetadata(archive, damage.tell);
  const styles = await readOptionalPart(archive, "styles.xml", damage.tell);
  const content = await readPart(archive, "content.xml", damage.tell);
  return {
    metadata: { ...metadata, language: metadata.language || odtLanguage(styles) },
    content: content?.root,
    guessedText: content?.isGuessed ? settledText(content.root) : undefined,
    styles,
    resources: resourcesOf(archive),
    partIn: partsIn(archive),
    warnings: [...cutWarning(archive), ...damage.warnings()],
  };
}

/** Of all documents within one, inflated: what is above is left out. */
const objectsBytesMax = 64 * 1024 * 1024;

function partsIn(archive: Archive): OdtDocument["partIn"] {
  let bytesLeft = objectsBytesMax;
  return async (folder) => {
    const name = `${folder}/content.xml`;
    bytesLeft -= archive.entries.get(findEntry(archive, name) ?? "")?.bytes ?? 0;
    if (bytesLeft < 0)
      throw new Rejected("xml/too-large", "The objects of this document hold more than 64 MB of text.");
    return await readPart(archive, name);
  };
}

/** One file carries its pictures inside, as base64: it may be as large as a picture book. */
export const flatOdtLimits: XmlLimits = { bytesMax: 128 * 1024 * 1024, depthMax: 256, attributesMax: 256 };

/** @throws Rejected `xml/…` */
export function flatOdt(source: Uint8Array): OdtDocument {
  const document = parseDamagedXml(source, flatOdtLimits, openDocumentTags);
  const { root } = document;
  const metadata = odtMetadata(root);
  return {
    metadata: { ...metadata, language: metadata.language || odtLanguage(root) },
    content: root,
    guessedText: document.isGuessed ? settledText(root) : undefined,
    styles: undefined,
    resources: new Map(),
    partIn: () => Promise.resolve(undefined),
    warnings: damageOf("odt", document),
  };
}

/** What programs that do not know an object show instead of it. Its name does not say what kind of picture that is. */
const isReplacement = (name: string): boolean => name.startsWith("ObjectReplacements/") && posix.extname(name) === "";

function resourcesOf(archive: Archive): ReadonlyMap<string, SourceResource> {
  const resources = new Map<string, SourceResource>();
  for (const { name, bytes } of archive.entries.values()) {
    const mediaType = isReplacement(name) ? "" : pictureType(name);
    // Word processors keep a picture of the first page for file managers: it is not in the text.
    if (mediaType === undefined || name.startsWith("Thumbnails/")) continue;
    resources.set(name, { id: name, name: posix.basename(name), mediaType, bytes, read: () => archive.read(name) });
  }
  return resources;
}
