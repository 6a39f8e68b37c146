import type { ReadModels } from "../../shared/ports/read-models.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { type Feed, feeds } from "../../shared/read-models/feeds.ts";

/** One atomic step on what is known of a feed: its version tells that something has changed. */
export async function updateFeed(
  readModels: ReadModels,
  id: string,
  change: (before: Feed | undefined) => Feed | undefined,
): Promise<Feed | undefined> {
  return await readModels.update(feeds, publicAccount, id, (before) => {
    const after = change(before);
    return after === undefined || after === before ? after : { ...after, version: (before?.version ?? 0) + 1 };
  });
}
