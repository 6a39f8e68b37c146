import { fileURLToPath } from "node:url";
import type { FontWeight } from "../../functions/format/cover/font-file.ts";
import type { Typeface } from "../../functions/format/cover/typeface.ts";

/** In a bundle, fonts lie beside it: whole packages of them would be installed for two files of each. */
export function fontFile({ file, weights }: Typeface, weight: FontWeight): string {
  const name = weight === "SemiBold" ? weights.strong : weights.plain;
  return fileURLToPath(new URL(`./fonts/${file}_${name}.ttf`, import.meta.url));
}
