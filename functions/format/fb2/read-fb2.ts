import { readFile } from "node:fs/promises";
import { posix } from "node:path";
import { Rejected } from "../../../events/rejected.ts";
import type { Warning } from "../../../events/values.ts";
import { openDamagedArchive, withArchive } from "../../../shared/archive/open-archive.ts";
import { fb2Metadata } from "../../../shared/fictionbook/fb2-metadata.ts";
import { parseDamagedXml } from "../../../shared/xml/parse-damaged-xml.ts";
import type { XmlLimits } from "../../../shared/xml/parse-xml.ts";
import { attributeOf, childOf, textOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { bookOfMarkup } from "../book-of-markup.ts";
import { cutWarning } from "../cut-warning.ts";
import { damageOf } from "../part-damage.ts";
import type { OpenBook } from "../read-hints.ts";
import type { SourceResource } from "../source-book.ts";
import { fb2Body, fb2Notes } from "./fb2-markup.ts";
import { fb2Parts, fb2Reading } from "./fb2-parts.ts";

/** A FictionBook carries its pictures inside, as base64: it may be as large as a picture book. */
const fb2Limits: XmlLimits = { bytesMax: 128 * 1024 * 1024, depthMax: 256, attributesMax: 256 };

/**
 * Reads a FictionBook 2, plain or as the one `.fb2` in a ZIP: sections as headings, verse, citations, epigraphs, notes,
 * pictures, and the fullest metadata of all formats. One that is not well-formed is read as far as it can be, and says so.
 * @throws Rejected `fb2/no-book`; `archive/…`, `xml/…`
 */
export const openFb2: OpenBook = async (path) => {
  const bytes = await readFile(path);
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const source = isZip ? await fb2InZip(path) : { bytes, warnings: [] };
  const document = parseDamagedXml(source.bytes, fb2Limits, fb2Reading);
  const { root } = document;
  const { bodies, binaries } = fb2Parts(root);
  const main = bodies.filter((body) => !isNotes(body));
  if (root.name !== "FictionBook" || main.length === 0) {
    throw new Rejected(
      "fb2/no-book",
      "This file says that it is a FictionBook, but there is no book in it. Please download it again.",
    );
  }
  const resources = resourcesOf(binaries);
  const description = childOf(childOf(root, "description"), "title-info");
  const coverHref = hrefOf(childOf(childOf(description, "coverpage"), "image"));
  const book = bookOfMarkup({
    metadata: fb2Metadata(root),
    html: main.map(fb2Body).join("") + bodies.filter(isNotes).map(fb2Notes).join(""),
    resources,
    warnings: [...source.warnings, ...damageOf("fb2", document)],
  });
  return {
    book: coverHref !== undefined && resources.has(coverHref) ? { ...book, cover: coverHref } : book,
    close: () => Promise.resolve(),
  };
};

async function fb2InZip(path: string): Promise<{ bytes: Uint8Array; warnings: readonly Warning[] }> {
  return withArchive(
    path,
    async (archive) => {
      const name = [...archive.entries.keys()].find((entry) => entry.toLowerCase().endsWith(".fb2"));
      if (name === undefined) throw new Rejected("fb2/no-book", "There is no FictionBook in this ZIP.");
      return { bytes: await archive.read(name), warnings: cutWarning(archive) };
    },
    openDamagedArchive,
  );
}

function isNotes(body: XmlElement): boolean {
  return /^(?:notes|footnotes|comments)$/i.test(attributeOf(body, "name") ?? "");
}

function hrefOf(element: XmlElement | undefined): string | undefined {
  return attributeOf(element, "href")?.replace(/^#/, "");
}

/** Pictures by the id of their `binary`, decoded when they are asked for. */
function resourcesOf(binaries: readonly XmlElement[]): ReadonlyMap<string, SourceResource> {
  const resources = new Map<string, SourceResource>();
  for (const binary of binaries) {
    const id = attributeOf(binary, "id");
    if (id === undefined || resources.has(id)) continue;
    const base64 = textOf(binary);
    resources.set(id, {
      id,
      name: posix.basename(id),
      mediaType: attributeOf(binary, "content-type") ?? "",
      bytes: Math.floor((base64.length * 3) / 4),
      read: () => Promise.resolve(Buffer.from(base64, "base64")),
    });
  }
  return resources;
}
