import { typefaces } from "../../functions/format/cover/typeface.ts";

/** Files that a bundle needs beside its code, where one of its sources reads them. All paths are from the project's folder. */
export interface Asset {
  readonly readBy: string;
  /** A file or a folder. */
  readonly from: string;
  /** In the bundle. */
  readonly to: string;
}

const fonts = typefaces.flatMap(({ folder, file, weights }) => {
  const from = `node_modules/@expo-google-fonts/${folder}`;
  const readBy = "terraform/bundle/font-file.ts";
  return [
    ...[...new Set([weights.strong, weights.plain])].map((weight) => ({
      readBy,
      from: `${from}/${weight}/${file}_${weight}.ttf`,
      to: `fonts/${file}_${weight}.ttf`,
    })),
    { readBy, from: `${from}/LICENSE_FONT`, to: `fonts/LICENSE_${file}` },
  ];
});

export const assets: readonly Asset[] = [
  { readBy: "functions/api/page/assets.ts", from: "functions/api/page/assets", to: "assets" },
  ...fonts,
];
