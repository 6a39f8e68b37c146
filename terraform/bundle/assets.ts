/** Files that a bundle needs beside its code, where one of its sources reads them. All paths are from the project's folder. */
export interface Asset {
  readonly readBy: string;
  /** A file or a folder. */
  readonly from: string;
  /** In the bundle. */
  readonly to: string;
}

const literata = "node_modules/@expo-google-fonts/literata";

export const assets: readonly Asset[] = [
  { readBy: "functions/api/page/assets.ts", from: "functions/api/page/assets", to: "assets" },
  ...["600SemiBold", "400Regular"].map((weight) => ({
    readBy: "terraform/bundle/font-file.ts",
    from: `${literata}/${weight}/Literata_${weight}.ttf`,
    to: `fonts/Literata_${weight}.ttf`,
  })),
  { readBy: "terraform/bundle/font-file.ts", from: `${literata}/LICENSE_FONT`, to: "fonts/LICENSE" },
];
