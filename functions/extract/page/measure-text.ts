import { openCharacterTable } from "../character-table.ts";

const letter = /[\p{L}\p{N}]/u;
const eastAsian = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/u;

const measureAt = openCharacterTable(
  (character) => (letter.test(character) ? 1 : 0) + (eastAsian.test(character) ? 2 : 0),
);

/** How much there is to read: letters and digits, an ideograph for three of them. */
export function measureOf(text: string): number {
  let measure = 0;
  for (let at = 0; at < text.length; at += 1) measure += measureAt(text, at);
  return measure;
}
