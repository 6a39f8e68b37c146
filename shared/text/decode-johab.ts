import { fromCodePoints } from "./from-code-points.ts";

/** KS X 1001 annex 3: a syllable is three numbers of five bits, its first consonant, vowel and last consonant. */
const initialOf = (bits: number) => (bits >= 2 && bits <= 20 ? bits - 2 : undefined);
const vowels = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29];
const finalOf = (bits: number) =>
  bits >= 1 && bits <= 17 ? bits - 1 : bits >= 19 && bits <= 29 ? bits - 2 : undefined;
/** Lone consonants in the order of `initialOf`, as compatibility letters. */
const loneInitials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const loneFinals = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
const fillerInitial = 1;
const fillerVowel = 2;
const hangulFirst = 0xac00;
const vowelFirst = 0x314f;
const wonSign = 0x20a9;

/** Johab, the Korean encoding of DOS days; symbols and Chinese characters lie in it as shifted rows of KS X 1001. */
export function decodeJohab(bytes: Uint8Array): string {
  const ksx1001 = new TextDecoder("euc-kr");
  return fromCodePoints(
    (function* () {
      for (let at = 0; at < bytes.length; at += 1) {
        const lead = bytes[at] ?? 0;
        if (lead < 0x80) {
          yield lead === 0x5c ? wonSign : lead;
          continue;
        }
        const trail = bytes[at + 1] ?? 0;
        const point =
          lead >= 0x84 && lead <= 0xd3 ? syllable((lead << 8) | trail) : otherCharacter(lead, trail, ksx1001);
        if (point === undefined) {
          yield 0xfffd;
        } else {
          yield point;
          at += 1;
        }
      }
    })(),
  );
}

function syllable(code: number): number | undefined {
  const initialBits = (code >> 10) & 31;
  const vowelBits = (code >> 5) & 31;
  const finalBits = code & 31;
  const initial = initialOf(initialBits);
  const vowel = vowels.indexOf(vowelBits);
  const final = finalOf(finalBits);
  if (final === undefined) return undefined;
  if (initial !== undefined && vowel !== -1) return hangulFirst + (initial * 21 + vowel) * 28 + final;
  if (initial !== undefined && vowelBits === fillerVowel && final === 0) return loneInitials.codePointAt(initial);
  if (initialBits !== fillerInitial) return undefined;
  if (vowel !== -1 && final === 0) return vowelFirst + vowel;
  return vowelBits === fillerVowel && final > 0 ? loneFinals.codePointAt(final) : undefined;
}

function otherCharacter(
  lead: number,
  trail: number,
  ksx1001: { decode(pair: Uint8Array): string },
): number | undefined {
  const column =
    trail >= 0x31 && trail <= 0x7e ? trail - 0x31 : trail >= 0x91 && trail <= 0xfe ? trail - 0x43 : undefined;
  if (column === undefined) return undefined;
  const rowPair =
    lead >= 0xd9 && lead <= 0xde
      ? (lead - 0xd9) * 2
      : lead >= 0xe0 && lead <= 0xf9
        ? (lead - 0xe0) * 2 + 41
        : undefined;
  if (rowPair === undefined) return undefined;
  const row = rowPair + (column >= 94 ? 1 : 0);
  const point = ksx1001.decode(Uint8Array.of(0xa1 + row, 0xa1 + (column % 94))).codePointAt(0);
  return point === 0xfffd ? undefined : point;
}
