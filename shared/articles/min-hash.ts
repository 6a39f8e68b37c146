/**
 * Texts that share 40 % of their shingles share one of 30 bands of 3 rows with a likelihood of 0.86; 50 %, 0.98; 60 %, 0.999;
 * 5 %, 0.004. Thirty, because no document store looks up more keys at once.
 */
const rowsPerBand = 3;
export const bandsPerFingerprint = 30;
/** The error of the likeness that two fingerprints tell is at most 0.053, half of 1 / sqrt(90). */
export const hashesPerFingerprint = bandsPerFingerprint * rowsPerBand;
/** Words of a shingle. */
const shingleWords = 3;
/** Longer texts are told apart by their beginning. */
const wordsMax = 20_000;

/** What is left of a text for comparing it with others. */
export type Fingerprint = Uint32Array;

const wordPattern = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[\p{L}\p{N}]+/gu;

/**
 * The MinHash of a text over shingles of three words (of three characters where a script writes no blanks), whatever its case
 * and punctuation. Texts of fewer words than one shingle have one shingle; texts without a word have no fingerprint.
 */
export function fingerprintOf(text: string): Fingerprint | undefined {
  const words: number[] = [];
  for (const [word] of text.toLowerCase().normalize("NFKC").matchAll(wordPattern)) {
    words.push(hashOf(word));
    if (words.length >= wordsMax) break;
  }
  if (words.length === 0) return undefined;
  const shingles = new Set<number>();
  const last = Math.max(1, words.length - shingleWords + 1);
  for (let at = 0; at < last; at += 1) {
    let shingle = 0;
    for (let word = at; word < at + shingleWords; word += 1) shingle = mix(shingle ^ (words[word] ?? 0));
    shingles.add(shingle >>> 0);
  }
  const fingerprint = new Uint32Array(hashesPerFingerprint).fill(0xffff_ffff);
  for (const shingle of shingles) {
    for (let at = 0; at < hashesPerFingerprint; at += 1) {
      const hash = mix(imul(shingle, multipliers[at] as number) + (increments[at] as number)) >>> 0;
      if (hash < (fingerprint[at] as number)) fingerprint[at] = hash;
    }
  }
  return fingerprint;
}

/** Which share of their shingles two texts have in common, estimated: 0 to 1. */
export function likenessOf(one: Fingerprint, other: Fingerprint): number {
  let same = 0;
  for (let at = 0; at < hashesPerFingerprint; at += 1) if (one[at] === other[at]) same += 1;
  return same / hashesPerFingerprint;
}

/**
 * One key for each band: texts that are alike share at least one of them, others almost never. What a store looks
 * candidates up by.
 */
export function bandKeysOf(fingerprint: Fingerprint): readonly string[] {
  return Array.from({ length: bandsPerFingerprint }, (_, band) => {
    const [first, second] = bandHashes(fingerprint, band);
    return `${band.toString(36)}-${first.toString(36)}${second.toString(36)}`;
  });
}

/** 52 bits of a band: as a number, for comparing many in memory. */
export function bandNumberOf(fingerprint: Fingerprint, band: number): number {
  const [first, second] = bandHashes(fingerprint, band);
  return (first & 0xf_ffff) * 0x1_0000_0000 + second;
}

function bandHashes(fingerprint: Fingerprint, band: number): [number, number] {
  let first = 0x9e37_79b9;
  let second = 0x85eb_ca6b;
  for (let row = 0; row < rowsPerBand; row += 1) {
    const hash = fingerprint[band * rowsPerBand + row] as number;
    first = mix(first ^ hash);
    second = mix(imul(second, 31) + hash);
  }
  return [first >>> 0, second >>> 0];
}

/** A fingerprint as text, for a read model: 480 characters. */
export function writeFingerprint(fingerprint: Fingerprint): string {
  const bytes = new Uint8Array(hashesPerFingerprint * 4);
  const view = new DataView(bytes.buffer);
  for (const [at, hash] of fingerprint.entries()) view.setUint32(at * 4, hash);
  return Buffer.from(bytes).toString("base64url");
}

/** Reads what `writeFingerprint` wrote; `undefined` for anything else. */
export function readFingerprint(written: string): Fingerprint | undefined {
  const bytes = Buffer.from(written, "base64url");
  if (bytes.length !== hashesPerFingerprint * 4) return undefined;
  return Uint32Array.from({ length: hashesPerFingerprint }, (_, at) => bytes.readUInt32BE(at * 4));
}

// Looked up once: where globals are guarded, as in tests, each look costs more than the multiplication.
const { imul } = Math;

/** FNV-1a. */
function hashOf(word: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < word.length; at += 1) hash = imul(hash ^ word.charCodeAt(at), 0x0100_0193);
  return hash;
}

/** The finaliser of MurmurHash3: every bit of what goes in moves every bit of what comes out. */
function mix(value: number): number {
  let hash = value;
  hash = imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

/** Always the same ones: fingerprints are stored. */
const multipliers = Uint32Array.from({ length: hashesPerFingerprint }, (_, at) => mix(at * 2 + 1) | 1);
const increments = Uint32Array.from({ length: hashesPerFingerprint }, (_, at) => mix(0x5bd1_e995 + at));
