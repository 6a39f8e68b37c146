import { announceDueDeliveries, type DueDeliveriesPorts } from "./due-deliveries.ts";
import { dueDigests } from "./due-digests.ts";
import { announceDueFeeds, type DueFeedsPorts } from "./due-feeds.ts";

export interface PollPorts extends DueDeliveriesPorts, DueFeedsPorts {}

/**
 * Finds what is due, and asks the steps to look at it: deliveries, digests, feeds. Nothing is written: what is due is found
 * again, under the same event id, until somebody has acted on it. One kind that cannot be looked for does not keep the others.
 * Answers how many there were.
 * @throws AggregateError once all have been looked for, where that failed for some
 */
export async function pollOnce(ports: PollPorts): Promise<number> {
  const settled = await Promise.allSettled([
    announceDueDeliveries(ports),
    announceDueDigests(ports),
    announceDueFeeds(ports),
  ]);
  const failures = settled.filter((one) => one.status === "rejected").map(({ reason }): unknown => reason);
  if (failures.length > 0) throw new AggregateError(failures, `What is due was not found: ${String(failures[0])}`);
  return settled.reduce((sum, one) => sum + (one.status === "fulfilled" ? one.value : 0), 0);
}

async function announceDueDigests({ readModels, events, clock }: PollPorts): Promise<number> {
  const due = await dueDigests(clock.now(), readModels);
  if (due.length > 0) await events.publish(...due);
  return due.length;
}
