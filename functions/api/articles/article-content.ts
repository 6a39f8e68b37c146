import { ArticleContent } from "../../../shared/articles/article-content.ts";
import { pictureScheme } from "../../../shared/articles/picture-scheme.ts";
import type { Blobs } from "../../../shared/ports/blobs.ts";
import { Problem } from "../problem.ts";

/** More than the largest text that `extract` keeps. */
const contentBytesMax = 64 * 1024 * 1024;

/** An article's text and pictures. @throws Problem 404 where they are no longer kept */
export async function readContent(blobs: Blobs, key: string): Promise<ArticleContent> {
  const bytes = await blobs.read(key);
  if (bytes === undefined) throw new Problem(404, "content/missing", "Its content is no longer kept here.");
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > contentBytesMax) throw new Error(`The content ${key} has more than ${contentBytesMax} bytes`);
    chunks.push(chunk);
  }
  return ArticleContent.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
}

/** Where a picture of an article is to be had on this server. */
export function pictureAddress(articleId: string, number: number): string {
  return `/api/articles/${encodeURIComponent(articleId)}/pictures/${number}`;
}

/** The HTML with the addresses of its pictures on this server. Only an attribute can say `src="picture:`: text is escaped. */
export function htmlWithAddresses(html: string, articleId: string): string {
  return html.replaceAll(
    new RegExp(`(<img\\b[^<>]*?\\ssrc=)"${pictureScheme}(\\d{1,6})"`, "gu"),
    (_, before: string, number: string) => `${before}"${pictureAddress(articleId, Number(number))}"`,
  );
}
