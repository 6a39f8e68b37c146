import { firstCause } from "../events/define-event.ts";
import { type FeedDue, feedDue } from "../events/feed-due.ts";
import { publicAccount } from "./public-account.ts";
import type { Feed } from "./read-models/feeds.ts";

/**
 * That a feed is due by its own pace. One event for each time that it is, whoever finds out and however often: what follows
 * from it has the same ids, so that asking twice announces nothing twice.
 */
export function dueEventOf({ id, url, nextFetchAt }: Pick<Feed, "id" | "url" | "nextFetchAt">): FeedDue {
  return feedDue.from(firstCause(publicAccount, `feed/${id}/${nextFetchAt}/${url}`), {
    subject: id,
    at: new Date(nextFetchAt),
    data: { feedId: id, by: "schedule" },
  });
}
