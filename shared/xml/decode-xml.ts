import { isAscii, isUtf8 } from "node:buffer";
import { Rejected } from "../../events/rejected.ts";
import { decodeText } from "../text/decode-text.ts";

/** What a document of bytes says, and how it had to be read where it did not keep its word. */
export interface DecodedXml {
  readonly text: string;
  readonly mended?: string;
}

/** Decoders that a declaration may not ask for: they hide markup from whoever reads the bytes, or guess. */
const refusedEncodings = new Set(["replacement", "x-user-defined"]);
/** The same of encodings that there is no decoder for: in them, ASCII is something else. */
const hidesMarkup = /utf-?7|ebcdic|^(?:ibm|cp)-?(?:0|1047|114|500)|2022|^hz|scsu|bocu/iu;
/** Of two and of four bytes: what is readable as ASCII is in none of them. */
const isWide = /^(?:utf|ucs|unicode)/iu;

/**
 * Decodes as XML 1.0 appendix F says: a byte order mark, else the shape of the first bytes, else what the declaration
 * names, else UTF-8. When `lenient`, bytes that are not what they are said to be, or said to be what nobody
 * knows, are read as what they prove or seem to be.
 * @throws Rejected `xml/unsupported-encoding`, `xml/malformed`
 */
export function decodeXml(bytes: Uint8Array, reading: "strict" | "lenient"): DecodedXml {
  const [b0, b1, b2, b3] = bytes;
  if ((b0 === 0 && b1 === 0) || (b0 === 0xff && b1 === 0xfe && b2 === 0 && b3 === 0))
    throw unsupportedEncoding("UTF-32");
  if (b0 === 0x3c && b1 === 0 && b2 === 0 && b3 === 0) throw unsupportedEncoding("UTF-32");
  if ((b0 === 0xff && b1 === 0xfe) || (b0 === 0x3c && b1 === 0)) return decodeAs("utf-16le", bytes, reading);
  if ((b0 === 0xfe && b1 === 0xff) || (b0 === 0 && b1 === 0x3c)) return decodeAs("utf-16be", bytes, reading);
  if (b0 === 0xef && b1 === 0xbb && b2 === 0xbf) return decodeAs("utf-8", bytes, reading);
  const { label, encoding } = declaredEncoding(bytes);
  if (encoding !== undefined && !refusedEncodings.has(encoding)) return decodeAs(encoding, bytes, reading);
  if (reading === "strict" || encoding !== undefined || hidesMarkup.test(label)) throw unsupportedEncoding(label);
  return {
    text: guessed(bytes, unsupportedEncoding(label), isWide.test(label) ? undefined : label),
    mended: `a name for its encoding that nobody knows (${label.slice(0, 40)})`,
  };
}

/** A name that TextDecoder knows, if it is one. What is readable as ASCII cannot be UTF-16, whatever it declares. */
function declaredEncoding(bytes: Uint8Array): { readonly label: string; readonly encoding: string | undefined } {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString("latin1");
  const declared = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']/u.exec(start)?.[1];
  if (declared === undefined) return { label: "", encoding: "utf-8" };
  const encoding = knownEncoding(declared);
  return { label: declared, encoding: encoding?.startsWith("utf-16") ? "utf-8" : encoding };
}

function knownEncoding(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** One byte a character: any bytes are text in them, so that they prove nothing. */
const provesNothing = /^(?:windows-|iso-8859-|koi8-|ibm866$|macintosh$|x-mac-)/u;

function decodeAs(encoding: string, bytes: Uint8Array, reading: "strict" | "lenient"): DecodedXml {
  if (reading === "lenient" && provesNothing.test(encoding) && !isAscii(bytes) && isUtf8(bytes)) {
    // Whoever converted it forgot the declaration. Text in such an encoding is UTF-8 by chance as good as never.
    return {
      text: new TextDecoder("utf-8").decode(bytes),
      mended: `bytes in UTF-8 that it declares to be ${encoding}`,
    };
  }
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch (error) {
    if (reading === "lenient") return { text: guessed(bytes, error), mended: `bytes that are not ${nameOf(encoding)}` };
    throw notAsDeclared(error);
  }
}

function nameOf(encoding: string): string {
  return encoding.startsWith("utf-") ? encoding.toUpperCase() : encoding;
}

/** A few broken bytes are � each; more of them are another encoding. */
function guessed(bytes: Uint8Array, cause: unknown, label?: string): string {
  try {
    return decodeText(bytes, { markup: true, ...(label !== undefined && { declared: label }) }).text;
  } catch (error) {
    throw error instanceof Rejected ? notAsDeclared(cause) : error;
  }
}

function notAsDeclared(cause: unknown): Rejected {
  return new Rejected(
    "xml/malformed",
    "A part of this file is not written in the character encoding that it declares. Please download or convert it again.",
    { cause },
  );
}

function unsupportedEncoding(name: string): Rejected {
  return new Rejected(
    "xml/unsupported-encoding",
    `A part of this file is written in the character encoding ${name.slice(0, 40)}, which books are not written in. Please convert it to UTF-8.`,
  );
}
