/** A typeface that comes with the program. */
export interface Typeface {
  /** As fonts name themselves. */
  readonly family: string;
  /** Where a font of it lies among the fonts of `@expo-google-fonts`. */
  readonly folder: string;
  readonly file: string;
  /** In which titles are set and all else; the same where there is but one. */
  readonly weights: { readonly strong: string; readonly plain: string };
  readonly direction: "ltr" | "rtl";
  /** What it has letters for: a pattern, or what its font says itself, where that is no range of letters. */
  readonly has: RegExp | "ask the font";
  /** What a text without it would be set in another one for. */
  readonly needs: RegExp;
  /** A language whose texts are set in it where others could write them as well. */
  readonly language?: string;
}

const twoWeights = { strong: "600SemiBold", plain: "400Regular" } as const;
const oneWeight = { strong: "400Regular", plain: "400Regular" } as const;

/** Latin, Greek and Cyrillic; and what is no letter. */
export const literata: Typeface = {
  family: "Literata",
  folder: "literata",
  file: "Literata",
  weights: twoWeights,
  direction: "ltr",
  has: /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]*$/u,
  needs: /\p{L}/u,
};

/** What these fonts of Noto have beside their script: letters of Western Europe, numbers, the usual marks. */
const beside =
  "\\x20-\\x7e\\u00a0\\u00ab\\u00b7\\u00bb\\u00c0-\\u00ff\\u200c-\\u200f\\u2013\\u2014\\u2018-\\u201a\\u201c-\\u201e\\u2022\\u2026";

const noto = (family: string, direction: Typeface["direction"], letters: string): Typeface => ({
  family: `Noto ${family}`,
  folder: `noto-${family.toLowerCase().replaceAll(" ", "-")}`,
  file: `Noto${family.replaceAll(" ", "")}`,
  weights: twoWeights,
  direction,
  has: new RegExp(`^[${letters}${beside}]*$`, "u"),
  needs: new RegExp(`[${letters}]`, "u"),
});

/** Of a single weight: of more, and of more letters, fonts have some ten megabytes each. */
const eastAsian = (family: string, needs: RegExp, language: string): Typeface => ({
  family,
  folder: family.toLowerCase().replaceAll(" ", "-"),
  file: family.replaceAll(" ", ""),
  weights: oneWeight,
  direction: "ltr",
  has: "ask the font",
  needs,
  language,
});

export const typefaces: readonly Typeface[] = [
  literata,
  noto("Sans Hebrew", "rtl", "\\u0591-\\u05c7\\u05d0-\\u05ea\\u05ef-\\u05f4"),
  noto("Naskh Arabic", "rtl", "\\u0600-\\u06ff\\u0750-\\u077f"),
  noto("Sans Devanagari", "ltr", "\\u0900-\\u097f"),
  // Simplified Chinese; Japanese; Traditional Chinese and what the two before it lack; Korean without Chinese letters.
  eastAsian("ZCOOL XiaoWei", /\p{Script=Han}/u, "zh"),
  eastAsian("Hina Mincho", /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u, "ja"),
  eastAsian("Chocolate Classical Sans", /\p{Script=Han}/u, "zh"),
  eastAsian("Song Myung", /\p{Script=Hangul}/u, "ko"),
];
