import { Rejected } from "../../events/rejected.ts";
import { endOfDoctype } from "./end-of-doctype.ts";

/**
 * What follows the prologue: from the first tag on. The DOCTYPE is judged and left out, so that no parser ever sees it.
 * @throws Rejected `xml/declarations`, `xml/malformed`
 */
export function bodyOfXml(text: string, reading: "strict" | "lenient"): string {
  // The declaration comes first or not at all; files in the wild have empty lines in front of it.
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let at = start;
  let doctypeSeen = false;
  for (;;) {
    at = skipSpace(text, at);
    if (text.startsWith("<?", at)) {
      if (reading === "strict" && at > start && /^<\?xml[\s?]/u.test(text.slice(at, at + 6))) throw malformedPrologue();
      at = after(text, "?>", at);
    } else if (text.startsWith("<!--", at)) {
      at = after(text, "-->", at + 4);
    } else if (text.slice(at, at + 9).toUpperCase() === "<!DOCTYPE" && !doctypeSeen) {
      at = afterDoctype(text, at);
      doctypeSeen = true;
    } else {
      return text.slice(at);
    }
  }
}

/**
 * A document without its DOCTYPE, whatever that declares, and what stood in the brackets of it. `undefined` where there is
 * none in front of the document, or it does not end.
 */
export function withoutDoctype(text: string): { readonly text: string; readonly subset: string } | undefined {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (;;) {
    at = skipSpace(text, at);
    const end = text.startsWith("<?", at) ? "?>" : text.startsWith("<!--", at) ? "-->" : undefined;
    if (end === undefined) break;
    at = after(text, end, at + 2);
  }
  if (text.slice(at, at + 9).toUpperCase() !== "<!DOCTYPE") return undefined;
  const end = endOfDoctype(text, at);
  if (end === undefined) return undefined;
  return { text: text.slice(0, at) + text.slice(end), subset: text.slice(at, end) };
}

/**
 * Declarations hide nowhere else: after the prologue there is no `<!` but comments and CDATA. One of them that does not end is
 * malformed; in what is known to be `damaged`, declarations are looked for behind its start.
 */
export function refuseDeclarations(body: string, state: "whole" | "damaged" = "whole"): void {
  const missing = new Set<string>();
  const pastEnd = (end: string, from: number) => {
    const at = missing.has(end) ? -1 : body.indexOf(end, from);
    if (at >= 0) return at + end.length;
    if (state === "whole") throw malformedPrologue();
    missing.add(end);
    return from;
  };
  for (let at = body.indexOf("<!"); at >= 0; at = body.indexOf("<!", at)) {
    if (body.startsWith("<!--", at)) at = pastEnd("-->", at + 4);
    else if (body.startsWith("<![CDATA[", at)) at = pastEnd("]]>", at + 9);
    else if (!isCutMark(body, at)) throw declarations();
    else if (state === "whole") throw malformedPrologue();
    else return;
  }
}

/** Whether the text ends within the mark that a comment or a CDATA section begins with. */
export function isCutMark(text: string, at: number): boolean {
  const left = text.slice(at, at + "<![CDATA[".length);
  return left !== "<!--" && left !== "<![CDATA[" && ["<!--", "<![CDATA["].some((mark) => mark.startsWith(left));
}

/** `<!DOCTYPE name>`, or with a public identifier, and nothing else: one that has a subset can define anything. */
const harmlessDoctype =
  /^<!doctype\s+[\w:.-]+\s*(?:public\s*(?:"[^"<>]*"|'[^'<>]*')\s*(?:"[^"<>]*"|'[^'<>]*')?\s*|system\s*["']about:legacy-compat["']\s*)?>/iu;
const doctypeCharactersMax = 2000;

function afterDoctype(text: string, at: number): number {
  const doctype = harmlessDoctype.exec(text.slice(at, at + doctypeCharactersMax));
  if (doctype === null) throw declarations();
  return at + doctype[0].length;
}

function skipSpace(text: string, at: number): number {
  let to = at;
  while (/\s/u.test(text.charAt(to))) to += 1;
  return to;
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  if (at < 0) throw malformedPrologue();
  return at + end.length;
}

function malformedPrologue(): Rejected {
  return new Rejected(
    "xml/malformed",
    "A part of this file that has to be XML is not. Please download the book again, or convert it with another program.",
  );
}

function declarations(): Rejected {
  return new Rejected(
    "xml/declarations",
    "A part of this file declares entities or names files of its own to read, as attacks do, so it was not opened. Please get the book from another source.",
  );
}
