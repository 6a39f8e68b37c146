import { Rejected } from "../../../events/rejected.ts";
import { parseXmlLeniently } from "../../../shared/xml/parse-xml.ts";
import { childrenOf, descendantsOf, plainTextOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import type { Description } from "../describe.ts";
import { isDictionary, isName, openPdf, type PdfFile, type ReadAt } from "./pdf-file.ts";
import { opensWithoutPassword } from "./pdf-password.ts";
import { decodePdfText } from "./pdf-text.ts";
import type { PdfValue } from "./pdf-values.ts";

/*
 * A PDF goes to the Kindle as it is. What is looked at is no more than what decides whether it can be opened there: that
 * it is whole as far as its own table of contents goes, and needs no password. One that only forbids printing or copying
 * opens on any device, so it passes. To be revisited if Amazon turns out to refuse those.
 */

/**
 * What a PDF says about itself: in its information dictionary, else in its XMP.
 * @param headerAt where `%PDF-` stands
 * @throws Rejected `book/damaged-pdf`, `book/protected-pdf`, `book/protected`
 */
export async function describePdf(readAt: ReadAt, bytes: number, headerAt: number): Promise<Description> {
  const pdf = await openPdf(readAt, bytes, headerAt);
  // Readers look for the objects themselves where the table of them is wrong: what says where it ends is tried there.
  if (pdf === "unreadable") return {};
  if (pdf === "cut off") {
    throw new Rejected(
      "book/damaged-pdf",
      "This PDF is incomplete or damaged: its end is missing or cannot be read. Please download or copy it again.",
    );
  }
  if (await isEncrypted(pdf)) return {};
  const info = await pdf.resolve(pdf.trailer.get("Info"));
  const catalog = await pdf.resolve(pdf.trailer.get("Root"));
  const value = async (dictionary: PdfValue, name: string) =>
    isDictionary(dictionary) ? textOf(await pdf.resolve(dictionary.entries.get(name))) : "";
  const language = await value(catalog, "Lang");
  const said = { title: usableTitle(await value(info, "Title")), authors: namesIn(await value(info, "Author")) };
  const xmp = said.title === "" || said.authors.length === 0 ? await readXmp(pdf, catalog) : undefined;
  return {
    title: said.title || usableTitle(xmp?.title ?? ""),
    authors: said.authors.length > 0 ? said.authors : (xmp?.authors ?? []),
    language,
  };
}

/** Whether what it says is encrypted, though it opens. @throws Rejected where it does not open */
async function isEncrypted(pdf: PdfFile): Promise<boolean> {
  if (!pdf.trailer.has("Encrypt")) return false;
  const encryption = await pdf.resolve(pdf.trailer.get("Encrypt"));
  const filter = isDictionary(encryption) ? await pdf.resolve(encryption.entries.get("Filter")) : undefined;
  if (isName(filter) && filter.name !== "Standard") {
    throw new Rejected(
      "book/protected",
      "This PDF is protected with DRM, so no Kindle can open it. Please read it in the shop's own app, or get an edition without protection.",
    );
  }
  const ids = await pdf.resolve(pdf.trailer.get("ID"));
  const id: PdfValue = Array.isArray(ids) ? (ids as readonly PdfValue[])[0] : undefined;
  if (opensWithoutPassword(encryption, bytesOf(id))) return true;
  throw new Rejected(
    "book/protected-pdf",
    "This PDF opens only with a password, so no Kindle can open it. Please save it without one, and send that.",
  );
}

function bytesOf(value: PdfValue): Uint8Array {
  return typeof value === "object" && "kind" in value && value.kind === "text" ? value.bytes : new Uint8Array();
}

function textOf(value: PdfValue): string {
  return decodePdfText(bytesOf(value))
    .replace(/[\s\0]+/gu, " ")
    .trim();
}

/** What word processors and printers put there by themselves is no title. */
function usableTitle(title: string): string {
  const own = title.replace(/^(?:Microsoft Word|Microsoft PowerPoint|Microsoft Office Word) - /u, "");
  const stem = own === title ? own : own.replace(/\.(?:docx?|rtf|odt|pptx?)$/iu, "");
  return /^(?:untitled|untitled document|none|title|document\d*|print|.{1,200}\.(?:dvi|qxd|qxp|indd|pmd|tex|doc|docx))$/iu.test(
    stem,
  )
    ? ""
    : stem;
}

function namesIn(authors: string): readonly string[] {
  return authors
    .split(";")
    .map((name) => name.trim())
    .filter((name) => name !== "" && !/^(?:user|owner|unknown|administrator|admin|anonymous)$/iu.test(name));
}

async function readXmp(
  pdf: PdfFile,
  catalog: PdfValue,
): Promise<{ readonly title: string; readonly authors: readonly string[] } | undefined> {
  const bytes = isDictionary(catalog) ? await pdf.streamOf(catalog.entries.get("Metadata")) : undefined;
  if (bytes === undefined) return undefined;
  try {
    const { root } = parseXmlLeniently(bytes);
    return { title: itemsOf(root, "title")[0] ?? "", authors: itemsOf(root, "creator") };
  } catch (error) {
    if (error instanceof Rejected) return undefined;
    throw error;
  }
}

/** The items of a Dublin Core property: `rdf:Alt` or `rdf:Seq` of `rdf:li`, or plain text. */
function itemsOf(root: XmlElement, name: string): readonly string[] {
  const [property] = [...descendantsOf(root, name)].filter(
    ({ namespace }) => namespace === "http://purl.org/dc/elements/1.1/",
  );
  if (property === undefined) return [];
  const items = [...descendantsOf(property, "li")].map(plainTextOf);
  return (childrenOf(property).length > 0 ? items : [plainTextOf(property)]).filter((item) => item !== "");
}
