/** Where an alphabet of mathematics begins in Unicode: its Latin letters, its Greek ones, its digits. */
interface Alphabet {
  readonly latin: number;
  readonly greek?: number;
  readonly digits?: number;
  /** Letters that Unicode had before it had the alphabet: their places in it are empty. */
  readonly others?: Readonly<Record<string, string>>;
}

/** By the names that MathML has for them (`mathvariant`). Slanted letters are what a single letter is anyway. */
const alphabets: ReadonlyMap<string, Alphabet> = new Map<string, Alphabet>([
  ["bold", { latin: 0x1d400, greek: 0x1d6a8, digits: 0x1d7ce }],
  ["bold-italic", { latin: 0x1d468, greek: 0x1d71c, digits: 0x1d7ce }],
  [
    "script",
    {
      latin: 0x1d49c,
      others: { B: "ℬ", E: "ℰ", F: "ℱ", H: "ℋ", I: "ℐ", L: "ℒ", M: "ℳ", R: "ℛ", e: "ℯ", g: "ℊ", o: "ℴ" },
    },
  ],
  ["bold-script", { latin: 0x1d4d0 }],
  ["fraktur", { latin: 0x1d504, others: { C: "ℭ", H: "ℌ", I: "ℑ", R: "ℜ", Z: "ℨ" } }],
  ["bold-fraktur", { latin: 0x1d56c }],
  [
    "double-struck",
    { latin: 0x1d538, digits: 0x1d7d8, others: { C: "ℂ", H: "ℍ", N: "ℕ", P: "ℙ", Q: "ℚ", R: "ℝ", Z: "ℤ" } },
  ],
  ["sans-serif", { latin: 0x1d5a0, digits: 0x1d7e2 }],
  ["bold-sans-serif", { latin: 0x1d5d4, greek: 0x1d756, digits: 0x1d7ec }],
  ["sans-serif-italic", { latin: 0x1d608, digits: 0x1d7e2 }],
  ["sans-serif-bold-italic", { latin: 0x1d63c, greek: 0x1d790, digits: 0x1d7ec }],
  ["monospace", { latin: 0x1d670, digits: 0x1d7f6 }],
]);

/** Whether letters of their own say what a `mathvariant` asks for: readers that know formulas seldom know it. */
export function hasMathLetters(variant: string): boolean {
  return alphabets.has(variant);
}

/** A text in the letters of an alphabet of mathematics: R in `double-struck` is ℝ. What that has no letter for stays. */
export function mathLetters(text: string, variant: string): string {
  const alphabet = alphabets.get(variant);
  if (alphabet === undefined) return text;
  return text.replaceAll(/[A-Za-z0-9Α-ΡΣ-Ωα-ωϴ∇∂ϵϑϰϕϱϖ]/gu, (letter) => {
    const known = alphabet.others?.[letter];
    const place = known === undefined ? placeIn(alphabet, letter) : undefined;
    return known ?? (place === undefined ? letter : String.fromCodePoint(place));
  });
}

/** The order of Greek letters in each alphabet: capitals with ϴ among them, ∇, small ones, then other forms of these. */
const greek = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ";

function placeIn({ latin, greek: greekStart, digits }: Alphabet, letter: string): number | undefined {
  if (/[A-Z]/u.test(letter)) return latin + letter.charCodeAt(0) - 0x41;
  if (/[a-z]/u.test(letter)) return latin + 26 + letter.charCodeAt(0) - 0x61;
  if (/\d/u.test(letter)) return digits === undefined ? undefined : digits + Number(letter);
  return greekStart === undefined ? undefined : greekStart + greek.indexOf(letter);
}
