import { decodeAs } from "./decode-as.ts";

/** Enough to tell, and even, so that no character is cut. */
const sampleBytes = 16_384;
/** The share of characters that must make sense. */
const sensibleShareMin = 0.97;

/** Which UTF-32 or UTF-16 bytes with NULs among them are, where they are any; none of them has a byte order mark. */
export function unmarkedUnicode(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, sampleBytes);
  if (sample.length < 4) return undefined;
  let best: { encoding: string; sense: number } | undefined;
  for (const encoding of ["utf-32le", "utf-32be", "utf-16le", "utf-16be"]) {
    const unitBytes = encoding.startsWith("utf-32") ? 4 : 2;
    if (bytes.length % unitBytes !== 0) continue;
    const sense = senseOf(decodeAs(sample.subarray(0, sample.length - (sample.length % 4)), encoding).text);
    if (sense >= sensibleShareMin && (best === undefined || sense > best.sense)) best = { encoding, sense };
  }
  return best?.encoding;
}

/**
 * The share of characters that are assigned and no controls; plus a little for white space and plain punctuation, which every
 * text has and which the wrong order of bytes turns into something else.
 */
function senseOf(text: string): number {
  let sensible = 0;
  let plain = 0;
  let all = 0;
  for (const character of text) {
    all += 1;
    if (/[\t\n\r\f]|[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}]/u.test(character) && character !== "\uFFFD") sensible += 1;
    if (/[\n ,.、。，]/u.test(character)) plain += 1;
  }
  if (all === 0 || plain === 0) return 0;
  return sensible / all + plain / all / 10;
}
