import { fontFile } from "./font-file.ts";
import { lettersInFont } from "./font-letters.ts";
import { type Typeface, typefaces } from "./typeface.ts";

/** What fonts say that they have letters for, once they have been asked. */
const lettersOf = new Map<Typeface, ReadonlySet<number>>();

/**
 * One that has every letter of a text; `undefined` where letters would be boxes, and where there is no letter. Chinese and
 * Japanese share letters and draw some of them differently: of what both could write, the language decides.
 *
 * @param language BCP 47, of the text.
 */
export function typefaceFor(text: string, language = ""): Typeface | undefined {
  if (/\p{Extended_Pictographic}(?<![\d#*©®™])/u.test(text)) return undefined;
  const able = typefaces.filter((typeface) => typeface.needs.test(text) && hasLetters(typeface, text));
  const [told = ""] = language.toLowerCase().split("-", 1);
  return able.find((typeface) => typeface.language === told) ?? able[0];
}

function hasLetters(typeface: Typeface, text: string): boolean {
  if (typeface.has !== "ask the font") return typeface.has.test(text);
  let letters = lettersOf.get(typeface);
  if (letters === undefined) {
    letters = lettersInFont(fontFile(typeface, "Regular"));
    lettersOf.set(typeface, letters);
  }
  // File names of macOS come in parts of letters (か and its mark apart), which these fonts draw as one.
  for (const letter of text.normalize("NFC")) {
    // Spaces of any kind, and marks that are not seen, need no glyph.
    if (!/[\s\p{Cf}]/u.test(letter) && !letters.has(letter.codePointAt(0) ?? 0)) return false;
  }
  return true;
}
