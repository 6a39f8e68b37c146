import { Rejected } from "../../events/rejected.ts";
import type { PreparedImage } from "../../shared/images/prepare-image.ts";
import { type Job, type Workshop, WorkshopLimit } from "../../shared/ports/workshop.ts";
import type { ExtractInput } from "./extract.job.ts";
import type { ExtractedArticle } from "./extract-article.ts";

/** Far more than any page needs. */
const extractTimeoutMs = 30_000;

/** Runs apart from the server: the extractor is loaded there, and not here. */
export const extractJob: Job<ExtractInput, PreparedImage | ExtractedArticle> = {
  name: "extract",
  module: new URL("./extract.job.ts", import.meta.url),
};

/** The article of a page; `undefined` for one that cannot be read in any reasonable way. */
export async function openPage(
  workshop: Workshop,
  page: { readonly bytes: Uint8Array; readonly contentType?: string; readonly address: string },
): Promise<ExtractedArticle | undefined> {
  return (await open(workshop, { kind: "page", ...page })) as ExtractedArticle | undefined;
}

/** What a feed says; `undefined` where it cannot be read in any reasonable way. */
export async function openFragment(
  workshop: Workshop,
  html: string,
  base: string,
): Promise<ExtractedArticle | undefined> {
  return (await open(workshop, { kind: "fragment", html, base })) as ExtractedArticle | undefined;
}

/** A picture as a Kindle shows it, or why there is none. */
export async function openPicture(workshop: Workshop, bytes: Uint8Array): Promise<PreparedImage> {
  const opened = (await open(workshop, { kind: "picture", bytes })) as PreparedImage | undefined;
  return opened ?? { kind: "unusable", why: "it takes too long to be read" };
}

/** What hangs, floods or is no text is nobody's article. Everything else that goes wrong is trouble of ours. */
async function open(workshop: Workshop, input: ExtractInput): Promise<PreparedImage | ExtractedArticle | undefined> {
  try {
    return await workshop.run(extractJob, input, { timeoutMs: extractTimeoutMs });
  } catch (error) {
    if (error instanceof Rejected || error instanceof WorkshopLimit) return undefined;
    throw error;
  }
}
