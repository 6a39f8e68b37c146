import { decodeAs } from "../shared/text/decode-as.ts";
import { encodingOf } from "../shared/text/encoding-labels.ts";

/** A text in an encoding of one byte a character, by what its decoder makes of each byte; in UTF-8 as that is. */
export function encodedAs(label: string, text: string): Uint8Array {
  const encoding = encodingOf(label) ?? "";
  if (encoding === "utf-8") return Buffer.from(text);
  const bytes = new Map(
    Array.from({ length: 256 }, (_, byte) => [decodeAs(Uint8Array.of(byte), encoding).text, byte] as const),
  );
  return Uint8Array.from(text, (character) => {
    const byte = bytes.get(character);
    if (byte === undefined) throw new Error(`${label} has no ${character}`);
    return byte;
  });
}
