import { dueEventOf } from "../../shared/feed-due.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { feeds } from "../../shared/read-models/feeds.ts";

export interface DueFeedsPorts {
  readonly readModels: ReadModels;
  readonly events: Events;
  readonly clock: Clock;
}

/** More than that wait for the next tick: the longest due come first. */
export const feedsPerPollMax = 10_000;
/** So many are held in memory, and announced together. */
const pageMax = 200;

/**
 * Finds the feeds whose time has come, and has `fetch` ask them. Nothing is written: a feed is found again, under the same event
 * id, until it has been asked. Answers how many there were.
 */
export async function announceDueFeeds({ readModels, events, clock }: DueFeedsPorts): Promise<number> {
  const now = clock.now().toISOString();
  let announced = 0;
  let after: string | undefined;
  do {
    const options = { where: { state: "active" }, limit: pageMax, ...(after !== undefined && { after }) };
    const page = await readModels.query(feeds, publicAccount, "due", options);
    const due = page.items.filter(({ nextFetchAt }) => nextFetchAt <= now);
    // Those that are being asked right now need nobody else.
    const waiting = due.filter(({ lease }) => lease === undefined || lease.until <= now);
    if (waiting.length > 0) await events.publish(...waiting.map(dueEventOf));
    announced += waiting.length;
    after = due.length === page.items.length ? page.next : undefined;
  } while (after !== undefined && announced < feedsPerPollMax);
  return announced;
}
