/** What files call their encoding, and the name we decode it by. TextDecoder knows the other labels of the WHATWG list. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["utf8", "utf-8"],
  ["utf-8-sig", "utf-8"],
  ["utf-8-bom", "utf-8"],
  ["utf8mb4", "utf-8"],
  ["cesu-8", "utf-8"],
  ["utf16", "utf-16le"],
  ["utf-16", "utf-16le"],
  ["ucs-2", "utf-16le"],
  ["utf32", "utf-32le"],
  ["utf-32", "utf-32le"],
  ["ucs-4", "utf-32le"],
  ["utf32le", "utf-32le"],
  ["utf32be", "utf-32be"],
  ["latin-1", "windows-1252"],
  ["latin-2", "iso-8859-2"],
  ["iso8859_1", "windows-1252"],
  ["ansi", "windows-1252"],
  ["x-ansi", "windows-1252"],
  ["macroman", "macintosh"],
  ["mac-roman", "macintosh"],
  ["mac_roman", "macintosh"],
  ["x-mac-roman", "macintosh"],
  ["maccyrillic", "x-mac-cyrillic"],
  ["mac-cyrillic", "x-mac-cyrillic"],
  ["mac_cyrillic", "x-mac-cyrillic"],
  ["x-mac-ukrainian", "x-mac-cyrillic"],
  ["maclatin2", "x-mac-ce"],
  ["mac-ce", "x-mac-ce"],
  ["mac-latin2", "x-mac-ce"],
  ["x-mac-centraleurroman", "x-mac-ce"],
  ["tis620", "windows-874"],
  ["cp874", "windows-874"],
  ["tis-620-2533", "windows-874"],
  ["cp949", "euc-kr"],
  ["ms949", "euc-kr"],
  ["uhc", "euc-kr"],
  ["ks_c_5601", "euc-kr"],
  ["cp932", "shift_jis"],
  ["ms932", "shift_jis"],
  ["windows-932", "shift_jis"],
  ["sjis-win", "shift_jis"],
  ["shift_jisx0213", "shift_jis"],
  ["eucjp", "euc-jp"],
  ["cp936", "gb18030"],
  ["gb2312", "gb18030"],
  ["gbk", "gb18030"],
  ["euc-cn", "gb18030"],
  ["cp950", "big5"],
  ["ms950", "big5"],
  ["ms1361", "johab"],
  ["cp1361", "johab"],
  ["ksc5601-1992", "johab"],
  ["x-euc-tw", "euc-tw"],
  ["cns11643", "euc-tw"],
  ["hz-gb-2312", "hz-gb-2312"],
  ["hz", "hz-gb-2312"],
  ["csiso2022kr", "iso-2022-kr"],
]);

const ownDecoders: ReadonlySet<string> = new Set([
  "utf-32le",
  "utf-32be",
  "iso-2022-kr",
  "hz-gb-2312",
  "johab",
  "euc-tw",
  "ibm437",
  "ibm737",
  "ibm850",
  "ibm852",
  "ibm855",
  "ibm857",
  "ibm862",
  "x-mac-ce",
]);

/**
 * The name that `decodeAs` knows for a label as files write it ("Latin-1", "CP949", " 'UTF8' "), or `undefined` for one
 * that nobody here can decode.
 */
export function encodingOf(label: string): string | undefined {
  const plain = label
    .trim()
    .toLowerCase()
    .replace(/^(["'])(.*)\1$/u, "$2")
    .trim();
  const own = aliases.get(plain) ?? plain.replace(/^(?:cp|ibm-|ms|oem|dos-)(\d{3})$/, "ibm$1");
  if (ownDecoders.has(own)) return own;
  const candidates = [
    own,
    own.replace(/^(?:cp|x-cp|win-?|ms-?|windows)(125\d)$/, "windows-$1"),
    own.replaceAll("_", "-"),
    spelledOtherwise(own),
  ];
  for (const candidate of candidates) {
    try {
      const { encoding } = new TextDecoder(candidate);
      return encoding === "gbk" ? "gb18030" : encoding;
    } catch {
      // Not a label of the WHATWG list: the next spelling, or none.
    }
  }
  return undefined;
}

/** "cp-1251", "Win_1251", "1251", "KOI8R", "iso.8859.5": by its letters and digits alone. */
function spelledOtherwise(label: string): string {
  // What a tag without its quotes took in is no label.
  if (!/^[a-z0-9 ._:-]+$/u.test(label)) return label;
  return label
    .replaceAll(/[^a-z0-9]/gu, "")
    .replace(/^x?(?:mswin|mscp|windows|wincp|win|ms|cp|ansi)?(125\d)$/u, "windows-$1")
    .replace(/^(?:cs)?koi8([ru])$/u, "koi8-$1")
    .replace(/^(?:iso)?8859(\d{1,2})$/u, "iso-8859-$1");
}
