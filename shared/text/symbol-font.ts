/** From 0x20 on. A space stands where the font has nothing, or pieces of brackets that mean nothing by themselves. */
const ascii = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ ";
/** From 0xa0 on. */
const upper = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…  ↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑           ⟩∫           ";

/** What a character of the font Symbol stands for, by its code (0x20 to 0xff); `undefined` where that is nothing. */
export function symbolFontCharacter(code: number): string | undefined {
  const character = code >= 0xa0 ? upper[code - 0xa0] : ascii[code - 0x20];
  return character === " " ? undefined : character;
}
