/** PDFDocEncoding where it is not Latin-1 (PDF 1.7, annex D.2). */
const documentEncoding: ReadonlyMap<number, string> = new Map([
  ...[..."˘ˇˆ˙˝˛˚˜"].map((character, index) => [0x18 + index, character] as const),
  ...[..."•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž"].map((character, index) => [0x80 + index, character] as const),
  [0xa0, "€"],
]);

/** A text string of PDF: UTF-16 or UTF-8 with a mark, else PDFDocEncoding. Language marks in it are left out. */
export function decodePdfText(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xfe && second === 0xff) return withoutEscapes(new TextDecoder("utf-16be").decode(bytes));
  if (first === 0xff && second === 0xfe) return withoutEscapes(new TextDecoder("utf-16le").decode(bytes));
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder("utf-8").decode(bytes);
  return Array.from(bytes, (byte) => documentEncoding.get(byte) ?? String.fromCharCode(byte)).join("");
}

/** PDF 1.7, 7.9.2.2: between two escapes stands the language of what follows. */
function withoutEscapes(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the escape that PDF has for this.
  return text.replace(/\u001b[^\u001b]{0,20}\u001b/gu, "");
}
