import type { Feed } from "../../shared/read-models/feeds.ts";
import { type BodyRead, type FeedBody, readBody } from "./read-body.ts";

export interface ReadFeedInput {
  readonly body: FeedBody;
  readonly feed: Pick<Feed, "url" | "formerUrls">;
  readonly now: Date;
}

/** Reads a large feed apart from the server, which goes on answering meanwhile. */
export async function run({ body, feed, now }: ReadFeedInput): Promise<BodyRead> {
  return readBody(body, feed, now);
}
