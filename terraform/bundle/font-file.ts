import { fileURLToPath } from "node:url";
import type { FontWeight } from "../../functions/format/cover/font-file.ts";

/** In a bundle, fonts lie beside it: a whole package of them would be installed for two files. */
export function fontFile(weight: FontWeight): string {
  return fileURLToPath(
    new URL(`./fonts/Literata_${weight === "SemiBold" ? "600SemiBold" : "400Regular"}.ttf`, import.meta.url),
  );
}
