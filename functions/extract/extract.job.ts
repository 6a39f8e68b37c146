import { bookImageLimits, type PreparedImage, prepareImage } from "../../shared/images/prepare-image.ts";
import { decodeText } from "../../shared/text/decode-text.ts";
import { type ExtractedArticle, extractFragment, extractPage } from "./extract-article.ts";

/** What strangers wrote is opened apart from the server. */
export type ExtractInput =
  | { readonly kind: "page"; readonly bytes: Uint8Array; readonly contentType?: string; readonly address: string }
  | { readonly kind: "fragment"; readonly html: string; readonly base: string }
  | { readonly kind: "picture"; readonly bytes: Uint8Array };

export type ExtractOutput<Input extends ExtractInput> = Input extends { readonly kind: "picture" }
  ? PreparedImage
  : ExtractedArticle;

/**
 * Finds the article of a page, rebuilds what a feed says, or makes a picture fit for a Kindle. The same input gives the same output.
 * @throws Rejected `text/…` for a page in no encoding that can be read.
 */
export async function run(input: ExtractInput): Promise<PreparedImage | ExtractedArticle> {
  switch (input.kind) {
    case "page": {
      const charset = /charset\s*=\s*"?([^\s;"]+)/iu.exec(input.contentType ?? "")?.[1];
      const { text } = decodeText(input.bytes, { markup: true, ...(charset !== undefined && { declared: charset }) });
      return extractPage(text, input.address);
    }
    case "fragment":
      return extractFragment(input.html, input.base);
    case "picture":
      return await prepareImage(input.bytes, bookImageLimits);
  }
}
