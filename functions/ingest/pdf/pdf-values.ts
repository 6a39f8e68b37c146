/** A value of PDF, as its syntax has it (PDF 1.7, 7.3). */
export type PdfValue =
  | number
  | boolean
  | undefined
  | PdfName
  | PdfText
  | PdfReference
  | PdfDictionary
  | readonly PdfValue[];

export interface PdfName {
  readonly kind: "name";
  readonly name: string;
}
/** A string: bytes, whose meaning depends on where it stands. */
export interface PdfText {
  readonly kind: "text";
  readonly bytes: Uint8Array;
}
export interface PdfReference {
  readonly kind: "reference";
  readonly number: number;
}
export interface PdfDictionary {
  readonly kind: "dictionary";
  readonly entries: ReadonlyMap<string, PdfValue>;
  /** Where the bytes of its stream begin in the buffer that it was read from, where it has one. */
  readonly streamAt?: number;
}

const depthMax = 40;
const itemsMax = 20_000;
const whiteSpace = new Set([0, 9, 10, 12, 13, 32]);
const delimiters = new Set("()<>[]{}/%");

/**
 * Reads the value at a place of a buffer. `undefined` for `null`, and for whatever is no value: what is damaged is not
 * there. Never throws, and never reads a byte twice.
 */
export function readPdfValue(buffer: Buffer, at: number): PdfValue {
  return new PdfReader(buffer, at).value(0);
}

/** The value of an object at a place of a buffer, `12 0 obj …`; `undefined` where none begins there. */
export function readPdfObject(
  buffer: Buffer,
  at: number,
): { readonly number: number; readonly value: PdfValue } | undefined {
  const header = /^[\0\t\n\f\r ]*(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+obj/u.exec(
    buffer.subarray(at, at + 64).toString("latin1"),
  );
  if (header === null) return undefined;
  return { number: Number(header[1]), value: readPdfValue(buffer, at + header[0].length) };
}

class PdfReader {
  readonly #buffer: Buffer;
  #at: number;
  #items = 0;

  constructor(buffer: Buffer, at: number) {
    this.#buffer = buffer;
    this.#at = at;
  }

  value(depth: number): PdfValue {
    this.#items += 1;
    if (depth > depthMax || this.#items > itemsMax) return undefined;
    this.#skipSpace();
    switch (this.#character()) {
      case "/":
        return { kind: "name", name: this.#name() };
      case "(":
        return { kind: "text", bytes: this.#literal() };
      case "<":
        return this.#character(1) === "<" ? this.#dictionary(depth) : { kind: "text", bytes: this.#hexadecimal() };
      case "[":
        return this.#array(depth);
      default:
        return this.#word();
    }
  }

  #character(ahead = 0): string {
    const byte = this.#buffer[this.#at + ahead];
    return byte === undefined ? "" : String.fromCharCode(byte);
  }

  #skipSpace(): void {
    for (;;) {
      const byte = this.#buffer[this.#at];
      if (byte === 0x25) {
        while (this.#at < this.#buffer.length && !/[\r\n]/u.test(this.#character())) this.#at += 1;
      } else if (byte !== undefined && whiteSpace.has(byte)) this.#at += 1;
      else return;
    }
  }

  #regular(): string {
    const start = this.#at;
    for (let byte = this.#buffer[this.#at]; byte !== undefined; byte = this.#buffer[this.#at]) {
      if (whiteSpace.has(byte) || delimiters.has(String.fromCharCode(byte))) break;
      this.#at += 1;
    }
    return this.#buffer.toString("latin1", start, this.#at);
  }

  #name(): string {
    this.#at += 1;
    return this.#regular().replace(/#([0-9a-f]{2})/giu, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }

  /** A number, a reference, `true`, `false`, `null`, or a word that means nothing here. */
  #word(): PdfValue {
    const word = this.#regular();
    if (word === "true" || word === "false") return word === "true";
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/u.test(word)) {
      // A sign that belongs to nothing would be met again for ever.
      if (word === "") this.#at += 1;
      return undefined;
    }
    if (/^\d{1,10}$/u.test(word)) {
      const rest = /^[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R(?![A-Za-z0-9])/u.exec(
        this.#buffer.toString("latin1", this.#at, this.#at + 24),
      );
      if (rest !== null) {
        this.#at += rest[0].length;
        return { kind: "reference", number: Number(word) };
      }
    }
    return Number(word);
  }

  #array(depth: number): readonly PdfValue[] {
    this.#at += 1;
    const values: PdfValue[] = [];
    for (;;) {
      this.#skipSpace();
      if (this.#isEnd("]")) return values;
      values.push(this.value(depth + 1));
    }
  }

  #dictionary(depth: number): PdfDictionary {
    this.#at += 2;
    const entries = new Map<string, PdfValue>();
    for (;;) {
      this.#skipSpace();
      if (this.#isEnd(">>")) break;
      if (this.#character() === "/") {
        const name = this.#name();
        const value = this.value(depth + 1);
        if (!entries.has(name)) entries.set(name, value);
      } else this.value(depth + 1);
    }
    const stream = /^[\0\t\n\f\r ]*stream\r?\n/u.exec(this.#buffer.toString("latin1", this.#at, this.#at + 32));
    return stream === null
      ? { kind: "dictionary", entries }
      : { kind: "dictionary", entries, streamAt: this.#at + stream[0].length };
  }

  #isEnd(mark: string): boolean {
    if (this.#at >= this.#buffer.length || this.#items > itemsMax) return true;
    if (this.#buffer.toString("latin1", this.#at, this.#at + mark.length) !== mark) return false;
    this.#at += mark.length;
    return true;
  }

  #literal(): Uint8Array {
    const bytes: number[] = [];
    let open = 1;
    this.#at += 1;
    while (this.#at < this.#buffer.length) {
      const character = this.#character();
      this.#at += 1;
      if (character === "\\") {
        const escaped = this.#escaped();
        if (escaped !== undefined) bytes.push(escaped);
        continue;
      }
      if (character === "(") open += 1;
      if (character === ")") open -= 1;
      if (open === 0) break;
      bytes.push(character.charCodeAt(0));
    }
    return Uint8Array.from(bytes);
  }

  /** What stands behind a backslash; `undefined` for a line end, which is none. */
  #escaped(): number | undefined {
    const octal = /^[0-7]{1,3}/u.exec(this.#buffer.toString("latin1", this.#at, this.#at + 3))?.[0];
    if (octal !== undefined) {
      this.#at += octal.length;
      return Number.parseInt(octal, 8) & 0xff;
    }
    const character = this.#character();
    this.#at += 1;
    if (character === "\r" && this.#character() === "\n") this.#at += 1;
    if (character === "\r" || character === "\n") return undefined;
    const plain = "nrtbf".indexOf(character);
    return character !== "" && plain >= 0 ? "\n\r\t\b\f".charCodeAt(plain) : character.charCodeAt(0) || 0;
  }

  #hexadecimal(): Uint8Array {
    const end = this.#buffer.indexOf(">", this.#at, "latin1");
    const last = end < 0 ? this.#buffer.length : end;
    const digits = this.#buffer.toString("latin1", this.#at + 1, last).replace(/[^0-9a-f]/giu, "");
    this.#at = last + 1;
    return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, "hex");
  }
}
