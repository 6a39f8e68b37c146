import { readFile, stat } from "node:fs/promises";
import { Rejected } from "../../events/rejected.ts";
import type { Warning } from "../../events/values.ts";
import { type DecodedText, decodeText, type TextHints } from "../../shared/text/decode-text.ts";

const mebibyte = 1024 * 1024;

/**
 * Reads a text file of whatever encoding.
 * @throws Rejected `text/too-large` beyond `bytesMax`, `text/empty`, `text/not-text`, `text/unknown-encoding`
 */
export async function readDecoded(
  path: string,
  limits: { readonly bytesMax: number },
  hints: TextHints = {},
): Promise<DecodedText & { readonly warnings: readonly Warning[] }> {
  const { size } = await stat(path);
  if (size > limits.bytesMax) {
    throw new Rejected(
      "text/too-large",
      `This file is larger than the ${Math.floor(limits.bytesMax / mebibyte)} MB of text that can be read. Split it and send the parts.`,
    );
  }
  const decoded = decodeText(await readFile(path), hints);
  if (decoded.text.trim() === "") {
    throw new Rejected("text/empty", "This file has no text in it. Check that the right file was sent.");
  }
  return { ...decoded, warnings: encodingWarnings(decoded) };
}

/** What a reader should know about how a text was decoded. */
export function encodingWarnings({ encoding, replaced }: DecodedText, name?: string): readonly Warning[] {
  if (replaced === 0) return [];
  const where = name === undefined ? "The file" : name;
  return [
    {
      rule: "text/damaged",
      found: `${where} is damaged in ${replaced} ${replaced === 1 ? "place" : "places"}: some bytes mean nothing in ${encoding}.`,
      done: "Put � in their place.",
    },
  ];
}
