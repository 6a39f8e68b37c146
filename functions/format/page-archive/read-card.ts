import { Rejected } from "../../../events/rejected.ts";
import type { Archive } from "../../../shared/archive/archive.ts";
import { readMetadata } from "../../../shared/epub/read-metadata.ts";
import { parseXmlLeniently } from "../../../shared/xml/parse-xml.ts";
import { childOf } from "../../../shared/xml/xml-element.ts";
import { epubMetadata } from "../epub/epub-metadata.ts";
import type { SourceMetadata } from "../source-book.ts";

const cardName = "metadata.opf";
const cardBytesMax = 1024 * 1024;

/** What calibre's card says of the book that lies beside it in an archive (HTMLZ); `undefined` where there is none to read. */
export async function readCard(archive: Archive): Promise<SourceMetadata | undefined> {
  const entry = archive.entries.get(cardName);
  if (entry === undefined || entry.bytes > cardBytesMax) return undefined;
  try {
    const { root } = parseXmlLeniently(await archive.read(cardName));
    return epubMetadata({ metadata: readMetadata(root, childOf(root, "metadata")) }, { fileName: "" });
  } catch (error) {
    // The pages can do without; damage to the archive will be met again in them.
    if (error instanceof Rejected) return undefined;
    throw error;
  }
}
