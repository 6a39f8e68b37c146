import type { FeedHost } from "../../shared/read-models/feed-hosts.ts";
import type { Feed } from "../../shared/read-models/feeds.ts";
import type { Failure } from "./failure.ts";
import type { Moment } from "./feed-after.ts";
import { retryAfterFailure } from "./next-fetch.ts";

/** Between the end of one request and the beginning of the next; up to twice as long, by chance. */
export const pauseMs = 1000;
/** Two feeds of one host that it is too busy for within this time mean that it is too busy for any. */
const unavailableTogetherMs = 3_600_000;
/**
 * Whoever asks and is gone keeps others from asking for so long. The door waits for turns of its own (pages of the same host),
 * then 30 s for the answer.
 */
export const leaseMs = 5 * 60_000;

/** Whether the host wants to be left alone. */
export function isBlocked({ blockedUntil }: FeedHost, now: Date): boolean {
  return blockedUntil !== undefined && blockedUntil > now.toISOString();
}

/** Takes the turn, where it is free: whoever finds their own token in the answer has it. */
export function hostAfterClaim(
  before: FeedHost | undefined,
  { id, token, now }: { readonly id: string; readonly token: string; readonly now: Date },
): FeedHost {
  const at = now.toISOString();
  const host = before ?? { id, nextRequestAt: at, blocks: 0 };
  if (isBlocked(host, now) || (host.lease !== undefined && host.lease.until > at)) return host;
  return { ...host, lease: { token, until: new Date(now.getTime() + leaseMs).toISOString() } };
}

/** What came of a turn. `undefined`: nothing was asked after all. */
export interface TurnEnded {
  readonly feedId: string;
  /** What went wrong, where something did. */
  readonly failure: Failure | undefined;
  /** The feed as it is from now on. */
  readonly next: Feed;
}

/** Gives the turn back, with a pause for the host, and a longer one where it has asked for that. */
export function hostAfterTurn(
  before: FeedHost | undefined,
  token: string,
  ended: TurnEnded | undefined,
  { now, fraction }: Moment,
): FeedHost | undefined {
  if (before?.lease?.token !== token) return before;
  const host = { ...before, lease: undefined };
  if (ended === undefined) return host;
  const nextRequestAt = new Date(now.getTime() + pauseMs * (1 + fraction)).toISOString();
  const { trouble, retryAfterMs } = ended.failure ?? {};
  const isRepeated =
    host.unavailable !== undefined &&
    host.unavailable.feedId !== ended.feedId &&
    now.getTime() - Date.parse(host.unavailable.at) < unavailableTogetherMs;
  const unavailable =
    trouble === "unavailable"
      ? { feedId: ended.feedId, at: now.toISOString() }
      : ended.failure === undefined
        ? undefined
        : host.unavailable;
  if (trouble === "limited" || (trouble === "unavailable" && isRepeated)) {
    const blocks = host.blocks + 1;
    const until =
      retryAfterMs === undefined ? retryAfterFailure(blocks, now, fraction) : new Date(now.getTime() + retryAfterMs);
    return { ...host, nextRequestAt, unavailable, blocks, blockedUntil: until.toISOString() };
  }
  const blocks = ended.failure === undefined ? 0 : host.blocks;
  return { ...host, nextRequestAt, unavailable, blocks, blockedUntil: undefined };
}
