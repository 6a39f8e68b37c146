import { decodeEucTw } from "./decode-euc-tw.ts";
import { decodeJohab } from "./decode-johab.ts";
import { decodeHz, decodeIso2022Kr } from "./decode-seven-bit.ts";
import { decodeUhc } from "./decode-uhc.ts";
import { fromCodePoints } from "./from-code-points.ts";
import { singleByteTables } from "./single-byte-tables.ts";

/** A character that stands for bytes which mean nothing in the encoding. */
export const replacement = "\uFFFD";

export interface Decoded {
  readonly text: string;
  /** How many times bytes meant nothing and `replacement` stands for them. */
  readonly replaced: number;
}

/** Decodes by a name that `encodingOf` gave. Never throws for what the bytes are. */
export function decodeAs(bytes: Uint8Array, encoding: string): Decoded {
  switch (encoding) {
    case "utf-32le":
      return counted(decodeUtf32(bytes, true));
    case "utf-32be":
      return counted(decodeUtf32(bytes, false));
    case "iso-2022-kr":
      return counted(decodeIso2022Kr(bytes));
    case "hz-gb-2312":
      return counted(decodeHz(bytes));
    case "euc-kr":
      return counted(decodeUhc(bytes));
    case "johab":
      return counted(decodeJohab(bytes));
    case "euc-tw":
      return counted(decodeEucTw(bytes));
    default: {
      const table = singleByteTables.get(encoding);
      return table === undefined ? byTextDecoder(bytes, encoding) : counted(decodeSingleByte(bytes, table));
    }
  }
}

function byTextDecoder(bytes: Uint8Array, encoding: string): Decoded {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), replaced: 0 };
  } catch {
    return counted(new TextDecoder(encoding).decode(bytes));
  }
}

function counted(text: string): Decoded {
  let replaced = 0;
  for (let at = text.indexOf(replacement); at !== -1; at = text.indexOf(replacement, at + 1)) replaced += 1;
  return { text, replaced };
}

function decodeSingleByte(bytes: Uint8Array, table: string): string {
  const codes = Array.from(table, (character) => character.charCodeAt(0));
  return fromCodePoints(
    (function* () {
      for (const byte of bytes) yield byte < 0x80 ? byte : (codes[byte - 0x80] ?? 0xfffd);
    })(),
  );
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return fromCodePoints(
    (function* () {
      for (let at = 0; at + 4 <= bytes.length; at += 4) {
        const point = view.getUint32(at, littleEndian);
        if (at === 0 && point === 0xfeff) continue;
        yield point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? 0xfffd : point;
      }
      if (bytes.length % 4 !== 0) yield 0xfffd;
    })(),
  );
}
