/** From 0x20 on. A space stands where the font has nothing, or pieces of brackets that mean nothing by themselves. */
const ascii = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ ";
/** From 0xa0 on. */
const upper = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…  ↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑           ⟩∫           ";

/** What a character of the font Symbol stands for, by its code (0x20 to 0xff); `undefined` where that is nothing. */
export function symbolFontCharacter(code: number): string | undefined {
  const character = code >= 0xa0 ? upper[code - 0xa0] : ascii[code - 0x20];
  return character === " " ? undefined : character;
}

/** The common marks of Wingdings, by their code. */
const marks: ReadonlyMap<number, string> = new Map([
  [0x4a, "☺"],
  [0xa7, "▪"],
  [0xa8, "☐"],
  [0xb7, "•"],
  [0xd8, "➢"],
  [0xe0, "→"],
  [0xfb, "☒"],
  [0xfc, "✓"],
  [0xfe, "☑"],
]);

/** What a character of Wingdings stands for, where it is a common one. */
export function wingdingsCharacter(code: number): string | undefined {
  return marks.get(code);
}

/** A font whose characters stand for others. */
export type SymbolFont = "symbol" | "wingdings";

/** Which one a font is, by its name; most are none. OpenSymbol has its characters where Unicode has them. */
export function symbolFontNamed(name: string): SymbolFont | undefined {
  const called = name.replaceAll(/["']/gu, "").trim();
  if (/^symbol(?:mt|ps)?(?:$|[\s;,])/iu.test(called)) return "symbol";
  return /^wingdings(?:$|[;,])/iu.test(called) ? "wingdings" : undefined;
}

/**
 * Text in such a font, as what it shows. Programs write its characters by their codes, or by those in the private area from
 * U+F000 on; what is unknown is left out there, where a box would not help, and left as it is elsewhere.
 */
export function textInSymbolFont(text: string, font: SymbolFont): string {
  const meaning = font === "symbol" ? symbolFontCharacter : wingdingsCharacter;
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code >= privateStart && code <= privateStart + 0xff) return meaning(code - privateStart) ?? "";
    return code <= 0xff ? (meaning(code) ?? character) : character;
  }).join("");
}

const privateStart = 0xf000;
