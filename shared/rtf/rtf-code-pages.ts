import { decodeAs } from "../text/decode-as.ts";

/** The encoding label of a Windows code page, as `\ansicpg` names it. */
export function labelOfCodePage(codePage: number): string {
  return codePages.get(codePage) ?? (codePage >= 1250 && codePage <= 1258 ? `windows-${codePage}` : "windows-1252");
}

/** The code page of a font's character set, as `\fcharset` names it. */
export function codePageOfCharset(charset: number): number | undefined {
  return charsets.get(charset);
}

const codePages: ReadonlyMap<number, string> = new Map([
  [437, "ibm437"],
  [850, "ibm850"],
  [866, "ibm866"],
  [874, "windows-874"],
  [932, "shift_jis"],
  [936, "gbk"],
  [949, "euc-kr"],
  [950, "big5"],
  [10_000, "macintosh"],
  [10_007, "x-mac-cyrillic"],
  [20_866, "koi8-r"],
  [21_866, "koi8-u"],
  [28_592, "iso-8859-2"],
  [28_595, "iso-8859-5"],
  [65_001, "utf-8"],
]);

const charsets: ReadonlyMap<number, number> = new Map([
  [0, 1252],
  [77, 10_000],
  [128, 932],
  [129, 949],
  [134, 936],
  [136, 950],
  [161, 1253],
  [162, 1254],
  [163, 1258],
  [177, 1255],
  [178, 1256],
  [186, 1257],
  [204, 1251],
  [222, 874],
  [238, 1250],
]);

const decoders = new Map<string, { decode(bytes: Uint8Array): string }>();
/** What no browser reads, and RTF of the time before Windows was written in. */
const ofDos = new Set(["ibm437", "ibm850"]);

/** Each byte is the character of that number. */
export const latin1 = 28_591;

/** Bytes of a code page as text. What means nothing in it becomes U+FFFD. */
export function decodeRtf(bytes: readonly number[], codePage: number): string {
  if (codePage === latin1) return Buffer.from(bytes).toString("latin1");
  const label = labelOfCodePage(codePage);
  if (ofDos.has(label)) return decodeAs(Uint8Array.from(bytes), label).text;
  const decoder = decoders.get(label) ?? new TextDecoder(label);
  decoders.set(label, decoder);
  return decoder.decode(Uint8Array.from(bytes));
}
