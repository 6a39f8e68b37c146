import { decodeAs } from "../../../shared/text/decode-as.ts";

/** So many more sequences of UTF-8 than bytes that are none: by chance there are next to none. */
const sequencesPerStrayByteMin = 3;

/**
 * Text that was put together out of UTF-8 and an encoding of one byte per letter, each part by its own; `undefined` for bytes
 * that are not mostly UTF-8 beyond ASCII.
 */
export function decodeMixed(bytes: Uint8Array, singleByteEncoding: string): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  let sequences = 0;
  let strayBytes = 0;
  let from = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      if (length > 1) sequences += 1;
      at += length;
      continue;
    }
    strayBytes += 1;
    parts.push(buffer.toString("utf8", from, at), decodeAs(bytes.subarray(at, at + 1), singleByteEncoding).text);
    at += 1;
    from = at;
  }
  if (sequences === 0 || sequences < strayBytes * sequencesPerStrayByteMin) return undefined;
  return parts.join("") + buffer.toString("utf8", from);
}

/** How many bytes the character at a place has in UTF-8; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const second = bytes[at + 1] ?? 0;
  const isContinued = (offset: number) => ((bytes[at + offset] ?? 0) & 0xc0) === 0x80;
  if (first >= 0xc2 && first <= 0xdf) return isContinued(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    // Neither longer than need be nor half of a surrogate pair.
    if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
    return isContinued(1) && isContinued(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
    return isContinued(1) && isContinued(2) && isContinued(3) ? 4 : 0;
  }
  return 0;
}
