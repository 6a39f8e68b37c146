import { Rejected } from "../../events/rejected.ts";
import { decodeText } from "../../shared/text/decode-text.ts";
import { unmarkedUnicode } from "../../shared/text/unmarked-unicode.ts";
import type { FileKind } from "./file-kinds.ts";
import { extensionOf } from "./file-name.ts";
import { openDocumentKind } from "./open-document-kind.ts";
import { recogniseMagic, recogniseWeakMagic } from "./recognise-magic.ts";
import { flatOpenDocumentType, isHtml, isMarkdown, isMessage, xmlRootOf } from "./recognise-markup.ts";

/** What is looked at of a file: enough for every signature and for the prologue of any page. */
export const headBytes = 64 * 1024;

export interface Specimen {
  /** The first `headBytes` of the file, or all of it. */
  readonly head: Uint8Array;
  readonly fileName: string;
  /** As the sender declared it. */
  readonly mediaType: string;
}

/**
 * What a file is, by its content. Name and declared type only break ties between kinds of text, which can be told by
 * nothing else. `zip` says no more than that: what is in it is told by `recogniseArchive`.
 */
export function recogniseFormat(specimen: Specimen): FileKind {
  const { head } = specimen;
  if (head.length === 0) return "empty";
  const magic = recogniseMagic(head);
  if (magic !== undefined) return magic;
  const text = textOf(head);
  // A signature of two or three letters may be the start of a sentence; only what is no text is judged by it.
  return text === undefined ? (recogniseWeakMagic(head) ?? "unknown") : recogniseText(text, specimen);
}

/** The start of a text, or `undefined` where it is none: NULs and controls that no encoding explains. */
export function textOf(head: Uint8Array): string | undefined {
  const whole = wholeCharacters(head);
  if (holdsBinary(whole) && !isWide(whole)) return undefined;
  try {
    return decodeText(whole, { markup: true }).text;
  } catch (error) {
    if (error instanceof Rejected) return undefined;
    throw error;
  }
}

/** UTF-16 or UTF-32: half of its bytes or more may be NULs. */
function isWide(head: Uint8Array): boolean {
  const [first, second] = head;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const marked32 = first === 0 && second === 0 && head[2] === 0xfe && head[3] === 0xff;
  return marked || marked32 || unmarkedUnicode(head) !== undefined;
}

/** Above one in so many, NULs and other controls are no slips but data. */
const bytesPerNulMin = 1000;
const bytesPerControlMin = 50;

function holdsBinary(head: Uint8Array): boolean {
  let nuls = 0;
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) nuls += 1;
    // Tabs, line and page ends; the end of file of DOS; the shifts and escapes that switch alphabets.
    else if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0f) && byte !== 0x1a && byte !== 0x1b) controls += 1;
  }
  return nuls * bytesPerNulMin > head.length || controls * bytesPerControlMin > head.length;
}

const markdownExtensions = new Set(["md", "markdown", "mdown", "mkd", "mkdn", "mdwn", "mdtxt"]);
const htmlExtensions = new Set(["html", "htm", "xhtml", "xht", "shtml"]);

function recogniseText(text: string, { fileName, mediaType }: Specimen): FileKind {
  if (text.trim() === "") return "empty";
  const extension = extensionOf(fileName);
  const type = mediaType.toLowerCase();
  const root = xmlRootOf(text);
  if (root?.name === "FictionBook") return "fb2";
  if (root?.name === "fulfillmentToken") return "acsm";
  if (root?.name === "svg") return "svg";
  const openDocument = root && openDocumentKind(flatOpenDocumentType(root));
  if (openDocument !== undefined) return openDocument;
  // A licence of Readium's LCP: JSON, which is otherwise a text like any other.
  if (/^\s*\{/u.test(text) && text.includes("http://readium.org/lcp/")) return "lcpl";
  if (isMessage(text)) return "mhtml";
  const isNamedMarkdown = markdownExtensions.has(extension) || type.startsWith("text/markdown");
  // Markdown may begin with HTML, but not with a whole page.
  if (isHtml(text, isNamedMarkdown ? "whole page" : "any")) return "html";
  if (root !== undefined) return "xml";
  if (isNamedMarkdown) return "markdown";
  if (htmlExtensions.has(extension)) return "html";
  if (extension === "txt") return "text";
  if (type.startsWith("text/html") || type.startsWith("application/xhtml+xml")) return "html";
  return isMarkdown(text) ? "markdown" : "text";
}

/** Without the part of a character that the end of the head may have cut: up to the last line end, where there is one. */
function wholeCharacters(head: Uint8Array): Uint8Array {
  if (head.length < headBytes) return head;
  const lineEnd = head.lastIndexOf(0x0a);
  const end = lineEnd > headBytes / 2 ? lineEnd + 1 : head.length;
  // Encodings of two and four bytes keep their step.
  return head.subarray(0, head.includes(0) ? end - (end % 4) : end);
}
