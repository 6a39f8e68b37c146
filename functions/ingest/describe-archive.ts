import type { Archive } from "../../shared/archive/archive.ts";
import { readComicInfo } from "../../shared/comic/comic-info.ts";
import { readEpubPackage } from "../../shared/epub/read-epub-package.ts";
import { fb2MetadataIn } from "../../shared/fictionbook/fb2-metadata.ts";
import { readDocxMetadata } from "../../shared/office/docx-metadata.ts";
import { readOdtMetadata } from "../../shared/office/odt-metadata.ts";
import { findPages, pageKindOf } from "../../shared/page-archive/find-pages.ts";
import type { Description } from "./describe.ts";
import { describeHead } from "./describe-head.ts";
import { describeHtml, describeMarkdown } from "./describe-text.ts";
import type { FileKind } from "./file-kinds.ts";
import { headBytes, textOf } from "./recognise-format.ts";

/**
 * What a book that is an archive says about itself; `undefined` for what is not opened any further.
 * @throws Rejected with the reason why it cannot be a book of that kind
 */
export async function describeArchive(kind: FileKind, archive: Archive): Promise<Description | undefined> {
  switch (kind) {
    case "epub":
      return (await readEpubPackage(archive)).metadata;
    case "docx":
      return readDocxMetadata(archive);
    case "odt":
      return readOdtMetadata(archive);
    case "fb2-zip":
      return describeFb2InZip(archive);
    case "comic":
      return (await readComicInfo(archive))?.metadata ?? {};
    case "page-archive":
      return describePages(archive);
    default:
      return undefined;
  }
}

/** A book of several pages is what its index says, where it has one. */
async function describePages(archive: Archive): Promise<Description> {
  const { first } = findPages(archive.entries.keys());
  if (first === undefined) return {};
  const text = textOf((await archive.read(first)).subarray(0, headBytes)) ?? "";
  return pageKindOf(first) === "markdown" ? describeMarkdown(text) : describeHtml(text);
}

async function describeFb2InZip(archive: Archive): Promise<Description> {
  const name = [...archive.entries.keys()].find((entry) => entry.toLowerCase().endsWith(".fb2"));
  if (name === undefined) return {};
  return describeHead(fb2MetadataIn, textOf((await archive.read(name)).subarray(0, headBytes)) ?? "");
}
