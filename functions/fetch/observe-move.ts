import type { WebHop } from "../../shared/ports/web.ts";
import type { Feed } from "../../shared/read-models/feeds.ts";
import { dayMs } from "./next-fetch.ts";

export type Moving = NonNullable<Feed["moving"]>;

/**
 * A publisher who is wrong for some days is nothing new; whoever says the same for a week means it. Three times at least, so that
 * two requests with a week between them do not do.
 */
export const movedAfterMs = 7 * dayMs;
export const movedAfterTimes = 3;

/** The address that an answer came from, where every redirect to it was for good. */
export function permanentTarget(asked: string, hops: readonly WebHop[]): string | undefined {
  const last = hops.at(-1);
  if (last === undefined || !hops.every(({ permanent }) => permanent)) return undefined;
  return isBetter(last.to, asked) ? last.to : undefined;
}

/** Where to a feed that has been read says it has moved, and how: what its server says comes first. */
export function observedTarget(
  feed: Pick<Feed, "url">,
  { hops, newFeedUrl }: { readonly hops: readonly WebHop[]; readonly newFeedUrl: string | undefined },
): Pick<Moving, "to" | "why"> | undefined {
  const redirected = permanentTarget(feed.url, hops);
  if (redirected !== undefined) return { to: redirected, why: "redirect" };
  if (newFeedUrl !== undefined && isBetter(newFeedUrl, feed.url)) return { to: newFeedUrl, why: "feed" };
  return undefined;
}

/** Another address, and not the same one without its encryption. */
function isBetter(to: string, from: string): boolean {
  const address = URL.parse(to);
  if (address === null || !/^https?:$/u.test(address.protocol) || address.username !== "") return false;
  address.hash = "";
  return address.href !== from && !(from.startsWith("https:") && address.protocol === "http:");
}

/** Adds an observation: only the same one, without any other between, counts. */
export function afterObserving(
  moving: Moving | undefined,
  target: Pick<Moving, "to" | "why"> | undefined,
  now: Date,
): Moving | undefined {
  if (target === undefined) return undefined;
  const at = now.toISOString();
  if (moving === undefined || moving.to !== target.to) return { ...target, since: at, lastAt: at, times: 1 };
  return { ...moving, why: target.why, lastAt: at, times: moving.times + 1 };
}

/** Whether it has been said long and often enough. */
export function hasMoved(moving: Moving | undefined): moving is Moving {
  if (moving === undefined || moving.times < movedAfterTimes) return false;
  return Date.parse(moving.lastAt) - Date.parse(moving.since) >= movedAfterMs;
}
