import * as z from "zod";
import { BlobKey, Bytes } from "../../events/values.ts";

/** A picture of an article that has been fetched: what a Kindle shows, JPEG, PNG or GIF. */
export const ArticlePicture = z.object({
  key: BlobKey,
  mediaType: z.enum(["image/jpeg", "image/png", "image/gif"]),
  bytes: Bytes,
  /** In pixels. */
  width: z.int().positive(),
  height: z.int().positive(),
});
export type ArticlePicture = z.infer<typeof ArticlePicture>;

/** The text and pictures of an article, on its way from `extract` to whoever prints or shows it. */
export const ArticleContent = z.object({
  /**
   * One `article` element of strict XHTML out of our allow-list, well-formed, without anything active. Pictures are
   * `<img src="picture:0" alt="…"/>`; links are absolute, http or https, or lead to an id within.
   */
  html: z.string(),
  /** The same as plain text, a line for each block. */
  text: z.string(),
  pictures: z.array(ArticlePicture),
  /** Number of the picture that stands for the article, where there is one. It may not be in the text. */
  leadPicture: z.int().nonnegative().optional(),
  direction: z.enum(["ltr", "rtl"]).optional(),
});
export type ArticleContent = z.infer<typeof ArticleContent>;
