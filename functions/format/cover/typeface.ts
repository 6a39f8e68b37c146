/** A typeface that comes with the program, in the two weights that covers are set in. */
export interface Typeface {
  /** As fonts name themselves. */
  readonly family: string;
  /** Where a font of it lies among the fonts of `@expo-google-fonts`. */
  readonly folder: string;
  readonly file: string;
  readonly direction: "ltr" | "rtl";
  /** What it has letters for; `needs` is what a text without it would be set in another one for. */
  readonly has: RegExp;
  readonly needs: RegExp;
}

/** Latin, Greek and Cyrillic; and what is no letter. */
export const literata: Typeface = {
  family: "Literata",
  folder: "literata",
  file: "Literata",
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
  direction,
  has: new RegExp(`^[${letters}${beside}]*$`, "u"),
  needs: new RegExp(`[${letters}]`, "u"),
});

export const typefaces: readonly Typeface[] = [
  literata,
  noto("Sans Hebrew", "rtl", "\\u0591-\\u05c7\\u05d0-\\u05ea\\u05ef-\\u05f4"),
  noto("Naskh Arabic", "rtl", "\\u0600-\\u06ff\\u0750-\\u077f"),
  noto("Sans Devanagari", "ltr", "\\u0900-\\u097f"),
];

/** One that has every letter of a text; `undefined` where letters would be boxes, and where there is no letter. */
export function typefaceFor(text: string): Typeface | undefined {
  if (/\p{Extended_Pictographic}(?<![\d#*©®™])/u.test(text)) return undefined;
  return typefaces.find(({ has, needs }) => needs.test(text) && has.test(text));
}
