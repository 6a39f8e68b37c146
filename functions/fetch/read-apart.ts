import { type Job, WorkshopLimit } from "../../shared/ports/workshop.ts";
import type { Feed } from "../../shared/read-models/feeds.ts";
import type { FetchPorts } from "./fetch-ports.ts";
import { type BodyRead, type FeedBody, readBody } from "./read-body.ts";
import type { ReadFeedInput } from "./read-feed.job.ts";

/** Decoded. Up to here reading takes a tenth of a second at most; ten megabytes take some seconds. */
export const bytesReadHereMax = 256 * 1024;
/** Many times what the largest feed takes. */
const readTimeoutMs = 45_000;

export const readFeedJob: Job<ReadFeedInput, BodyRead> = {
  name: "read-feed",
  module: new URL("./read-feed.job.ts", import.meta.url),
};

/**
 * Reads a body where it is small, as most are, and in the workshop where it is large: nobody else waits for it. Both give the same
 * answer. One that takes too much of anything is told as a failure, `feed/too-slow` or `feed/too-complex`.
 */
export async function readApart(
  body: FeedBody,
  feed: Pick<Feed, "url" | "formerUrls">,
  now: Date,
  { workshop }: Pick<FetchPorts, "workshop">,
): Promise<BodyRead> {
  if (body.bytes.byteLength <= bytesReadHereMax) return readBody(body, feed, now);
  const { bytes, contentType, url, status, isPart } = body;
  const { url: feedUrl, formerUrls } = feed;
  const input = { body: { bytes, contentType, url, status, isPart }, feed: { url: feedUrl, formerUrls }, now };
  try {
    return await workshop.run(readFeedJob, input, { timeoutMs: readTimeoutMs });
  } catch (error) {
    if (!(error instanceof WorkshopLimit)) throw error;
    return { is: "not-a-feed", failure: { ...tooMuch[error.limit], status, trouble: "unreadable" } };
  }
}

const tooMuch = {
  time: {
    code: "feed/too-slow",
    message:
      "This feed takes longer to read than any feed should. Ask its publisher for one with fewer articles in it.",
  },
  memory: {
    code: "feed/too-complex",
    message:
      "This feed takes more memory to read than any feed should. Ask its publisher for one with fewer articles in it.",
  },
} as const;
