import { declaredEncoding } from "../../../shared/text/declared-encoding.ts";
import { decodeAs } from "../../../shared/text/decode-as.ts";
import { decodeText } from "../../../shared/text/decode-text.ts";
import { encodingOf } from "../../../shared/text/encoding-labels.ts";
import { tidyCharacters } from "../../../shared/text/tidy-characters.ts";
import { decodeMixed } from "./decode-mixed.ts";

export interface DecodedFeed {
  /** Line ends are `\n`; no byte order mark, control characters or lone surrogates. */
  readonly text: string;
  /** Lower case, as the WHATWG list names it, where it does. */
  readonly encoding: string;
  readonly damage: readonly string[];
}

/**
 * Text from the bytes of a feed as RFC 7303, section 3, wants it: a byte order mark, else the `charset` of its media type,
 * else its XML declaration, else UTF-8. Whatever that says is believed only while the bytes make sense in it; then
 * `decodeText` guesses.
 *
 * @throws Rejected `text/not-text`, `text/unknown-encoding`
 */
export function decodeFeed(bytes: Uint8Array, contentType: string | undefined): DecodedFeed {
  const marked = markedEncoding(bytes);
  const told = charsetOf(contentType);
  const declared = declaredInside(bytes);
  const encoding = marked ?? (told === undefined ? undefined : encodingOf(told)) ?? declared ?? "utf-8";
  const damage: string[] = [];
  if (told !== undefined && encodingOf(told) === undefined) damage.push("a charset that nobody knows");
  if (marked !== undefined || !isShapedLikeUnicode(bytes)) {
    const mixed = marked === undefined && singleByte.test(encoding) ? decodeMixed(bytes, encoding) : undefined;
    if (mixed !== undefined) return finished(mixed, "utf-8", [...damage, `it says ${encoding} and is utf-8`]);
    const decoded = decodeAs(bytes, encoding);
    if (decoded.replaced === 0) return finished(decoded.text, encoding, damage);
  }
  const read = decodeText(bytes, { markup: true, ...(told === undefined ? {} : { declared: told }) });
  const isUnmarked = marked === undefined && told === undefined && /^utf-(?:16|32)/u.test(read.encoding);
  if (read.encoding !== encoding && !isUnmarked) damage.push(`it says ${encoding} and is ${read.encoding}`);
  if (read.replaced > 0) damage.push("bytes that mean nothing in its encoding");
  return finished(read.text, read.encoding, damage);
}

/** A `charset` parameter, quoted or not. */
export function charsetOf(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";,]{1,40})/iu.exec(contentType ?? "")?.[1];
}

function finished(decoded: string, encoding: string, damage: readonly string[]): DecodedFeed {
  // What was Windows-1252 before somebody took it for Latin-1: the controls that it has become mean nothing to anybody.
  const text = decoded
    .replace(/^\uFEFF/u, "")
    .replace(formerWindows, (control) => decodeAs(Buffer.from(control, "latin1"), "windows-1252").text);
  const tidied = tidyCharacters(text);
  const isShorter = tidied.length < text.length - (text.includes("\r\n") ? (text.match(/\r\n/gu)?.length ?? 0) : 0);
  return { text: tidied, encoding, damage: isShorter ? [...damage, "control characters"] : damage };
}

const formerWindows = /[\u0080-\u0084\u0086-\u009f]/gu;

const marks: readonly (readonly [string, readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-32le", [0xff, 0xfe, 0, 0]],
  ["utf-32be", [0, 0, 0xfe, 0xff]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

function markedEncoding(bytes: Uint8Array): string | undefined {
  return marks.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
}

/** NULs within the first characters: UTF-16 or UTF-32, of whatever order, without a mark. */
function isShapedLikeUnicode(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 64).includes(0);
}

/** Only XML says so; JSON is UTF-8. A meta element is a page's word, and pages are looked at elsewhere. */
function declaredInside(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString("latin1");
  const declaration = /<\?xml[^>]{0,200}?>/iu.exec(start)?.[0];
  return declaration === undefined ? undefined : declaredEncoding(Buffer.from(declaration, "latin1"));
}

/** What careless servers say of UTF-8. */
const singleByte = /^(?:windows-|iso-8859|macintosh|koi8|x-mac|ibm)/u;
