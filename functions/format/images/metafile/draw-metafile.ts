import type { Drawing } from "./canvas.ts";
import { fieldsOf } from "./fields.ts";
import { isEmf, playEmf } from "./play-emf.ts";
import { isWmf, playWmf } from "./play-wmf.ts";

/** Of a metafile, in bytes: a larger one is not read. */
export const metafileBytesMax = 32 * 1024 * 1024;

/**
 * Draws a Windows metafile, plain or enhanced (WMF, EMF; of EMF+ what is drawn both ways, and pictures). The same bytes give the
 * same drawing. Never throws, whatever the bytes.
 */
export function drawMetafile(bytes: Uint8Array): Drawing {
  if (bytes.length > metafileBytesMax) return { undrawn: "too much" };
  const fields = fieldsOf(bytes);
  if (isEmf(fields)) return playEmf(fields);
  return isWmf(fields) ? playWmf(fields) : { undrawn: "nothing" };
}
