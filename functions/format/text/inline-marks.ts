export interface Inline {
  readonly mark: "plain" | "em" | "strong";
  readonly text: string;
}

/** Longer than this, a pair of marks is an accident. */
const markedCharactersMax = 2000;

/**
 * Marks around words as plain texts have them: `_so_`, `*so*`, `**so**`, `=so=`. Only where it is beyond doubt: each mark hugs its
 * words, something that is no word stands outside of it, and in the whole text no mark of the kind is left over.
 */
export function readInlineMarks(text: string): readonly Inline[] {
  let inlines: readonly Inline[] = [{ mark: "plain", text }];
  if (!/[*_=]/u.test(text)) return inlines;
  for (const { sign, mark } of kinds) {
    inlines = inlines.flatMap((inline) => (inline.mark === "plain" ? split(inline.text, sign, mark) : [inline]));
  }
  return inlines;
}

const kinds = [
  { sign: "**", mark: "strong" },
  { sign: "_", mark: "em" },
  { sign: "*", mark: "em" },
  { sign: "=", mark: "strong" },
] as const;

function split(text: string, sign: string, mark: "em" | "strong"): readonly Inline[] {
  if (!text.includes(sign)) return [{ mark: "plain", text }];
  const inlines: Inline[] = [];
  let rest = 0;
  for (let open = text.indexOf(sign); open !== -1; open = text.indexOf(sign, rest)) {
    const close = text.indexOf(sign, open + sign.length);
    const inside = close === -1 ? "" : text.slice(open + sign.length, close);
    const before = text[open - 1] ?? " ";
    const after = text[close + sign.length] ?? " ";
    const hugs =
      inside !== "" &&
      inside.length <= markedCharactersMax &&
      /^\S/u.test(inside) &&
      /\S$/u.test(inside) &&
      /[\p{L}\p{N}]/u.test(inside);
    const isApart = !/[\p{L}\p{N}*_=]/u.test(before) && !/[\p{L}\p{N}*_=]/u.test(after);
    // One doubtful mark makes all of them doubtful: then they are characters.
    if (!hugs || !isApart) return [{ mark: "plain", text }];
    if (open > rest) inlines.push({ mark: "plain", text: text.slice(rest, open) });
    inlines.push({ mark, text: inside });
    rest = close + sign.length;
  }
  if (rest < text.length) inlines.push({ mark: "plain", text: text.slice(rest) });
  return inlines;
}
