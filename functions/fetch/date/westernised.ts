/** Where the digits of a script begin; the other nine follow. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50].map((zero) => [zero, String.fromCodePoint(zero)] as const);
const otherDigits = new RegExp(
  `[${zeros.map(([zero, first]) => `${first}-${String.fromCodePoint(zero + 9)}`).join("")}]`,
  "gu",
);

/** The era began with the year after this one. */
const yearBeforeReiwa = 2018;

/** A date as the others write it, where a script or a language has a way of its own to write numbers, days or times. */
export function westernised(text: string): string {
  return (
    text
      .replace(otherDigits, digitOf)
      .replace(
        /令和\s?(元|\d{1,2})\s?年/u,
        (_, year: string) => `${yearBeforeReiwa + (year === "元" ? 1 : Number(year))}年`,
      )
      .replace(/(\d{4})\s?[년年]\s?(\d{1,2})\s?[월月]\s?(\d{1,2})\s?[일日号]/u, "$1-$2-$3 ")
      .replace(
        /(\d{1,2})\s?[시时時点點]\s?(\d{1,2})\s?[분分](?:\s?(\d{1,2})\s?[초秒])?/u,
        (_, h: string, m: string, s = "0") => [h, m, s].join(":"),
      )
      .replace(/(?:오전|上午|午前|凌晨|早上)\s?([\d:]+)/u, "$1 AM")
      .replace(/(?:오후|下午|午後|晚上)\s?([\d:]+)/u, "$1 PM")
      .replace(/^(?:thứ \p{L}+|chủ nhật)[\s,]+/iu, "")
      .replace(/(?:ngày )?(\d{1,2}) tháng (\d{1,2})[\s,]+(?:năm )?(\d{4})/iu, "$3-$2-$1 ")
      // "10h30", "10 h 30", "18h": an hour, wherever it stands.
      .replace(/(?<![\d:])(\d{1,2})\s?h(?:\s?(\d{2}))?(?![\p{L}\d:])/iu, (_, h: string, m = "00") => `${h}:${m}`)
      .replace(/(?<=(?:^|\s)(?:kl\.?|klo|um|alle|ore|ora|godz\.) ?)(\d{1,2})\.(\d{2})(?!\.?\d)/iu, "$1:$2")
      .replace(/(?<![\d.])(\d{1,2})\.(\d{2})(?= uhr\b)/iu, "$1:$2")
  );
}

function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const zero = zeros.findLast(([first]) => first <= code)?.[0] ?? code;
  return String(code - zero);
}
