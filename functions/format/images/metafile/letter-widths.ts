/** Of U+0020 to U+007E in thousandths of the height, in Arial and Times and everything made to fit them. */
const sans =
  "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
    .split(" ")
    .map(Number);
const serif =
  "250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541"
    .split(" ")
    .map(Number);
const fixedWidth = 600;
const otherWidth = 556;
const eastAsianWidth = 1000;
/** Bold letters are wider by about this. */
const boldTimes = 1.08;

export type LetterKind = "sans" | "serif" | "fixed";

/** About how wide a text is, in heights of its letters, where it is drawn with a font that has the usual measures. */
export function widthOf(text: string, kind: LetterKind, isBold: boolean): number {
  let width = 0;
  for (const character of text) width += letterWidth(character.codePointAt(0) ?? 0, kind);
  return ((isBold && kind !== "fixed" ? boldTimes : 1) * width) / 1000;
}

function letterWidth(code: number, kind: LetterKind): number {
  if (code >= 0x2e80 && code < 0xd7a4) return eastAsianWidth;
  if (kind === "fixed") return fixedWidth;
  return (kind === "sans" ? sans : serif)[code - 0x20] ?? otherWidth;
}
