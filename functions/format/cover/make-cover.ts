import { type ImageLimits, prepareImage } from "../../../shared/images/prepare-image.ts";
import type { BuiltMetadata } from "../build/built-book.ts";
import type { BuiltPicture } from "../build/built-picture.ts";
import type { PictureStore } from "../images/picture-store.ts";
import type { SourceResource } from "../source-book.ts";
import { coverHeight, coverWidth } from "./cover-design.ts";
import { drawCover } from "./draw-cover.ts";

/** What libraries show of a cover at most (K14). */
export const coverLimits: ImageLimits = { widthMax: 1600, heightMax: 2560, quality: 85, as: "jpeg" };
/** In pixels: so wide or so high a cover has to be (K14). */
export const coverSizeMin = { width: 1200, height: 1800 } as const;
/** The smallest that a cover may be made: one of its sides is as long as it has to be. */
export const coverLimitsMin: ImageLimits = {
  widthMax: coverSizeMin.width,
  heightMax: coverSizeMin.height,
  quality: 85,
  as: "jpeg",
  enlarge: true,
};
/** The shortest side, in pixels, of a picture that is worth being enlarged. */
const coverSideMin = 500;

/** A book's own cover, ready to be written. */
export interface OwnCover {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly original: SourceResource;
  readonly isEnlarged: boolean;
}

/** Makes a cover of a picture: `unusable` where nobody can show it, `small` where a Kindle does not. */
export async function coverOf(original: SourceResource): Promise<OwnCover | "unusable" | "small"> {
  const source = await original.read();
  const asItIs = await prepareImage(source, coverLimits);
  if (asItIs.kind === "unusable") return "unusable";
  if (Math.min(asItIs.width, asItIs.height) < coverSideMin) return "small";
  const isLarge = asItIs.width >= coverSizeMin.width || asItIs.height >= coverSizeMin.height;
  const prepared = isLarge ? asItIs : await prepareImage(source, coverLimitsMin);
  if (prepared.kind === "unusable") return "unusable";
  const { bytes, width, height } = prepared;
  return { bytes, width, height, original, isEnlarged: !isLarge };
}

/** The cover that every book has (K13, K14): its own, or one that is drawn of what the book is called. Always a JPEG. */
export async function makeCover(
  own: OwnCover | undefined,
  { title, authors, language }: Pick<BuiltMetadata, "title" | "authors" | "language">,
  seed: string,
  store: PictureStore,
): Promise<BuiltPicture> {
  const { bytes, width, height } = own ?? {
    bytes: await drawCover({ title, authors, language }, seed),
    width: coverWidth,
    height: coverHeight,
  };
  const stored = await store.keep(bytes);
  const size = { width, height };
  return { fileName: "cover.jpg", mediaType: "image/jpeg", stored, ...size, ...(own && { original: own.original }) };
}
