import { feedFetched } from "../../../events/feed-fetched.ts";
import type { FeedPushed } from "../../../events/feed-pushed.ts";
import { BlobMissing } from "../../../shared/ports/blobs.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { feeds } from "../../../shared/read-models/feeds.ts";
import type { FetchPorts } from "../fetch-ports.ts";
import { readApart } from "../read-apart.ts";
import { takeItems } from "../take-items.ts";
import { updateFeed } from "../update-feed.ts";

/**
 * Takes what a hub has sent as what it is: a feed, or a part of one, that anybody might have written. What cannot be read is left to
 * the next poll.
 */
export async function takePushed(pushed: FeedPushed, ports: FetchPorts): Promise<void> {
  const { readModels, clock, log, events } = ports;
  const { feedId, bodyKey, mediaType } = pushed.data;
  const feed = await readModels.get(feeds, publicAccount, feedId);
  // What has not been read as a whole yet is about to be.
  if (feed?.state !== "active" || feed.readWholeAt === undefined) return;
  const now = clock.now();
  const body = {
    bytes: await bytesOf(bodyKey, ports),
    contentType: mediaType,
    url: feed.url,
    status: 200,
    isPart: false,
  };
  const read = await readApart(body, feed, now, ports);
  if (read.is !== "feed") {
    const code = read.is === "page" ? "feed/not-a-feed" : read.failure.code;
    log.warn("websub.unreadable", { step: "fetch", feedId, code });
    return;
  }
  const { parsed } = read;
  const itemsNew = await takeItems(feed, parsed, { now, cause: pushed }, ports);
  if (itemsNew === 0) return;
  await events.publish(
    feedFetched.from(pushed, {
      subject: feedId,
      at: now,
      data: {
        feedId,
        url: feed.url,
        title: feed.title,
        items: parsed.itemsInAll,
        itemsNew,
        damage: [...parsed.damage],
        nextFetchAt: feed.nextFetchAt,
      },
    }),
  );
  await updateFeed(readModels, feedId, (before) => before && { ...before, lastChangedAt: now.toISOString() });
}

async function bytesOf(key: string, { blobs }: FetchPorts): Promise<Uint8Array> {
  const stored = await blobs.read(key);
  if (stored === undefined) throw new BlobMissing(key);
  return Buffer.concat(await Array.fromAsync(stored));
}
