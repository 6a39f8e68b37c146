import type { ArticleContent, ArticlePicture } from "../../shared/articles/article-content.ts";
import { pictureScheme } from "../../shared/articles/picture-scheme.ts";
import { publicAccount } from "../../shared/public-account.ts";
import type { ExtractedArticle } from "./extract-article.ts";
import type { ExtractPorts } from "./extract-ports.ts";
import { openPicture } from "./open-apart.ts";
import { settlePictures } from "./write-article.ts";

/** Of one article: what comes after them is decoration, or an album. */
const picturesMax = 25;
/** Of one article, as they come over the wire. */
const pictureBytesMax = 40 * 1024 * 1024;
const pictureBytesEachMax = 12 * 1024 * 1024;
/** Smaller ones count visits or part paragraphs. */
const pixelsMin = 24;
/** One that stands for the article is larger than a logo, and no banner. */
const leadPixelsMin = 200;

type Pictured = Pick<ArticleContent, "html" | "pictures" | "leadPicture">;

/**
 * Fetches the pictures of an article, makes them fit for a Kindle, and puts them in the place of their addresses. One that cannot be
 * had goes; the text stays. The lead picture comes first, so that it is there whatever the limits cut off; where it cannot be had, or
 * is a logo, the first picture that is large enough stands for the article.
 */
export async function fetchPictures(
  article: ExtractedArticle,
  leadAddress: string | undefined,
  ports: Pick<ExtractPorts, "web" | "workshop" | "blobs">,
): Promise<Pictured> {
  const shown = article.pictures.map(({ address }) => address);
  const addresses = [...new Set([...(leadAddress === undefined ? [] : [leadAddress]), ...shown])].slice(0, picturesMax);
  const numbers = new Map<string, number>();
  const pictures: ArticlePicture[] = [];
  let bytes = 0;
  for (const address of addresses) {
    if (bytes >= pictureBytesMax) break;
    const answer = await ports.web.get({ url: address, purpose: "picture" });
    if (answer.outcome === "failed" && answer.code === "web/host-busy") throw new Error(answer.reason);
    if (answer.outcome !== "answered" || answer.status !== 200) continue;
    bytes += answer.wireBytes;
    const picture = await keepPicture(answer.body, ports);
    if (picture === undefined) continue;
    numbers.set(address, pictures.length);
    pictures.push(picture);
  }
  const html = settlePictures(article.html, (address) => {
    const number = numbers.get(address);
    return number === undefined ? undefined : `${pictureScheme}${number}`;
  });
  const leadPicture = pictures.findIndex(({ width, height }) => Math.min(width, height) >= leadPixelsMin);
  return { html, pictures, ...(leadPicture !== -1 && { leadPicture }) };
}

async function keepPicture(
  body: Uint8Array,
  { workshop, blobs }: Pick<ExtractPorts, "workshop" | "blobs">,
): Promise<ArticlePicture | undefined> {
  const prepared = await openPicture(workshop, body);
  if (prepared.kind !== "ready") return undefined;
  const { bytes, mediaType, width, height } = prepared;
  if (width < pixelsMin || height < pixelsMin) return undefined;
  const stored = await blobs.write(publicAccount, bytes, { bytesMax: pictureBytesEachMax });
  return { key: stored.key, mediaType, bytes: stored.bytes, width, height };
}
