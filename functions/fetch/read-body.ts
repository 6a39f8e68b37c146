import { Rejected } from "../../events/rejected.ts";
import { feedUrlOf } from "../../shared/feed-id.ts";
import type { Feed } from "../../shared/read-models/feeds.ts";
import { decodeText } from "../../shared/text/decode-text.ts";
import { discoverFeeds } from "./discover-feeds.ts";
import type { Failure } from "./failure.ts";
import { charsetOf } from "./feed/decode-feed.ts";
import { distinctItems } from "./feed/distinct-items.ts";
import type { ParsedFeed } from "./feed/parsed-feed.ts";
import { newestItems } from "./item-memory.ts";
import type { NewBody } from "./outcome-of-answer.ts";
import { parseFeed } from "./parse-feed.ts";

/** A feed, as far as anybody looks at it: its newest items, and how many it has in all. */
export interface FeedRead extends ParsedFeed {
  readonly itemsInAll: number;
}

/** What came of asking, or of being told. */
export type FeedBody = Pick<NewBody, "bytes" | "contentType" | "url" | "status" | "isPart">;

/** What an answer turns out to be. */
export type BodyRead =
  | { readonly is: "feed"; readonly parsed: FeedRead }
  /** A page, or another document, that says where the feed is. */
  | { readonly is: "page"; readonly feedUrl: string }
  | { readonly is: "not-a-feed"; readonly failure: Failure };

/** Where pages begin to look like pages. */
const sniffedBytes = 64 * 1024;

/** Reads a body, whatever its server calls it. */
export function readBody(body: FeedBody, feed: Pick<Feed, "url" | "formerUrls">, now: Date): BodyRead {
  const { bytes, contentType, url, status } = body;
  try {
    const parsed = parseFeed(bytes, { url, fetchedAt: now, ...(contentType !== undefined && { contentType }) });
    const elsewhere = parsed.format === "redirect" ? newPlace([parsed.newFeedUrl], feed) : undefined;
    if (elsewhere !== undefined) return { is: "page", feedUrl: elsewhere };
    const items = newestItems(distinctItems(parsed.items));
    return { is: "feed", parsed: { ...parsed, items, itemsInAll: parsed.items.length } };
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    if (body.isPart)
      return { is: "not-a-feed", failure: { code: "web/truncated", message: cutOff, status, trouble: "other" } };
    const named = error.code === "feed/not-a-feed" ? newPlace(feedsNamedIn(body), feed) : undefined;
    if (named !== undefined) return { is: "page", feedUrl: named };
    return { is: "not-a-feed", failure: { code: error.code, message: error.message, status, trouble: "unreadable" } };
  }
}

const cutOff = "The answer ends before its end, and what came of it cannot be read.";

function feedsNamedIn({ bytes, contentType, url }: FeedBody): readonly string[] {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, sniffedBytes)).toString("latin1");
  const isPage = /html/iu.test(contentType ?? "") || /<(?:!doctype\s+html|html|head|body|link|meta)\b/iu.test(head);
  if (!isPage) return [];
  const charset = charsetOf(contentType);
  try {
    const { text } = decodeText(bytes, charset === undefined ? {} : { declared: charset });
    return discoverFeeds(text, url).map((found) => found.url);
  } catch (error) {
    if (error instanceof Rejected) return [];
    throw error;
  }
}

/** The first address that this feed has not been at: pages that name each other lead nowhere. */
function newPlace(
  urls: readonly (string | undefined)[],
  { url, formerUrls = [] }: Pick<Feed, "url" | "formerUrls">,
): string | undefined {
  const known = new Set([url, ...formerUrls]);
  for (const named of urls) {
    const place = named === undefined ? undefined : feedUrlOf(named);
    if (place !== undefined && !known.has(place)) return place;
  }
  return undefined;
}
