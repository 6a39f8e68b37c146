/**
 * Replaces what KPG 6.7 forbids in text: odd spaces, invisible format characters, controls. What a script needs stays:
 * joiners next to letters that join, bidi marks in text that runs right to left, the ideographic space beside ideographs.
 * Answers the same string where there is nothing to replace.
 */
export function cleanText(text: string): string {
  if (!suspicious.test(text)) return text;
  const rightToLeft = rightToLeftLetter.test(text);
  const embeds = rightToLeft && isBalanced(text);
  const eastAsian = eastAsianLetter.test(text);
  return text
    .toWellFormed()
    .replaceAll(/[\u0085\u2028\u2029\v]/g, "\n")
    .replaceAll(controls, "")
    .replaceAll(/[\u2000-\u2006\u2008-\u200a\u205f\u1680\u180e]/g, " ")
    .replaceAll(/[\u2007\u202f]/g, "\u00a0")
    .replaceAll(/\u3000/g, eastAsian ? "\u3000" : " ")
    .replaceAll(/[\u00ad\u200b\u2060-\u2064\u206a-\u206f\ufeff]/g, "")
    .replaceAll(/[\u200e\u200f\u061c]/g, rightToLeft ? "$&" : "")
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, embeds ? "$&" : "")
    .replaceAll(/\u200d(?<!(?:\p{L}|\p{M}|\p{Extended_Pictographic}|\p{Emoji_Modifier})\u200d)/gu, "")
    .replaceAll(/\u200d(?<=\p{Script=Latin}\p{M}{0,3}\u200d)/gu, "")
    .replaceAll(/[\u{e0000}-\u{e007f}]/gu, "");
}

/** One line of plain text, for titles and attributes: cleaned, spaces collapsed, cut at a word near `lengthMax`. */
export function plainLine(text: string, lengthMax: number): string {
  const line = cleanText(text).replaceAll(/\s+/g, " ").trim();
  if (line.length <= lengthMax) return line;
  const cut = line
    .slice(0, lengthMax - 1)
    .toWellFormed()
    .replace(/\ufffd$/, "");
  const space = cut.lastIndexOf(" ");
  return `${space > lengthMax / 2 ? cut.slice(0, space) : cut}…`;
}

// oxlint-disable-next-line no-control-regex -- controls are what is looked for.
const controls = /[\0-\u0008\u000e-\u001f\u007f-\u009f\ufff9-\ufffb]|\p{Noncharacter_Code_Point}/gu;
const suspicious =
  // oxlint-disable-next-line no-control-regex -- and here again.
  /[\0-\u0008\v\u000e-\u001f\u007f-\u009f\u00ad\u061c\u1680\u180e\u2000-\u200b\u200d-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]|\udb40[\udc00-\udc7f]/;
const rightToLeftLetter = /[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]/;
const eastAsianLetter = /[\u3001-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/;

/** Embeddings and isolates that are opened here and not closed here would turn the text after them around. */
function isBalanced(text: string): boolean {
  let open = 0;
  for (const mark of text.match(/[\u202a-\u202e\u2066-\u2069]/g) ?? []) {
    open += mark === "\u202c" || mark === "\u2069" ? -1 : 1;
    if (open < 0) return false;
  }
  return open === 0;
}
