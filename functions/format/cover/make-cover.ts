import type { BuiltMetadata } from "../build/built-book.ts";
import type { BuiltPicture } from "../build/built-picture.ts";
import type { PictureStore } from "../images/picture-store.ts";
import { type ImageLimits, prepareImage } from "../images/prepare-image.ts";
import type { SourceResource } from "../source-book.ts";
import { coverHeight, coverWidth } from "./cover-design.ts";
import { drawCover } from "./draw-cover.ts";

/** What libraries show of a cover at most (K14). */
const coverLimits: ImageLimits = { widthMax: 1600, heightMax: 2560, quality: 85, as: "jpeg" };
/** The shortest side of a cover, in pixels. A Kindle shows a blank one in the place of a smaller one. */
const coverSideMin = 500;

/** A book's own cover, ready to be written. */
export interface OwnCover {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly original: SourceResource;
}

/** Makes a cover of a picture: `unusable` where nobody can show it, `small` where a Kindle does not. */
export async function coverOf(original: SourceResource): Promise<OwnCover | "unusable" | "small"> {
  const prepared = await prepareImage(await original.read(), coverLimits);
  if (prepared.kind === "unusable") return "unusable";
  const { bytes, width, height } = prepared;
  return Math.min(width, height) < coverSideMin ? "small" : { bytes, width, height, original };
}

/** The cover that every book has (K13, K14): its own, or one that is drawn of what the book is called. Always a JPEG. */
export async function makeCover(
  own: OwnCover | undefined,
  { title, authors }: Pick<BuiltMetadata, "title" | "authors">,
  seed: string,
  store: PictureStore,
): Promise<BuiltPicture> {
  const { bytes, width, height } = own ?? {
    bytes: await drawCover({ title, authors }, seed),
    width: coverWidth,
    height: coverHeight,
  };
  const stored = await store.keep(bytes);
  const size = { width, height };
  return { fileName: "cover.jpg", mediaType: "image/jpeg", stored, ...size, ...(own && { original: own.original }) };
}
