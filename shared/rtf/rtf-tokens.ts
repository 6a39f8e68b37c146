/** What an RTF file is made of, one at a time. */
export type RtfToken =
  | { readonly kind: "open" }
  | { readonly kind: "close" }
  /** `\word` or `\word-12`; symbols such as `\~` are words of one character. */
  | { readonly kind: "control"; readonly word: string; readonly value: number | undefined }
  /** Bytes in whatever code page is in force: plain ones and `\'e9`. */
  | { readonly kind: "bytes"; readonly bytes: readonly number[] }
  /** What `\bin12345` announces. */
  | { readonly kind: "binary"; readonly bytes: Uint8Array };

const backslash = 0x5c;
const isLetter = (byte: number) => (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/** Never throws: what is cut off or wrong is read as far as it goes. */
export function* rtfTokens(source: Uint8Array): Generator<RtfToken> {
  let text: number[] = [];
  let at = 0;
  const flush = function* (): Generator<RtfToken> {
    if (text.length > 0) yield { kind: "bytes", bytes: text };
    text = [];
  };
  while (at < source.length) {
    const byte = source[at] ?? 0;
    if (byte === 0x7b || byte === 0x7d) {
      yield* flush();
      yield { kind: byte === 0x7b ? "open" : "close" };
      at += 1;
    } else if (byte === 0x0d || byte === 0x0a || byte === 0) {
      at += 1;
    } else if (byte !== backslash) {
      text.push(byte);
      at += 1;
    } else if (source[at + 1] === 0x27) {
      const code = Number.parseInt(String.fromCharCode(source[at + 2] ?? 0, source[at + 3] ?? 0), 16);
      if (!Number.isNaN(code)) text.push(code);
      at += 4;
    } else if (source[at + 1] === backslash || source[at + 1] === 0x7b || source[at + 1] === 0x7d) {
      text.push(source[at + 1] ?? 0);
      at += 2;
    } else {
      yield* flush();
      const control = readControl(source, at + 1);
      at = control.end;
      if (control.word === "bin" && control.value !== undefined) {
        const end = Math.min(at + Math.max(control.value, 0), source.length);
        yield { kind: "binary", bytes: source.subarray(at, end) };
        at = end;
      } else {
        yield { kind: "control", word: control.word, value: control.value };
      }
    }
  }
  yield* flush();
}

function readControl(source: Uint8Array, start: number): { word: string; value: number | undefined; end: number } {
  let end = start;
  while (end < source.length && isLetter(source[end] ?? 0)) end += 1;
  if (end === start) {
    const symbol = source[start];
    // A backslash at the end of a line is a paragraph's end.
    return {
      word: symbol === 0x0a || symbol === 0x0d ? "par" : String.fromCharCode(symbol ?? 0),
      value: undefined,
      end: start + 1,
    };
  }
  const word = latin1(source, start, end);
  const from = end;
  if (source[end] === 0x2d) end += 1;
  while (end < source.length && isDigit(source[end] ?? 0)) end += 1;
  const value = end === from ? undefined : Number.parseInt(latin1(source, from, end), 10);
  // One space behind a control word belongs to it.
  if (source[end] === 0x20) end += 1;
  return { word, value: Number.isNaN(value) ? undefined : value, end };
}

function latin1(source: Uint8Array, start: number, end: number): string {
  return Buffer.from(source.buffer, source.byteOffset + start, end - start).toString("latin1");
}
