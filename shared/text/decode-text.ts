import { Rejected } from "../../events/rejected.ts";
import { declaredEncoding } from "./declared-encoding.ts";
import { type Decoded, decodeAs } from "./decode-as.ts";
import { encodingOf } from "./encoding-labels.ts";
import { guessEncoding } from "./guess-encoding.ts";
import { tidyCharacters } from "./tidy-characters.ts";
import { unmarkedUnicode } from "./unmarked-unicode.ts";

export interface TextHints {
  /** What somebody outside says: a Content-Type's charset. Any label; an unknown one is ignored. */
  readonly declared?: string;
  /** HTML or XML: what it says of itself (`<meta charset>`, `<?xml encoding?>`) is looked for. */
  readonly markup?: boolean;
}

export interface DecodedText {
  /** Line ends are `\n`; no byte order mark, control characters or lone surrogates. */
  readonly text: string;
  /** Lower case, as the WHATWG list names it, where it does. */
  readonly encoding: string;
  /** How many times U+FFFD stands for bytes that meant nothing. */
  readonly replaced: number;
}

/** The share of control characters above which bytes are no text; below it, stray ones are dropped. */
const controlShareMax = 0.02;
/** The share of broken sequences, among those beyond ASCII, up to which damaged UTF-8 is still taken for UTF-8. */
const brokenShareMax = 0.1;

/**
 * Text from bytes in whatever encoding. In order: a byte order mark, UTF-8 that proves itself, what is declared, damaged
 * UTF-8, UTF-16 or UTF-32 without a mark, and a guess by what makes sense as text.
 *
 * @throws Rejected `text/not-text` for bytes that are no text, `text/unknown-encoding` where no encoding makes sense.
 */
export function decodeText(bytes: Uint8Array, hints: TextHints = {}): DecodedText {
  const marked = markedEncoding(bytes);
  const { encoding, decoded } = marked === undefined ? decodeUnmarked(bytes, hints) : decodedAs(bytes, marked);
  return { text: tidyCharacters(decoded.text), encoding, replaced: decoded.replaced };
}

const marks: readonly (readonly [string, readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-32le", [0xff, 0xfe, 0, 0]],
  ["utf-32be", [0, 0, 0xfe, 0xff]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
  ["gb18030", [0x84, 0x31, 0x95, 0x33]],
];

/** What the byte order mark says, if there is one. */
function markedEncoding(bytes: Uint8Array): string | undefined {
  return marks.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
}

interface Reading {
  readonly encoding: string;
  readonly decoded: Decoded;
}

function decodedAs(bytes: Uint8Array, encoding: string): Reading {
  return { encoding, decoded: decodeAs(bytes, encoding) };
}

function decodeUnmarked(bytes: Uint8Array, hints: TextHints): Reading {
  if (bytes.includes(0)) {
    const unicode = unmarkedUnicode(bytes);
    if (unicode !== undefined) return decodedAs(bytes, unicode);
  }
  if (controlShare(bytes) > controlShareMax) {
    throw new Rejected(
      "text/not-text",
      "This file holds binary data, not text. Export it as text, or as EPUB, and try again.",
    );
  }
  const declared =
    (hints.declared === undefined ? undefined : encodingOf(hints.declared)) ??
    (hints.markup === true ? declaredEncoding(bytes) : undefined);
  const seven = sevenBitEncoding(bytes);
  if (seven !== undefined) return decodedAs(bytes, seven);
  const asUtf8 = decodedAs(bytes, "utf-8");
  // A few characters of two bytes can be both UTF-8 and East Asian by chance; of one byte, practically never.
  if (asUtf8.decoded.replaced === 0 && (declared === undefined || !hasPairs.has(declared))) return asUtf8;
  const asDeclared = declared === undefined ? undefined : decodedAs(bytes, declared);
  if (asDeclared !== undefined && isPlausible(asDeclared.decoded)) return asDeclared;
  if (brokenShare(asUtf8.decoded) <= brokenShareMax) return asUtf8;
  const guessed = guessEncoding(bytes) ?? declared;
  if (guessed === undefined) {
    throw new Rejected(
      "text/unknown-encoding",
      "The encoding of this text could not be recognised. Save it as UTF-8 and try again.",
    );
  }
  return decodedAs(bytes, guessed);
}

const hasPairs = new Set(["gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "johab", "euc-tw"]);

/** Believed unless it leaves more than one in a thousand characters without a meaning. */
function isPlausible({ text, replaced }: Decoded): boolean {
  return replaced <= text.length / 1000;
}

function brokenShare({ text, replaced }: Decoded): number {
  let whole = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) >= 0x80) whole += 1;
  return replaced === 0 ? 0 : replaced / whole;
}

const tab = 0x09;
const carriageReturn = 0x0d;
const endOfFile = 0x1a;
const escape = 0x1b;
const shiftOut = 0x0e;
const shiftIn = 0x0f;

function controlShare(bytes: Uint8Array): number {
  let controls = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    // Not `for of`, and the usual first: every byte of every book comes by here.
    const byte = bytes[at] ?? 0;
    if (byte >= 0x20 || (byte >= tab && byte <= carriageReturn)) continue;
    // Padding with NULs is one mishap however long it is.
    if (byte === 0 && at > 0 && bytes[at - 1] === 0) continue;
    if (byte !== endOfFile && byte !== escape && byte !== shiftIn && byte !== shiftOut) controls += 1;
  }
  return bytes.length === 0 ? 0 : controls / bytes.length;
}

/** Encodings that switch between alphabets in seven bits are told by their switches. */
function sevenBitEncoding(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.includes("\u001b$)C", 0, "latin1")) return "iso-2022-kr";
  if (/^(?:\$[@B]|\$\(D|\([JI])/u.test(behind(buffer, "\u001b"))) return "iso-2022-jp";
  if (buffer.includes("~{", 0, "latin1") && !buffer.some((byte) => byte >= 0x80) && isHz(buffer)) return "hz-gb-2312";
  return undefined;
}

/** A little text behind the first occurrence of a mark; empty where there is none. */
function behind(buffer: Buffer, mark: string): string {
  const at = buffer.indexOf(mark, 0, "latin1");
  return at === -1 ? "" : buffer.subarray(at + mark.length, at + 64).toString("latin1");
}

/** Between `~{` and `~}` there must be pairs of characters and nothing else: in program text there are not. */
function isHz(buffer: Buffer): boolean {
  const text = buffer.toString("latin1");
  const opened = text.split("~{").length - 1;
  const closed = text.match(/~\{(?:[\u0021-\u0077][\u0021-\u007e])+~\}/gu)?.length ?? 0;
  return closed > 0 && closed >= opened * 0.9;
}
