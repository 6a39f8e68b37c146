import { articleFound } from "../../events/article-found.ts";
import { type Cause, type Envelope, hashOf } from "../../events/define-event.ts";
import { WebUrl } from "../../events/values.ts";
import type { FeedItem } from "../../shared/articles/feed-item.ts";
import { canonicalJson } from "../../shared/canonical-json.ts";
import { articleIdOf } from "../../shared/feed-id.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { feedItems } from "../../shared/read-models/feed-items.ts";
import type { Feed } from "../../shared/read-models/feeds.ts";
import type { ParsedFeed, ParsedItem } from "./feed/parsed-feed.ts";
import { titleOf } from "./feed-after.ts";
import type { FetchPorts } from "./fetch-ports.ts";
import { type FoundItem, rememberItems } from "./item-memory.ts";

/** An item is a part of a feed, which has at most 10 MiB; JSON writes some characters longer. */
const itemBytesMax = 64 * 1024 * 1024;
/** Items that are kept and announced together. */
const batchMax = 50;

/** When something was found, and what led to it. */
export interface Taken {
  readonly now: Date;
  readonly cause: Cause;
}

/**
 * Keeps what is new in a feed, announces it, and remembers having done so. Cut short anywhere it does the same again, under the
 * same ids. Answers how many items were new or changed.
 */
export async function takeItems(
  feed: Feed,
  parsed: ParsedFeed,
  { now, cause }: Taken,
  ports: Pick<FetchPorts, "readModels" | "blobs" | "events">,
): Promise<number> {
  const { readModels, events } = ports;
  const before = await readModels.get(feedItems, publicAccount, feed.id);
  const isFirst = before === undefined || feed.readWholeAt === undefined;
  const { found } = rememberItems(before?.items ?? [], parsed.items, { now, isFirst });
  for (let at = 0; at < found.length; at += batchMax) {
    const batch = found.slice(at, at + batchMax);
    await events.publish(
      ...(await Promise.all(batch.map((one) => foundEvent(feed, parsed, one, { now, cause }, ports)))),
    );
  }
  // Once more, on what is there by then: a hub may have told something meanwhile.
  await readModels.update(feedItems, publicAccount, feed.id, (there) => {
    const { memory } = rememberItems(there?.items ?? [], parsed.items, { now, isFirst });
    return { feedId: feed.id, items: [...memory] };
  });
  return found.length;
}

async function foundEvent(
  feed: Feed,
  parsed: ParsedFeed,
  { item, firstSeenAt }: FoundItem,
  { now, cause }: Taken,
  { blobs }: Pick<FetchPorts, "blobs">,
): Promise<Envelope> {
  const bytes = Buffer.from(canonicalJson(feedItemOf(feed, parsed, item)));
  const { key } = await blobs.write(publicAccount, bytes, { bytesMax: itemBytesMax });
  const url = WebUrl.safeParse(item.url);
  const articleId = articleIdOf(feed.id, item.identity);
  return articleFound.from(causeOf(cause, item), {
    subject: articleId,
    at: now,
    data: {
      articleId,
      feedId: feed.id,
      feedTitle: parsed.title || feed.title || titleOf(parsed, feed.url),
      itemKey: key,
      contentHash: item.contentHash,
      ...(url.success && { url: url.data }),
      title: item.title,
      publishedAt: (item.published ?? item.updated ?? firstSeenAt).toISOString(),
      foundAt: now.toISOString(),
    },
  });
}

/** Asked once more for the same reason, an item that says something else by then is another fact. */
function causeOf(cause: Cause, { contentHash }: ParsedItem): Cause {
  return { ...cause, id: hashOf("item", cause.id, contentHash) };
}

export function feedItemOf(feed: Pick<Feed, "url">, parsed: ParsedFeed, item: ParsedItem): FeedItem {
  return {
    feedUrl: feed.url,
    feedLanguage: parsed.language,
    feedAuthor: parsed.author,
    url: item.url,
    title: item.title,
    author: item.author,
    summaryHtml: item.summaryHtml,
    contentHtml: item.contentHtml,
    base: item.base,
    language: item.language,
    categories: [...item.categories],
    enclosures: item.enclosures.map(({ url, mediaType, bytes }) => ({ url, mediaType, bytes })),
    image: item.image,
    commentsUrl: item.commentsUrl,
  };
}
