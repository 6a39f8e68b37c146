import { fieldsOf } from "./fields.ts";
import { isEmf, playEmf } from "./play-emf.ts";
import { isWmf, playWmf } from "./play-wmf.ts";

/** Of a metafile, in bytes: a larger one is not read. */
export const metafileBytesMax = 32 * 1024 * 1024;

export interface DrawnMetafile {
  /** Of bounded length and size, self-contained, on white. */
  readonly svg: string;
}

/**
 * Draws a Windows metafile, plain or enhanced (WMF, EMF; of EMF+ what is drawn both ways, and pictures), as an SVG. The same
 * bytes give the same drawing. `undefined` where nothing can be drawn, or where it is beyond a limit: then it is as if
 * the picture could not be read. Never throws, whatever the bytes.
 */
export function drawMetafile(bytes: Uint8Array): DrawnMetafile | undefined {
  if (bytes.length > metafileBytesMax) return undefined;
  const fields = fieldsOf(bytes);
  const svg = isEmf(fields) ? playEmf(fields) : isWmf(fields) ? playWmf(fields) : undefined;
  return svg === undefined ? undefined : { svg };
}
