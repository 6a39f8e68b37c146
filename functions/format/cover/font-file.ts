import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export type FontWeight = "SemiBold" | "Regular";

/** The path of Literata in that weight. In a bundle, `terraform/bundle/font-file.ts` stands in the place of this file. */
export function fontFile(weight: FontWeight): string {
  const folder = weight === "SemiBold" ? "600SemiBold" : "400Regular";
  return require.resolve(`@expo-google-fonts/literata/${folder}/Literata_${folder}.ttf`);
}
