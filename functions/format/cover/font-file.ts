import { createRequire } from "node:module";
import type { Typeface } from "./typeface.ts";

const require = createRequire(import.meta.url);

export type FontWeight = "SemiBold" | "Regular";

/** The path of a typeface in that weight. In a bundle, `bundle/font-file.ts` stands in the place of this file. */
export function fontFile({ folder, file, weights }: Typeface, weight: FontWeight): string {
  const name = weight === "SemiBold" ? weights.strong : weights.plain;
  return require.resolve(`@expo-google-fonts/${folder}/${name}/${file}_${name}.ttf`);
}
